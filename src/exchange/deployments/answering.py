"""Whose link in a mail it is, and what each answer does to an entry. For actions alone."""

from collections import Counter
from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from exchange.deployments.access import check_can_confirm
from exchange.deployments.entry_names import Named
from exchange.deployments.models import ErrorReport
from exchange.deployments.recording import confirm, lapse, record_change, snapshot
from exchange.deployments.reporting import report
from exchange.deployments.shelf_life import LINK_HOLDS_FOR
from exchange.deployments.still_true_queries import find_kept
from exchange.deployments.still_true_schemas import Answer, AnswersGiven, Mark, Outcome, Unsaved
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor, Role
from exchange.people.duty_queries import find_leads
from exchange.people.models import Membership, MembershipState, Person, PersonState
from exchange.plumbing import audit
from exchange.plumbing.clock import today
from exchange.plumbing.errors import NotFound
from exchange.plumbing.signing import read_signed, signed
from exchange.technologies.models import ChangeKind, Deployment

PURPOSE = "systems still true"
_WRONG = "Whoever looks after this entry says that it is wrong: it should not be in the list."
_NOT_VALID = "This link is not valid, or no longer"


def link_for(session: Session, person_id: UUID, organisation_id: UUID) -> str:
    """Return the token by which a person answers for what they keep at an organisation."""
    return signed(session, PURPOSE, f"{person_id}:{organisation_id}")


def read_link(session: Session, token: str) -> tuple[Actor, Organisation, str]:
    """Return who answers by a link, for which organisation, and why they cannot any more, "" while they can.

    They act with the rights that they have now, of those alone that keeping entries needs.

    Raises:
        NotFound: the link is not valid, or no longer.
    """
    named = read_signed(session, PURPOSE, token, within=LINK_HOLDS_FOR)
    person_id, _, organisation_id = named.partition(":")
    person, place = session.get(Person, UUID(person_id)), session.get(Organisation, UUID(organisation_id))
    if person is None or place is None:
        raise NotFound(_NOT_VALID)
    belongs = select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.organisation_id == place.id,
        Membership.state == MembershipState.APPROVED,
    )
    closed = why_closed(person, place, belongs=session.exec(belongs).first() is not None, day=today())
    leads = not closed and person.id in {each.id for each in find_leads(session, place.id)}
    roles = {Role.STAFF, Role.KNOWLEDGE_LEAD} if leads else {Role.STAFF}
    actor = Actor(frozenset(roles), person_id=person.id, organisation_id=place.id)
    return actor, place, closed


def why_closed(person: Person, place: Organisation, *, belongs: bool, day: date) -> str:
    """Return why somebody cannot answer for an organisation on ``day``; "" when they can."""
    if person.state is not PersonState.ACTIVE:
        return "The account that this link was sent to is not in use any more."
    if not belongs:
        return f"Whoever was sent this link does not belong to {place.name} any more."
    if person.paused_until is not None and person.paused_until >= day:
        return (
            "Whoever was sent this link has paused. Once they resume, on their account, they can answer here."
        )
    if place.status is OrganisationStatus.CLOSED:
        return f"{place.name} has closed: what is recorded there is history."
    return ""


def apply_answers(session: Session, actor: Actor, place: Organisation, given: AnswersGiven) -> Outcome:
    """Do what each answer says to the entries that are the actor's to keep, and say what was not saved."""
    kept = {each.deployment.id: each for each in find_kept(session, actor, is_locked=True)}
    made: Counter[str] = Counter()
    unsaved = []
    for mark in {each.id: each for each in given.answers}.values():
        named = kept.get(mark.id)
        why = _why_not(actor, mark, named)
        if named is None or why:
            words = named.words if named else "An entry"
            unsaved.append(Unsaved(id=mark.id, words=words, why=why))
        else:
            made[_apply(session, actor, place, named, mark.answer)] += 1
    counts = {name: made[name] for name in ("still_true", "changed", "removed", "reported", "not_sure")}
    return Outcome(**counts, unsaved=tuple(unsaved))


def _why_not(actor: Actor, mark: Mark, named: Named | None) -> str:
    """Return why an answer cannot be saved; who says the same again on the same day is not refused."""
    if named is None:
        return "it is not in your list any more"
    row = named.deployment
    said_it = row.confirmed_on == today() and row.confirmed_by_id == actor.person_id
    is_same = mark.answer is Answer.STILL_TRUE and said_it
    is_current = row.version == mark.version or mark.answer is Answer.NOT_SURE or is_same
    return "" if is_current else "it was changed while you had the page open"


def _apply(session: Session, actor: Actor, place: Organisation, named: Named, answer: Answer) -> str:
    """Do what one answer says; return the count in the outcome that it belongs to."""
    row = named.deployment
    check_can_confirm(actor, row)
    if answer is Answer.STILL_TRUE:
        _confirm(session, actor, row)
        return "still_true"
    if answer is Answer.CHANGED:
        _lapse(session, actor, row)
        return "changed"
    if answer is Answer.NOT_SURE:
        return "not_sure"
    if actor.leads(place.id):
        _remove(session, actor, row)
        return "removed"
    _lapse(session, actor, row)
    made = report(session, actor, place, about=named.words, text=_WRONG, deployment=row)
    _record(session, actor, "error.reported", made)
    return "reported"


def _confirm(session: Session, actor: Actor, row: Deployment) -> None:
    if row.confirmed_on == today() and row.confirmed_by_id == actor.person_id:
        return
    before = snapshot(row)
    confirm(row, actor)
    record_change(session, actor, ChangeKind.CONFIRMED, before=before, after=row)
    _record(session, actor, "deployment.confirmed", row)


def _lapse(session: Session, actor: Actor, row: Deployment) -> None:
    if row.confirmed_on is None:
        return
    before = snapshot(row)
    lapse(row)
    record_change(session, actor, ChangeKind.LAPSED, before=before, after=row)
    _record(session, actor, "deployment.lapsed", row)


def _remove(session: Session, actor: Actor, row: Deployment) -> None:
    record_change(session, actor, ChangeKind.REMOVED, before=snapshot(row), after=None)
    _record(session, actor, "deployment.removed", row)
    session.delete(row)


def _record(session: Session, actor: Actor, event: str, of: Deployment | ErrorReport) -> None:
    kind = "error_report" if isinstance(of, ErrorReport) else "deployment"
    audit.record(session, event, actor=actor, subject=f"{kind}:{of.id}")
