"""JSON for whoever writes a lesson. Same actions, queries and schemas as the pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from exchange.lessons import (
    adapting_actions,
    attachment_queries,
    lineage,
    previewing,
    version_actions,
    version_queries,
    writing_actions,
    writing_queries,
)
from exchange.lessons.attachment_queries import FileLink, Files
from exchange.lessons.lineage import Lineage
from exchange.lessons.version_queries import History
from exchange.lessons.writing_schemas import (
    Audience,
    LessonBegun,
    LessonGiven,
    LessonToWrite,
    NotesGiven,
    OwnLesson,
    Preview,
    Saved,
    VersionGiven,
)
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading, Writing

router = APIRouter(prefix="/api/v1", tags=["lessons"], dependencies=[Depends(Needs(Permission.KEEP_LESSONS))])
reading = APIRouter(
    prefix="/api/v1/lessons", tags=["lessons"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)


@router.get("/account/lessons")
def list_own(session: Reading, actor: CurrentActor) -> list[OwnLesson]:
    """The lessons that the caller wrote, with what to do next."""
    return writing_queries.find_own_lessons(session, actor)


@router.post("/lessons/new", status_code=201)
def begin_lesson(session: Writing, actor: CurrentActor, given: LessonBegun) -> LessonToWrite:
    """Begin an empty draft of the caller's organisation."""
    slug = writing_actions.begin_lesson(session, actor, given)
    return writing_queries.get_lesson_to_write(session, actor, slug)


@router.post("/lessons/new/notes", status_code=201)
def begin_from_notes(session: Writing, actor: CurrentActor, given: NotesGiven) -> LessonToWrite:
    """Begin a draft with its boxes filled from free notes."""
    slug = writing_actions.begin_from_notes(session, actor, given)
    return writing_queries.get_lesson_to_write(session, actor, slug)


@router.get("/lessons/{slug}/edit")
def show_lesson_to_write(session: Reading, actor: CurrentActor, slug: str) -> LessonToWrite:
    """A lesson for whoever may change its text, and what is missing before it can be submitted."""
    return writing_queries.get_lesson_to_write(session, actor, slug)


@router.put("/lessons/{slug}/edit")
def save_lesson(session: Writing, actor: CurrentActor, slug: str, given: LessonGiven) -> Saved:
    """Replace the text of a lesson; answers 409 when ``version`` is not the newest."""
    return writing_actions.save_lesson(session, actor, slug, given)


@router.post("/lessons/{slug}/delete", status_code=204)
def delete_draft(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Delete a draft of the caller's own for good."""
    writing_actions.delete_draft(session, actor, slug)


@router.get("/lessons/{slug}/preview")
def show_preview(
    session: Reading,
    actor: CurrentActor,
    slug: str,
    audience: Annotated[Audience, Query(alias="as")] = Audience.STAFF,
) -> Preview:
    """A lesson as an audience sees it, for its author and its reviewers."""
    return previewing.get_preview(session, actor, slug, audience)


@router.get("/lessons/{slug}/history")
def show_history(
    session: Reading,
    actor: CurrentActor,
    slug: str,
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> History:
    """What a lesson said when; one version compared with the one before it."""
    return version_queries.get_history(session, actor, slug, version)


@router.post("/lessons/{slug}/history/{number}")
def bring_back(session: Writing, actor: CurrentActor, slug: str, number: int, given: VersionGiven) -> Saved:
    """Make a lesson say again what a version of it says."""
    return version_actions.bring_back(session, actor, slug, number, given)


@router.post("/lessons/{slug}/adapt", status_code=201)
def adapt(session: Writing, actor: CurrentActor, slug: str) -> LessonToWrite:
    """Begin a draft with the steps of a published blueprint."""
    draft = adapting_actions.adapt_blueprint(session, actor, slug)
    return writing_queries.get_lesson_to_write(session, actor, draft)


@router.get("/lessons/{slug}/attachments")
def list_files(session: Reading, actor: CurrentActor, slug: str) -> Files:
    """The files of a lesson, for whoever may change it."""
    return attachment_queries.get_files(session, actor, slug)


@reading.get("/{slug}/attachments/{attachment_id}")
def show_file_link(session: Reading, actor: CurrentActor, slug: str, attachment_id: UUID) -> FileLink:
    """Where a file can be fetched without a cookie, for five minutes."""
    return attachment_queries.get_file_link(session, actor, slug, attachment_id)


@reading.get("/{slug}/lineage")
def show_lineage(session: Reading, actor: CurrentActor, slug: str) -> Lineage:
    """What a blueprint was adapted from and into, as far as the caller may see it."""
    return lineage.get_lineage(session, actor, slug)
