"""HTML for mergers of organisations: what is to be done, a dry run, and doing it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Invalid
from exchange.succession import actions, previewing, queries
from exchange.succession.schemas import MergerPlan, Mergers, MergerSent, MergerWanted
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/administration/mergers",
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
    include_in_schema=False,
)

MERGERS = "/administration/mergers"
MergerForm = Annotated[Submission[MergerSent], Depends(submitted(MergerSent))]
_DONE = {"merged": "The two organisations are one now. Everybody concerned has been told by e-mail."}


@dataclass(frozen=True, kw_only=True)
class MergersPage(Page):
    """Closed organisations that still have entries, and those that were carried over."""

    template = "succession/mergers.html"
    section = "administration"
    mergers: Mergers
    done: str


@dataclass(frozen=True, kw_only=True)
class MergerStartPage(Page):
    """Which organisation became part of which."""

    template = "succession/merger_start.html"
    section = "administration"
    form: Submission[MergerWanted]


@dataclass(frozen=True, kw_only=True)
class MergerPage(Page):
    """What a merger would do, and the way to do it."""

    template = "succession/merger.html"
    section = "administration"
    plan: MergerPlan
    form: Submission[MergerSent]


@router.get("")
def list_mergers(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show what is to be done."""
    found = queries.find_mergers(session, actor)
    return render(request, MergersPage(mergers=found, done=_DONE.get(done, "")))


@router.get("/new")
def show_plan(
    request: Request, session: Reading, actor: CurrentActor, wanted: Annotated[MergerWanted, Query()]
) -> Response:
    """Ask for the two organisations, or show what making them one would do."""
    form = Submission[MergerWanted](wanted.model_dump())
    if not (wanted.gone or wanted.into):
        return render(request, MergerStartPage(form=form))
    try:
        plan = _plan(session, actor, wanted.gone, wanted.into)
    except Invalid as refusal:
        start = MergerStartPage(form=form.refused(refusal.field, str(refusal)))
        return render(request, start, status=422)
    day = plan.gone.closed_on or today()
    return render(request, MergerPage(plan=plan, form=Submission({"on": day.isoformat()})))


@router.post("")
def merge(request: Request, session: Writing, actor: CurrentActor, form: MergerForm) -> Response:
    """Make two organisations one, as it was shown."""
    if form.value is None:
        return _again(request, session, actor, form)
    try:
        pair = queries.get_pair(session, actor, MergerWanted(gone=form.value.gone, into=form.value.into))
        actions.merge_organisations(session, actor, *pair, form.value)
    except Invalid as refusal:
        return _again(request, session, actor, form.refused(refusal.field, str(refusal)))
    return see_other(f"{MERGERS}?done=merged")


def _again(request: Request, session: Writing, actor: CurrentActor, form: Submission[MergerSent]) -> Response:
    """Show a form that does not fit again, with what was typed; without two organisations, ask for them."""
    gone, into = (str(form.typed.get(name, ""))[:10] for name in ("gone", "into"))
    try:
        page: Page = MergerPage(plan=_plan(session, actor, gone, into), form=form)
    except Invalid as refusal:
        start = Submission[MergerWanted]({"gone": gone, "into": into})
        page = MergerStartPage(form=start.refused(refusal.field, str(refusal)))
    return render(request, page, status=422)


def _plan(session: Reading, actor: CurrentActor, gone: str, into: str) -> MergerPlan:
    pair = queries.get_pair(session, actor, MergerWanted(gone=gone, into=into))
    return previewing.preview_merger(session, actor, *pair)
