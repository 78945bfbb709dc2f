"""Changes to who belongs where: asking, deciding, moving, leaving; the caller commits."""

from uuid import UUID

from sqlmodel import Session

from exchange.memberships import deciding_queries, letters, member_queries, queries
from exchange.memberships.access import (
    check_can_decide,
    check_can_end,
    check_can_keep_members,
    check_can_leave,
    check_in_use,
)
from exchange.memberships.handing_over import confirm, end_place, known, leave_place, refuse
from exchange.memberships.schemas import Answer, DecisionGiven, JoinGiven
from exchange.memberships.telling import tell_deciders
from exchange.people.actor import Actor
from exchange.people.models import Consent, DutyState, Membership
from exchange.people.queries import person_to_change
from exchange.people.telling import tell_one
from exchange.people.wording import NOTICE_VERSION
from exchange.plumbing import audit
from exchange.plumbing.errors import Conflict, Invalid, NotFound

NOTICE = "privacy notice"


def join(session: Session, actor: Actor, given: JoinGiven, ods_code: str) -> None:
    """Take a newcomer's name, role and note of the privacy notice, and ask an organisation to confirm them.

    Raises:
        Conflict: they belong somewhere already, or have asked to.
        Invalid: there is no such role or open organisation, or the notice is another by now.
    """
    person = person_to_change(session, actor.person)
    if member_queries.membership_under_way(session, person.id) is not None:
        raise Conflict("You belong to an organisation already, or have asked to")
    if given.notice_version != NOTICE_VERSION:
        raise Invalid("The privacy notice has changed. Read it again", field="notice_version")
    if given.job_role and given.job_role not in member_queries.find_job_roles(session):
        raise Invalid("Choose your role from the list", field="job_role")
    queries.open_organisation(session, ods_code)
    person.name, person.job_role = given.name, given.job_role or None
    person.notice_version = NOTICE_VERSION
    person.version += 1
    ask(session, actor, ods_code)
    consent = Consent(person_id=person.id, text=NOTICE, version=NOTICE_VERSION)
    session.add(consent)
    audit.record(session, "notice.read", actor=actor, subject=f"consent:{consent.id}")


def ask(session: Session, actor: Actor, ods_code: str, *, successor: UUID | None = None) -> None:
    """Ask an organisation to confirm the actor; the place that they had before ends at once.

    Args:
        successor: who takes over as lead of the organisation that they leave.

    Raises:
        Invalid: there is no open organisation of that code, they are there already, or nobody like that can
            take over.
        Conflict: they are the only administrator.
    """
    member_queries.lock_people(session, actor.person)
    organisation = queries.open_organisation(session, ods_code)
    current = member_queries.membership_under_way(session, actor.person)
    if current is not None and current.organisation_id == organisation.id:
        raise Invalid("You belong to this organisation already, or have asked to", field="organisation")
    if current is not None:
        leave_place(session, actor, current, successor)
    membership = Membership(person_id=actor.person, organisation_id=organisation.id)
    session.add(membership)
    session.flush()
    person = person_to_change(session, actor.person)
    text = letters.asks_to_join(person.name, organisation.place.name)
    tell_deciders(session, organisation, but=person.id, cause=f"join:{membership.id}", text=text)
    audit.record(session, "membership.asked", actor=actor, subject=f"membership:{membership.id}")


def leave(session: Session, actor: Actor, *, successor: UUID | None = None) -> None:
    """End the actor's place with all their duties, everywhere and at once, or take back their request.

    Raises:
        NotFound: they belong nowhere and have not asked to.
        Invalid: nobody can take over, or not this person.
        Conflict: they are the only administrator.
    """
    member_queries.lock_people(session, actor.person)
    membership = member_queries.membership_under_way(session, actor.person)
    if membership is None:
        raise NotFound("You do not belong to an organisation")
    leave_place(session, actor, membership, successor)
    audit.record(session, "person.left", actor=actor, subject=f"person:{actor.person}")


def decide_join(session: Session, actor: Actor, membership_id: UUID, given: DecisionGiven) -> None:
    """Confirm or refuse somebody who has asked to belong to an organisation.

    Raises:
        NotFound: there is no such request that the actor decides.
        NotAllowed: it is their own.
        Conflict: it was decided or withdrawn, the organisation has closed, or the account is off.
    """
    membership = deciding_queries.join_to_decide(session, actor, membership_id)
    member_queries.lock_people(session, membership.person_id)
    session.refresh(membership)
    place = known(session, membership.organisation_id)
    approves = given.answer is Answer.APPROVE
    check_can_decide(actor, membership, is_closed=place.is_closed, approves=approves)
    if approves:
        check_in_use(person_to_change(session, membership.person_id).state)
        confirm(session, actor, membership)
        text = letters.join_approved(place.place.name)
    else:
        refuse(session, actor, membership)
        text = letters.join_refused(place.place.name, given.reason)
    cause = f"join:{membership.id}:{membership.state}"
    tell_one(session, membership.person_id, cause=cause, subject=letters.ANSWERED, text=text)
    audit.record(session, "membership.decided", actor=actor, subject=f"membership:{membership.id}")


def end_membership(session: Session, actor: Actor, ods_code: str, membership_id: UUID) -> None:
    """End somebody else's place at an organisation, with all their duties.

    Raises:
        NotFound: there is no such member.
        NotAllowed: the actor neither leads the organisation nor looks after the service, or the member has a
            duty and the actor is no administrator.
        Conflict: it is the actor's own, is over, or is that of the only administrator.
    """
    organisation = queries.get_organisation(session, ods_code)
    check_can_keep_members(actor, organisation.id)
    member = member_queries.member_to_change(session, organisation.id, membership_id)
    member_queries.lock_people(session, member.person_id)
    session.refresh(member)
    has_duty = any(
        duty.state is DutyState.HELD for duty in member_queries.open_duties(session, member.person_id)
    )
    check_can_end(actor, member, has_duty=has_duty)
    is_last = member_queries.is_last_administrator(session, member.person_id, is_locked=True)
    check_can_leave(is_last_administrator=is_last)
    end_place(session, actor, member)
    text = letters.place_ended(organisation.place.name)
    cause = f"place-ended:{member.id}"
    tell_one(session, member.person_id, cause=cause, subject=letters.CHANGED, text=text)
    audit.record(session, "member.removed", actor=actor, subject=f"membership:{member.id}")
