"""JSON for saying which systems are still true. Same queries, actions and schemas as the pages."""

from fastapi import APIRouter, Depends

from exchange.deployments import still_true_actions
from exchange.deployments.still_true_reading import asked_by_link, asked_signed_in
from exchange.deployments.still_true_schemas import AnswersGiven, Asked, Outcome
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/systems-still-true",
    tags=["systems"],
    dependencies=[Depends(Needs(Permission.READ_PUBLIC))],
)
account = APIRouter(
    prefix="/api/v1/account/systems-still-true",
    tags=["systems"],
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
)


@router.get("/{link}")
def show_link(session: Reading, link: str) -> Asked:
    """What whoever was sent the link of a mail is asked; reading it changes nothing."""
    return asked_by_link(session, link)


@router.post("/{link}")
def answer_link(session: Writing, link: str, given: AnswersGiven) -> Outcome:
    """Save all answers, each about the version of the entry that was shown."""
    return still_true_actions.answer_by_link(session, link, given)


@account.get("")
def show_own(session: Reading, actor: CurrentActor) -> Asked:
    """What the caller is asked about the systems of their organisation."""
    return asked_signed_in(session, actor)


@account.post("")
def answer_own(session: Writing, actor: CurrentActor, given: AnswersGiven) -> Outcome:
    """Save all answers, each about the version of the entry that was shown."""
    return still_true_actions.answer_signed_in(session, actor, given)
