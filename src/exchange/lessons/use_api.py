"""JSON for what organisations made of lessons. Same queries, actions and schemas as the pages."""

from fastapi import APIRouter, Depends

from exchange.lessons import use_actions, use_queries
from exchange.lessons.use_schemas import OwnLessons, OwnUse, UseGiven, Uses
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading, Writing

public = APIRouter(
    prefix="/api/v1/lessons", tags=["lessons"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)
router = APIRouter(prefix="/api/v1", tags=["lessons"], dependencies=[Depends(Needs(Permission.KEEP_LESSONS))])


@public.get("/{slug}/uses")
def show_uses(session: Reading, actor: CurrentActor, slug: str) -> Uses:
    """What organisations made of a lesson."""
    return use_queries.get_uses(session, actor, slug)


@router.get("/lessons/{slug}/use")
def show_use(session: Reading, actor: CurrentActor, slug: str) -> OwnUse:
    """What the caller's organisation made of a lesson."""
    return use_queries.get_own_use(session, actor, slug)


@router.put("/lessons/{slug}/use")
def report_use(session: Writing, actor: CurrentActor, slug: str, given: UseGiven) -> OwnUse:
    """Say what the caller's organisation made of a lesson, in place of what was said before."""
    use_actions.report_use(session, actor, slug, given)
    return use_queries.get_own_use(session, actor, slug)


@router.delete("/lessons/{slug}/use", status_code=204)
def remove_use(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Take back what the caller's organisation said of a lesson."""
    use_actions.remove_use(session, actor, slug)


@router.get("/account/lessons/uses")
def show_own_lessons(session: Reading, actor: CurrentActor) -> OwnLessons:
    """What became of the lessons that the caller wrote or is asked about."""
    return use_queries.find_own_lessons(session, actor)
