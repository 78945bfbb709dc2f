"""What people are at the organisation that theirs became part of. For actions alone.

A place and a duty end where they were and begin anew, so that both stay on record. Nobody gets more rights by
a merger than they had: where the other organisation has a lead, those of the old one ask to lead it.
"""

from collections import defaultdict
from uuid import UUID, uuid4

from sqlmodel import Session

from exchange.people.actions import rotate_sessions
from exchange.people.actor import Actor
from exchange.people.duty_queries import find_leads
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.people.telling import tell
from exchange.plumbing.clock import now
from exchange.succession import letters
from exchange.succession.planning import Merger


def carry_people(session: Session, actor: Actor, merger: Merger) -> None:
    """Have everybody belong to the other organisation, their sessions get new cookies, and all be told."""
    leads_before = find_leads(session, merger.into.id)
    for place, _ in merger.places:
        _begin_place(session, actor, merger, place)
    for duty, becomes in merger.duties:
        _begin_duty(session, actor, merger, duty, becomes)
    people = {place.person_id for place, _ in merger.places} | {duty.person_id for duty, _ in merger.duties}
    for person_id in sorted(people):
        rotate_sessions(session, actor, person_id)
    _tell(session, merger, leads_before)


def words_for(merger: Merger) -> dict[UUID, str]:
    """Return what each person is at the other organisation, in a sentence."""
    into, becomes = merger.into.name, {duty.person_id: state for duty, state in merger.duties}
    found: defaultdict[UUID, str] = defaultdict(str)
    for place, _ in merger.places:
        person_id, duty = place.person_id, becomes.get(place.person_id)
        if place.state is MembershipState.ASKED:
            found[person_id] = f"You asked to join: those who decide at {into} will answer."
        elif duty is DutyState.HELD:
            found[person_id] = f"You belong to {into} and lead it."
        elif duty is DutyState.ASKED:
            found[person_id] = f"You belong to {into}. Its leads decide whether you lead it, too."
        else:
            found[person_id] = f"You belong to {into}."
    return dict(found)


def _begin_place(session: Session, actor: Actor, merger: Merger, place: Membership) -> None:
    state, asked_at = place.state, place.asked_at
    place.state, place.ended_at = MembershipState.ENDED, now()
    session.flush()  # at most one is under way
    new = Membership(person_id=place.person_id, organisation_id=merger.into.id, asked_at=asked_at)
    if state is MembershipState.APPROVED:
        new.state, new.decided_at, new.decided_by = state, now(), actor.person_id
    session.add(new)
    session.flush()


def _begin_duty(
    session: Session, actor: Actor, merger: Merger, duty: Duty, becomes: DutyState | None
) -> None:
    duty.state, duty.ended_at = DutyState.ENDED, now()
    session.flush()
    if becomes is None:
        return
    new = Duty(person_id=duty.person_id, kind=DutyKind.KNOWLEDGE_LEAD, organisation_id=merger.into.id)
    if becomes is DutyState.HELD:
        new.state, new.decided_at, new.decided_by = becomes, now(), actor.person_id
    session.add(new)
    session.flush()


def _tell(session: Session, merger: Merger, leads: list[Person]) -> None:
    gone, into = merger.gone, merger.into
    cause = f"merged:{gone.id}:{uuid4()}"
    words = words_for(merger)
    for _, person in merger.places:
        if person.state is PersonState.ACTIVE:
            text = letters.comes_along(gone.name, into.name, words[person.id])
            tell(session, [person], cause=cause, subject=letters.MERGED, text=text)
    asks = sum(becomes is DutyState.ASKED for _, becomes in merger.duties)
    text = letters.took_over(gone.name, into.name, into.ods_code, asks)
    tell(session, leads, cause=cause, subject=letters.TOOK_OVER, text=text)
