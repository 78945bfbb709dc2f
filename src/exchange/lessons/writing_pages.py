"""HTML for whoever writes a lesson: beginning, the form with its autosave, and one's own lessons."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from exchange.lessons import writing_actions, writing_presenting, writing_queries
from exchange.lessons.writing_presenting import Offered, Step, TwoTexts
from exchange.lessons.writing_schemas import (
    Choices,
    LessonBegun,
    LessonForm,
    LessonGiven,
    LessonToWrite,
    NotesGiven,
    OwnLesson,
    Pressed,
)
from exchange.people.actor import Actor, Permission
from exchange.people.current import CurrentActor, Needs
from exchange.people.schemas import Given
from exchange.plumbing.errors import Conflict, Invalid
from exchange.plumbing.patient_data import HoldsPatientData
from exchange.profiles.queries import find_vocabulary
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(dependencies=[Depends(Needs(Permission.KEEP_LESSONS))], include_in_schema=False)

Form = Annotated[Submission[LessonForm], Depends(submitted(LessonForm))]
BeginForm = Annotated[Submission[LessonBegun], Depends(submitted(LessonBegun))]
NotesForm = Annotated[Submission[NotesGiven], Depends(submitted(NotesGiven))]
StepNumber = Annotated[int, Query(ge=0, le=9)]
Done = Annotated[str, Query(max_length=20)]
_DONE = {
    "saved": "Saved.",
    "notes": "We put your notes into the boxes. Look through them: your notes stand beside the form.",
    "back": "The version is brought back.",
    "deleted": "The draft is deleted.",
    "review": "Saved. Your knowledge lead looks at the change, then others see it again.",
}
HANDED_OVER = "/account/lessons?done=review"


@dataclass(frozen=True, kw_only=True)
class BeginPage(Page):
    """Where somebody begins: with a lesson, a blueprint, or their notes."""

    template = "lessons/begin.html"
    section = "lessons"
    form: Submission[Any] = field(default_factory=Submission)


@dataclass(frozen=True, kw_only=True)
class NotesPage(Page):
    """Where somebody pastes notes."""

    template = "lessons/notes.html"
    section = "lessons"
    form: Submission[NotesGiven] = field(default_factory=Submission)


@dataclass(frozen=True, kw_only=True)
class WritingPage(Page):
    """The form of a lesson, whole or one step of it.

    ``asked`` are the fields that it shows and ``carried`` the others. ``differences`` when somebody else, or
    another window, was faster. ``is_stopped``: a lead may say that what looks like an NHS number is none.
    """

    template = "lessons/write.html"
    section = "lessons"
    lesson: LessonToWrite
    form: Submission[Any]
    choices: Choices
    areas: Offered
    products: Offered
    themes: Offered
    looked_for: str
    steps: tuple[Step, ...]
    step: Step | None
    asked: tuple[str, ...]
    carried: tuple[tuple[str, str], ...]
    is_stopped: bool = False
    differences: tuple[TwoTexts, ...] = ()
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnLessonsPage(Page):
    """The lessons that somebody wrote, with what to do next."""

    template = "lessons/own.html"
    section = "account"
    lessons: list[OwnLesson]
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class DeletePage(Page):
    """Asks whether a draft is to go for good."""

    template = "lessons/delete.html"
    section = "lessons"
    lesson: LessonToWrite


@router.get("/lessons/new")
def begin(request: Request) -> Response:
    return render(request, BeginPage())


@router.post("/lessons/new")
def begin_lesson(request: Request, session: Writing, actor: CurrentActor, form: BeginForm) -> Response:
    if form.value is None:
        return render(request, BeginPage(form=form), status=422)
    return see_other(f"/lessons/{writing_actions.begin_lesson(session, actor, form.value)}/edit")


@router.get("/lessons/new/notes")
def paste(request: Request) -> Response:
    return render(request, NotesPage())


@router.post("/lessons/new/notes")
def begin_from_notes(request: Request, session: Writing, actor: CurrentActor, form: NotesForm) -> Response:
    refused = form
    if form.value is not None:
        try:
            slug = writing_actions.begin_from_notes(session, actor, form.value)
            return see_other(f"/lessons/{slug}/edit?done=notes")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    return render(request, NotesPage(form=refused), status=422)


@router.get("/lessons/{slug}/edit")
def edit(
    request: Request, session: Reading, actor: CurrentActor, slug: str, step: StepNumber = 0, done: Done = ""
) -> Response:
    lesson = writing_queries.get_lesson_to_write(session, actor, slug)
    form = Submission[Given](writing_presenting.typed_of(lesson.text))
    return render(request, _page(session, actor, lesson, form, step=step, done=_DONE.get(done, "")))


@router.post("/lessons/{slug}/edit")
def save(
    request: Request, session: Writing, actor: CurrentActor, slug: str, form: Form, step: StepNumber = 0
) -> Response:
    refused, status, is_stopped = form, 422, False
    if _is_looking(form):
        refused, status = _looked(form), 200
    elif form.value is not None:
        try:
            saved = writing_actions.save_lesson(session, actor, slug, _text_alone(form.value))
            return see_other(HANDED_OVER if saved.is_with_reviewer else _next(slug, form.value.press, step))
        except Invalid as reason:
            refused, is_stopped = (
                form.refused(reason.field, str(reason)),
                isinstance(reason, HoldsPatientData),
            )
        except Conflict as reason:
            refused, status = form.refused("lesson", str(reason)), 409
    lesson = writing_queries.get_lesson_to_write(session, actor, slug)
    page = _page(session, actor, lesson, refused, step=step, is_stale=status == 409, is_stopped=is_stopped)
    return render(request, page, status=422 if refused.errors and status == 200 else status)


@router.post("/lessons/{slug}/autosave")
def autosave(session: Writing, actor: CurrentActor, slug: str, form: Form) -> Response:
    """Answer the script of the form in JSON: what was saved, or in words why nothing was."""
    if form.value is None:
        return _not_saved(422, "; ".join(form.errors.values()))
    try:
        saved = writing_actions.autosave_draft(session, actor, slug, _text_alone(form.value))
    except Invalid as reason:
        return _not_saved(422, str(reason))
    except Conflict as reason:
        return _not_saved(409, str(reason))
    return JSONResponse(saved.model_dump(mode="json"))


@router.get("/lessons/{slug}/delete")
def ask_to_delete(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    return render(request, DeletePage(lesson=writing_queries.get_draft_to_delete(session, actor, slug)))


@router.post("/lessons/{slug}/delete")
def delete(session: Writing, actor: CurrentActor, slug: str) -> Response:
    writing_actions.delete_draft(session, actor, slug)
    return see_other("/account/lessons?done=deleted")


@router.get("/account/lessons")
def list_own(request: Request, session: Reading, actor: CurrentActor, done: Done = "") -> Response:
    lessons = writing_queries.find_own_lessons(session, actor)
    return render(request, OwnLessonsPage(lessons=lessons, done=_DONE.get(done, "")))


def _not_saved(status: int, detail: str) -> Response:
    return JSONResponse({"detail": detail}, status)


def _is_looking(form: Submission[LessonForm]) -> bool:
    """Say whether a product is looked for: by its button, or by Enter in its box."""
    pressed, words = form.typed.get("press"), form.typed.get("product_words", "").strip()
    return pressed == Pressed.FIND or (bool(words) and pressed == Pressed.SAVE)


def _looked(form: Submission[LessonForm]) -> Submission[LessonForm]:
    """Return the form without what is wrong elsewhere in it, which need not be said yet."""
    looked = Submission[LessonForm](form.typed)
    words = form.typed.get("product_words", "").strip()
    return looked if words else looked.refused("product_words", "Enter the name of a product")


def _text_alone(given: LessonForm) -> LessonGiven:
    return LessonGiven(**given.model_dump(include=set(LessonGiven.model_fields)))


def _next(slug: str, press: Pressed, step: int) -> str:
    """Return where a button leads once all is saved."""
    here = f"/lessons/{slug}"
    return {
        Pressed.PREVIEW: f"{here}/preview",
        Pressed.NEXT: f"{here}/edit?step={step + 1}",
        Pressed.FILES: f"{here}/attachments",
    }.get(press, f"{here}/edit?{f'step={step}&' if step else ''}done=saved")


def _page(
    session: Reading,
    actor: Actor,
    lesson: LessonToWrite,
    form: Submission[Any],
    *,
    step: int,
    **more: Any,
) -> WritingPage:
    typed, is_stale = form.typed, more.pop("is_stale", False)
    choices, vocabulary = writing_queries.find_choices(session, actor, lesson.slug), find_vocabulary(session)
    words = str(typed.get("product_words", "")).strip()[:100]
    steps = writing_presenting.steps(lesson, step)
    current = next((each for each in steps if each.is_current), None) if step else None
    asked = current.fields if current else tuple(name for each in steps for name in each.fields)
    offers = writing_presenting.offered
    if is_stale:
        more["differences"] = writing_presenting.two_texts(vocabulary, choices, lesson.text, typed)
        form = Submission(typed | {"version": str(lesson.text.version)}, errors=form.errors)
    return WritingPage(
        lesson=lesson,
        form=form,
        choices=choices,
        areas=offers(vocabulary, "areas", typed, choices.areas_in_use),
        products=offers(vocabulary, "products", typed, choices.products_in_use, words),
        themes=offers(vocabulary, "themes", typed, choices.themes_in_use),
        looked_for=words,
        steps=steps,
        step=current,
        asked=asked,
        carried=writing_presenting.hidden_fields(typed, asked),
        **more,
    )
