"""What becomes of somebody's place, duties and cover when they become a lead, or leave. For actions alone."""

from uuid import UUID

from sqlmodel import Session

from exchange.lessons.handing_on import hand_on_lessons
from exchange.memberships import letters, member_queries, queries
from exchange.memberships.access import check_can_leave
from exchange.memberships.reading import Known
from exchange.memberships.telling import tell_of_lead
from exchange.people.actions import rotate_sessions
from exchange.people.actor import Actor
from exchange.people.models import Duty, DutyKind, DutyState, Membership, MembershipState
from exchange.people.telling import tell_one
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, REGISTRY, note_change
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Invalid


def known(session: Session, organisation_id: UUID) -> Known:
    """Return an organisation that exists."""
    return queries.find_known(session, {organisation_id})[organisation_id]


def appoint(session: Session, actor: Actor, duty: Duty) -> None:
    """Make somebody lead their organisation, which takes part in the service from then on."""
    assert duty.organisation_id is not None
    duty.state, duty.decided_at, duty.decided_by = DutyState.HELD, now(), actor.person_id
    session.add(duty)
    session.flush()
    rotate_sessions(session, actor, duty.person_id)
    audit.record(session, "duty.held", actor=actor, subject=f"duty:{duty.id}")
    organisation = queries.organisation_to_change(session, duty.organisation_id)
    if organisation.status is queries.LISTED:
        organisation.status = queries.PARTICIPATING
        note_change(session, REGISTRY)
        audit.record(
            session, "organisation.participates", actor=actor, subject=f"organisation:{organisation.ods_code}"
        )
    note_change(session, PEOPLE)
    place = known(session, duty.organisation_id)
    if duty.person_id != actor.person_id:
        text = letters.claim_approved(place.place.name, place.place.ods_code)
        tell_one(session, duty.person_id, cause=f"lead:{duty.id}:held", subject=letters.CHANGED, text=text)
    tell_of_lead(session, actor, place, duty)


def give(session: Session, actor: Actor, duty: Duty, place: str) -> None:
    """Give somebody a new duty for a network or the whole service; ``place`` names it in words."""
    duty.state, duty.decided_at, duty.decided_by = DutyState.HELD, now(), actor.person_id
    session.add(duty)
    session.flush()
    rotate_sessions(session, actor, duty.person_id)
    note_change(session, PEOPLE)
    text = letters.duty_granted(duty.kind, place)
    tell_one(session, duty.person_id, cause=f"duty:{duty.id}:held", subject=letters.CHANGED, text=text)
    audit.record(session, "duty.held", actor=actor, subject=f"duty:{duty.id}")


def confirm(session: Session, actor: Actor, membership: Membership) -> None:
    """Make somebody who has asked a member of their organisation."""
    membership.state = MembershipState.APPROVED
    membership.decided_at, membership.decided_by = now(), actor.person_id
    rotate_sessions(session, actor, membership.person_id)
    note_change(session, PEOPLE)
    audit.record(session, "membership.approved", actor=actor, subject=f"membership:{membership.id}")


def refuse(session: Session, actor: Actor, membership: Membership) -> None:
    """Refuse somebody who has asked to belong to an organisation, and to lead it if they asked that too."""
    membership.state = MembershipState.REFUSED
    membership.decided_at, membership.decided_by = now(), actor.person_id
    claim = member_queries.lead_duty(session, membership.person_id, membership.organisation_id)
    if claim is not None:
        refuse_claim(session, actor, claim)
    audit.record(session, "membership.refused", actor=actor, subject=f"membership:{membership.id}")


def refuse_claim(session: Session, actor: Actor, duty: Duty) -> None:
    """Refuse somebody who has asked to lead an organisation."""
    duty.state, duty.decided_at, duty.decided_by = DutyState.REFUSED, now(), actor.person_id
    audit.record(session, "duty.refused", actor=actor, subject=f"duty:{duty.id}")


def end(session: Session, actor: Actor, duty: Duty) -> None:
    """End a duty that was held, or take back a claim; the leads who stay are told."""
    was_held = duty.state is DutyState.HELD
    duty.state, duty.ended_at = DutyState.ENDED, now()
    audit.record(session, "duty.ended", actor=actor, subject=f"duty:{duty.id}")
    if was_held and duty.kind is DutyKind.KNOWLEDGE_LEAD and duty.organisation_id is not None:
        tell_of_lead(session, actor, known(session, duty.organisation_id), duty)


def check_can_hand_over(session: Session, membership: Membership, successor: UUID | None) -> None:
    """Raise unless ``successor`` is nobody, or a colleague who can take over from a lead.

    Raises:
        Invalid: the leaver does not lead the organisation, or the successor does not belong to it.
    """
    if successor is None:
        return
    person_id, organisation_id = membership.person_id, membership.organisation_id
    own = member_queries.lead_duty(session, person_id, organisation_id)
    if own is None or own.state is not DutyState.HELD:
        raise Invalid("Only a knowledge lead names somebody to take over", field="successor")
    if successor not in {
        each.id for each in member_queries.find_colleagues(session, person_id, organisation_id)
    }:
        raise Invalid("Choose somebody of the same organisation", field="successor")


def hand_over(session: Session, actor: Actor, membership: Membership, successor: UUID | None) -> None:
    """Pass on what a leaver has at an organisation, while they still belong to it.

    The one place where every subject says what becomes of its things. Here: the duty of leading it goes to
    ``successor``, if that is somebody, and whoever named the leaver to be asked instead names nobody. Lessons
    go to the successor too (``lessons.handing_on``).
    """
    if successor is not None:
        duty = member_queries.lead_duty(session, successor, membership.organisation_id) or Duty(
            person_id=successor, kind=DutyKind.KNOWLEDGE_LEAD, organisation_id=membership.organisation_id
        )
        if duty.state is not DutyState.HELD:
            appoint(session, actor, duty)
    hand_on_lessons(session, membership.person_id, membership.organisation_id, successor)
    for person in member_queries.covers_of(session, membership.person_id):
        person.cover_person_id = None
        person.version += 1


def leave_place(session: Session, actor: Actor, membership: Membership, successor: UUID | None) -> None:
    """End the actor's own place, or take their request back.

    Raises:
        Invalid: nobody can take over, or not this person.
        Conflict: they are the only administrator.
    """
    check_can_hand_over(session, membership, successor)
    if membership.state is MembershipState.APPROVED:
        is_last = member_queries.is_last_administrator(session, membership.person_id, is_locked=True)
        check_can_leave(is_last_administrator=is_last)
    end_place(session, actor, membership, successor)


def end_place(session: Session, actor: Actor, membership: Membership, successor: UUID | None = None) -> None:
    """End a place at an organisation, and with it every duty, at once. A request is only taken back."""
    was_member = membership.state is MembershipState.APPROVED
    rotate_sessions(session, actor, membership.person_id)
    duties = member_queries.open_duties(session, membership.person_id)
    if was_member:
        hand_over(session, actor, membership, successor)
    else:
        duties = [duty for duty in duties if duty.organisation_id == membership.organisation_id]
    membership.state, membership.ended_at = MembershipState.ENDED, now()
    session.flush()
    for duty in duties:
        end(session, actor, duty)
    note_change(session, PEOPLE)
    event = "membership.ended" if was_member else "membership.withdrawn"
    audit.record(session, event, actor=actor, subject=f"membership:{membership.id}")


def end_everything(session: Session, actor: Actor, person_id: UUID, successor: UUID | None) -> None:
    """End a person's place and every duty, held or asked for; ``successor`` takes over as a lead, if given.

    Raises:
        Invalid: nobody can take over, or not this person.
    """
    member_queries.lock_people(session, person_id)
    membership = member_queries.membership_under_way(session, person_id)
    if membership is not None:
        check_can_hand_over(session, membership, successor)
        end_place(session, actor, membership, successor)
    elif successor is not None:
        raise Invalid("Only a knowledge lead names somebody to take over", field="successor")
    for duty in member_queries.open_duties(session, person_id):
        end(session, actor, duty)
