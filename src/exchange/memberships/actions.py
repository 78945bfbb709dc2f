"""Changes to duties: claiming, deciding, naming, giving and ending them; the caller commits."""

from uuid import UUID

from sqlmodel import Session

from exchange.memberships import deciding_queries, letters, member_queries, queries
from exchange.memberships.access import (
    check_can_claim,
    check_can_decide,
    check_can_end_duty,
    check_can_grant,
    check_can_keep_members,
    check_can_name_lead,
    check_in_use,
)
from exchange.memberships.handing_over import appoint, confirm, end, give, known, refuse_claim
from exchange.memberships.schemas import Answer, DecisionGiven
from exchange.memberships.telling import tell_deciders
from exchange.people.actions import rotate_sessions
from exchange.people.actor import Actor
from exchange.people.models import Duty, DutyKind, DutyState, MembershipState
from exchange.people.queries import person_to_change
from exchange.people.telling import tell_one
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, note_change
from exchange.plumbing.errors import Conflict


def claim_lead(session: Session, actor: Actor, ods_code: str) -> None:
    """Ask to lead the organisation that the actor belongs to or has asked to join.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: they neither belong to it nor have asked to.
        Conflict: they lead it or have asked to, or it has closed.
    """
    organisation = queries.get_organisation(session, ods_code)
    member_queries.lock_people(session, actor.person)
    membership = member_queries.find_membership(session, actor.person, organisation.id)
    has_duty = member_queries.lead_duty(session, actor.person, organisation.id) is not None
    check_can_claim(membership, has_duty=has_duty, is_closed=organisation.is_closed)
    duty = Duty(person_id=actor.person, kind=DutyKind.KNOWLEDGE_LEAD, organisation_id=organisation.id)
    session.add(duty)
    session.flush()
    text = letters.asks_to_lead(person_to_change(session, actor.person).name, organisation.place.name)
    tell_deciders(session, organisation, but=actor.person, cause=f"claim:{duty.id}", text=text)
    audit.record(session, "duty.asked", actor=actor, subject=f"duty:{duty.id}")


def decide_claim(session: Session, actor: Actor, duty_id: UUID, given: DecisionGiven) -> None:
    """Make somebody a lead who has asked to be one, and a member if they had only asked that too; or refuse.

    Raises:
        NotFound: there is no such request that the actor decides.
        NotAllowed: it is their own.
        Conflict: it was decided or withdrawn, the organisation has closed, or the account is off.
    """
    duty = deciding_queries.claim_to_decide(session, actor, duty_id)
    member_queries.lock_people(session, duty.person_id)
    session.refresh(duty)
    assert duty.organisation_id is not None
    place = known(session, duty.organisation_id)
    approves = given.answer is Answer.APPROVE
    check_can_decide(actor, duty, is_closed=place.is_closed, approves=approves)
    if not approves:
        refuse_claim(session, actor, duty)
        text = letters.claim_refused(place.place.name, given.reason)
        cause = f"claim:{duty.id}:refused"
        tell_one(session, duty.person_id, cause=cause, subject=letters.ANSWERED, text=text)
    else:
        check_in_use(person_to_change(session, duty.person_id).state)
        membership = member_queries.find_membership(session, duty.person_id, duty.organisation_id)
        if membership is not None and membership.state is MembershipState.ASKED:
            confirm(session, actor, membership)
        appoint(session, actor, duty)
    audit.record(session, "duty.decided", actor=actor, subject=f"duty:{duty.id}")


def name_lead(session: Session, actor: Actor, ods_code: str, membership_id: UUID) -> None:
    """Make a member of an organisation lead it beside those who do.

    Raises:
        NotFound: there is no such member.
        NotAllowed: the actor neither leads the organisation nor looks after the service.
        Conflict: the member leads it, has left, or cannot sign in; or the organisation has closed.
    """
    organisation = queries.get_organisation(session, ods_code)
    check_can_keep_members(actor, organisation.id)
    member = member_queries.member_to_change(session, organisation.id, membership_id)
    member_queries.lock_people(session, member.person_id)
    session.refresh(member)
    duty = member_queries.lead_duty(session, member.person_id, organisation.id)
    is_lead = duty is not None and duty.state is DutyState.HELD
    check_can_name_lead(actor, member, is_lead=is_lead, is_closed=organisation.is_closed)
    check_in_use(person_to_change(session, member.person_id).state)
    fresh = Duty(person_id=member.person_id, kind=DutyKind.KNOWLEDGE_LEAD, organisation_id=organisation.id)
    appoint(session, actor, duty or fresh)
    audit.record(session, "lead.named", actor=actor, subject=f"membership:{member.id}")


def grant_network_leader(session: Session, actor: Actor, person_id: UUID, network_id: UUID) -> None:
    """Make a member of staff leader of a network.

    Raises:
        NotAllowed: the actor does not look after the service.
        NotFound: there is no such person.
        Invalid: there is no such network, or they lead it already.
        Conflict: no organisation has confirmed them, or their account is off.
    """
    check_can_grant(actor)
    name = queries.get_network_name(session, network_id)
    member_queries.lock_people(session, person_id)
    check_in_use(person_to_change(session, person_id).state)
    membership = member_queries.membership_under_way(session, person_id)
    if membership is None or membership.state is not MembershipState.APPROVED:
        raise Conflict("An organisation must confirm them before they can lead a network")
    if any(each.network_id == network_id for each in member_queries.open_duties(session, person_id)):
        raise Conflict("They lead this network already")
    give(session, actor, Duty(person_id=person_id, kind=DutyKind.NETWORK_LEADER, network_id=network_id), name)
    audit.record(session, "network_leader.granted", actor=actor, subject=f"person:{person_id}")


def grant_administrator(session: Session, actor: Actor, person_id: UUID) -> None:
    """Make somebody an administrator.

    Raises:
        NotAllowed: the actor does not look after the service.
        NotFound: there is no such person.
        Conflict: they are one already, or their account is off.
    """
    check_can_grant(actor)
    member_queries.lock_people(session, person_id)
    check_in_use(person_to_change(session, person_id).state)
    duties = member_queries.open_duties(session, person_id)
    if any(each.kind is DutyKind.ADMINISTRATOR for each in duties):
        raise Conflict("They are an administrator already")
    give(session, actor, Duty(person_id=person_id, kind=DutyKind.ADMINISTRATOR), "the whole service")
    audit.record(session, "administrator.granted", actor=actor, subject=f"person:{person_id}")


def end_duty(session: Session, actor: Actor, duty_id: UUID, *, holder_id: UUID | None = None) -> None:
    """End a duty, or take a claim back: one's own, or as an administrator anybody's.

    Args:
        holder_id: whose duty it must be, where the address of the page says so.

    Raises:
        NotFound: there is no such duty, or it is not the actor's to see.
        Conflict: it has ended, or is that of the only administrator.
    """
    duty = member_queries.duty_to_change(session, actor, duty_id, holder_id=holder_id)
    member_queries.lock_people(session, duty.person_id)
    session.refresh(duty)
    is_last = member_queries.is_last_administrator(session, duty.person_id, is_locked=True)
    check_can_end_duty(duty, is_last_administrator=is_last)
    was_held = duty.state is DutyState.HELD
    rotate_sessions(session, actor, duty.person_id)
    end(session, actor, duty)
    note_change(session, PEOPLE)
    if duty.person_id != actor.person_id:
        place = queries.place_of(session, duty)
        text = letters.duty_ended(duty.kind, place) if was_held else letters.claim_refused(place, "")
        tell_one(session, duty.person_id, cause=f"duty:{duty.id}:ended", subject=letters.CHANGED, text=text)
    audit.record(session, "duty.taken", actor=actor, subject=f"duty:{duty.id}")
