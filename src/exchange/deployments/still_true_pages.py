"""HTML for saying which systems are still true: by the link in a mail, without signing in, or signed in.

Scanners of mail follow every link: reading changes nothing.
"""

from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.deployments import still_true_actions
from exchange.deployments.still_true_forms import Answers, answers_given
from exchange.deployments.still_true_reading import asked_by_link, asked_signed_in
from exchange.deployments.still_true_schemas import Asked, Outcome
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/systems-still-true",
    dependencies=[Depends(Needs(Permission.READ_PUBLIC))],
    include_in_schema=False,
)
account = APIRouter(
    prefix="/account/systems-still-true",
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
    include_in_schema=False,
)

Form = Annotated[Answers, Depends(answers_given)]
Done = Annotated[str, Query(max_length=20)]
Changed = Annotated[tuple[UUID, ...], Query(max_length=20)]
_MOST_TOLD = 20


@dataclass(frozen=True, kw_only=True)
class SystemsStillTruePage(Page):
    """All systems that somebody keeps, to be ticked; ``unsaved`` names what had changed meanwhile."""

    template = "deployments/still_true.html"
    section = "organisations"
    asked: Asked
    action: str
    is_by_link: bool
    is_done: bool = False
    unsaved: tuple[str, ...] = ()
    answers: Answers = field(default_factory=lambda: Answers(None, {}))


@router.get("/{link}")
def show_link(
    request: Request, session: Reading, link: str, done: Done = "", changed: Changed = ()
) -> Response:
    """Show what the link asks."""
    asked = asked_by_link(session, link)
    return render(request, _page(request, asked, done=done, changed=changed))


@router.post("/{link}")
def answer_link(request: Request, session: Writing, link: str, form: Form) -> Response:
    """Save all answers."""
    if form.value is None:
        return render(request, _page(request, asked_by_link(session, link), answers=form), status=422)
    return _saved(request, still_true_actions.answer_by_link(session, link, form.value))


@account.get("")
def show_own(
    request: Request, session: Reading, actor: CurrentActor, done: Done = "", changed: Changed = ()
) -> Response:
    """Show what the viewer is asked."""
    asked = asked_signed_in(session, actor)
    return render(request, _page(request, asked, done=done, changed=changed))


@account.post("")
def answer_own(request: Request, session: Writing, actor: CurrentActor, form: Form) -> Response:
    """Save all answers."""
    if form.value is None:
        return render(request, _page(request, asked_signed_in(session, actor), answers=form), status=422)
    return _saved(request, still_true_actions.answer_signed_in(session, actor, form.value))


def _page(
    request: Request,
    asked: Asked,
    *,
    done: str = "",
    changed: tuple[UUID, ...] = (),
    answers: Answers | None = None,
) -> SystemsStillTruePage:
    wanted = set(changed)
    shown = (*asked.waiting, *asked.confirmed)
    return SystemsStillTruePage(
        asked=asked,
        action=request.url.path,
        is_by_link=not request.url.path.startswith("/account/"),
        is_done=done == "saved",
        unsaved=tuple(f"{each.area}: {each.system}" for each in shown if each.id in wanted),
        answers=answers or Answers(None, {}),
    )


def _saved(request: Request, outcome: Outcome) -> Response:
    changed = [("changed", str(each.id)) for each in outcome.unsaved[:_MOST_TOLD]]
    return see_other(f"{request.url.path}?{urlencode([('done', 'saved'), *changed])}")
