"""HTML for sending a complaint about personal data, or a notice about content."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.privacy import concern_actions
from exchange.privacy.limits import CONCERNS, is_capped
from exchange.privacy.models import ConcernKind
from exchange.privacy.schemas import ConcernGiven
from exchange.web.forms import Submission, submitted
from exchange.web.limiting import Limited
from exchange.web.rendering import Page, render
from exchange.web.responding import own_path, see_other
from exchange.web.sessions import Writing

router = APIRouter(
    prefix="/concerns", dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False
)

ConcernForm = Annotated[Submission[ConcernGiven], Depends(submitted(ConcernGiven))]
_CHOICES = {"data": ConcernKind.DATA_PROTECTION, "content": ConcernKind.TAKEDOWN}


@dataclass(frozen=True, kw_only=True)
class ConcernPage(Page):
    """The form; somebody who is signed in is answered at the address of their account."""

    template = "privacy/concern.html"
    form: Submission[ConcernGiven]
    has_account: bool


@dataclass(frozen=True, kw_only=True)
class ConcernSentPage(Page):
    """The reference, and what happens next."""

    template = "privacy/concern_sent.html"
    reference: str
    is_complaint: bool


@router.get("/new")
def show_form(
    request: Request,
    actor: CurrentActor,
    kind: Annotated[str, Query(max_length=20)] = "",
    about: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Show the form, with kind and page filled in where a link says them."""
    chosen = _CHOICES.get(kind)
    form: Submission[ConcernGiven] = Submission({"kind": chosen or "", "about_path": own_path(about)})
    return render(request, ConcernPage(form=form, has_account=actor.is_signed_in))


@router.post("/new", dependencies=[Depends(Limited(*CONCERNS))])
def send(request: Request, session: Writing, actor: CurrentActor, form: ConcernForm) -> Response:
    """Take in what was sent."""
    if form.value is None:
        return render(request, ConcernPage(form=form, has_account=actor.is_signed_in), status=422)
    capped = is_capped(request, str(actor) if actor.is_signed_in else form.value.email or "")
    try:
        received = concern_actions.send_concern(session, actor, form.value, is_capped=capped)
    except Invalid as refusal:
        page = ConcernPage(form=form.refused(refusal.field, str(refusal)), has_account=actor.is_signed_in)
        return render(request, page, status=422)
    return see_other(f"/concerns/sent?reference={received.reference}")


@router.get("/sent")
def show_sent(
    request: Request, reference: Annotated[str, Query(pattern=r"^((DP|TN)-[A-Z0-9]{8})?$")] = ""
) -> Response:
    """Show the reference; what was sent cannot be looked up by it."""
    return render(request, ConcernSentPage(reference=reference, is_complaint=reference.startswith("DP")))
