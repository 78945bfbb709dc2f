"""Every SELECT on persons that sign-in and rights need."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

import exchange.network.models
import exchange.technologies.models  # noqa: F401  (tables that persons and duties refer to)
from exchange.organisations.models import Organisation
from exchange.people.actor import ABOVE_STAFF, Actor, Role
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.people.schemas import Acting, Viewer
from exchange.plumbing.clock import now
from exchange.plumbing.errors import NotFound
from exchange.signing_in.models import Method, SignInSession

IDLE = timedelta(minutes=30)
"""Source: NHS login and NIST SP 800-63B at AAL2: prove again after 30 minutes without a request."""
LONGEST = timedelta(hours=12)
"""Source: the same: and after 12 hours in any case."""
GRACE = timedelta(minutes=1)

_ROLES = {
    DutyKind.KNOWLEDGE_LEAD: Role.KNOWLEDGE_LEAD,
    DutyKind.NETWORK_LEADER: Role.NETWORK_LEADER,
    DutyKind.ADMINISTRATOR: Role.ADMINISTRATOR,
}
_STRONG = {Method.PASSKEY, Method.OPENID}


def find_acting(session: Session, token_hash: str, *, needs_proof: bool) -> Acting | None:
    """Return who acts by the session whose cookie has this hash; None when it no longer stands.

    Args:
        needs_proof: withhold the roles above staff from those who signed in by e-mail alone.
    """
    moment = now()
    statement = (
        select(SignInSession, Person, Membership.organisation_id, Duty)
        .join(Person, col(Person.id) == col(SignInSession.person_id))
        .join(
            Membership,
            and_(
                col(Membership.person_id) == col(Person.id),
                col(Membership.state) == MembershipState.APPROVED,
            ),
            isouter=True,
        )
        .join(
            Duty,
            and_(col(Duty.person_id) == col(Person.id), col(Duty.state) == DutyState.HELD),
            isouter=True,
        )
        .where(
            or_(
                col(SignInSession.token_hash) == token_hash,
                and_(
                    col(SignInSession.previous_hash) == token_hash,
                    col(SignInSession.rotated_at) > moment - GRACE,
                ),
            ),
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.seen_at) > moment - IDLE,
            col(SignInSession.started_at) > moment - LONGEST,
            col(Person.state) == PersonState.ACTIVE,
        )
    )
    rows = session.exec(statement).all()
    if not rows:
        return None
    sign_in, person, organisation_id, _ = rows[0]
    duties = [duty for *_, duty in rows if duty is not None]
    actor = _actor(sign_in, person.id, organisation_id, duties, needs_proof=needs_proof)
    return Acting(
        actor=actor,
        viewer=_viewer(actor, person, sign_in),
        seen_at=sign_in.seen_at,
        must_rotate=sign_in.must_rotate and sign_in.token_hash == token_hash,
    )


def _actor(
    sign_in: SignInSession,
    person_id: UUID,
    organisation_id: UUID | None,
    duties: list[Duty],
    *,
    needs_proof: bool,
) -> Actor:
    own = [
        duty
        for duty in duties
        if duty.kind is not DutyKind.KNOWLEDGE_LEAD or duty.organisation_id == organisation_id
    ]
    roles = {_ROLES[duty.kind] for duty in own}
    withheld = roles & ABOVE_STAFF if needs_proof and sign_in.method not in _STRONG else set()
    base = Role.NEWCOMER if organisation_id is None else Role.STAFF
    return Actor(
        roles=frozenset({base} | (roles - withheld)),
        person_id=person_id,
        organisation_id=organisation_id,
        led_networks=frozenset(
            duty.network_id for duty in own if duty.network_id and Role.NETWORK_LEADER not in withheld
        ),
        session_id=sign_in.id,
        withheld=frozenset(withheld),
    )


def _viewer(actor: Actor, person: Person, sign_in: SignInSession) -> Viewer:
    return Viewer(
        person_id=person.id,
        name=person.name,
        roles=tuple(sorted(actor.roles)),
        withheld=tuple(sorted(actor.withheld)),
        is_demonstration=person.is_demonstration,
        ends_at=sign_in.started_at + LONGEST,
    )


def person_to_change(session: Session, person_id: UUID) -> Person:
    """Return one person's row, locked until the transaction ends.

    Raises:
        NotFound: there is none, or they were erased.
    """
    statement = select(Person).where(Person.id == person_id, col(Person.state) != PersonState.ERASED)
    person = session.exec(statement.with_for_update()).one_or_none()
    if person is None:
        raise NotFound("There is no such person")
    return person


def find_person_by_email(session: Session, email: str) -> Person | None:
    """Return whose account an address belongs to, locked, whatever its state. Only sign-in may ask."""
    return session.exec(select(Person).where(Person.email == email).with_for_update()).one_or_none()


def session_to_change(session: Session, session_id: UUID) -> SignInSession:
    """Return one sign-in session's row.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(
        select(SignInSession).where(SignInSession.id == session_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such session")
    return found


def sessions_to_change(session: Session, person_id: UUID) -> list[SignInSession]:
    """Return the sessions in which a person is signed in."""
    statement = select(SignInSession).where(
        SignInSession.person_id == person_id, col(SignInSession.ended_at).is_(None)
    )
    return list(session.exec(statement.with_for_update()))


def has_duty(session: Session, person_id: UUID, kind: DutyKind) -> bool:
    """Say whether a person holds a duty of this kind."""
    statement = select(Duty.id).where(
        Duty.person_id == person_id, col(Duty.kind) == kind, col(Duty.state) == DutyState.HELD
    )
    return session.exec(statement.limit(1)).first() is not None


def is_member(session: Session, person_id: UUID) -> bool:
    """Say whether a person belongs to an organisation or has asked to."""
    states = (MembershipState.ASKED, MembershipState.APPROVED)
    statement = select(Membership.id).where(
        Membership.person_id == person_id, col(Membership.state).in_(states)
    )
    return session.exec(statement.limit(1)).first() is not None


def find_organisation_ids(session: Session) -> dict[str, UUID]:
    """Return the id of every organisation by its ODS code."""
    return dict(session.exec(select(Organisation.ods_code, Organisation.id)).all())
