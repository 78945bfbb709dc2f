"""Every SELECT that sign-in needs."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.people.models import (
    Duty,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.people.queries import IDLE, LONGEST
from exchange.plumbing.clock import now
from exchange.signing_in.models import AttemptState, EmailDomain, SignInAttempt, SignInSession
from exchange.signing_in.schemas import Persona, SessionBrief


def find_domain(session: Session, email: str) -> EmailDomain | None:
    """Return the approved domain that an address belongs to, the most specific one; None when none does."""
    domain = email.rpartition("@")[2]
    labels = domain.split(".")
    parents = [".".join(labels[i:]) for i in range(1, len(labels))]
    rows = session.exec(select(EmailDomain).where(col(EmailDomain.domain).in_([domain, *parents])))
    known = {row.domain: row for row in rows if row.domain == domain or row.covers_subdomains}
    return next((known[name] for name in (domain, *parents) if name in known), None)


def find_attempt(session: Session, *, link_hash: str) -> SignInAttempt | None:
    """Return the attempt that a link belongs to, while it can be used."""
    statement = _pending().where(SignInAttempt.link_hash == link_hash)
    return session.exec(statement).one_or_none()


def attempt_to_change(
    session: Session, *, verifier_hash: str = "", link_hash: str = ""
) -> SignInAttempt | None:
    """Return the attempt of a browser or a link, locked, while it can be used."""
    wanted = (
        SignInAttempt.verifier_hash == verifier_hash
        if verifier_hash
        else SignInAttempt.link_hash == link_hash
    )
    return session.exec(_pending().where(wanted).with_for_update()).one_or_none()


def find_sessions(session: Session, actor: Actor) -> list[SessionBrief]:
    """Return the browsers in which the actor is signed in, this one first."""
    moment = now()
    statement = (
        select(SignInSession)
        .where(
            SignInSession.person_id == actor.person,
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.seen_at) > moment - IDLE,
            col(SignInSession.started_at) > moment - LONGEST,
        )
        .order_by(col(SignInSession.seen_at).desc())
    )
    found = [
        SessionBrief(
            **row.model_dump(include={"id", "device", "method", "started_at", "seen_at"}),
            is_this=row.id == actor.session_id,
        )
        for row in session.exec(statement)
    ]
    return sorted(found, key=lambda each: not each.is_this)


def find_personas(session: Session) -> list[Persona]:
    """Return the people of the demonstration whom a visitor may be, one of each role."""
    statement = (
        select(Person, Organisation.name, Duty)
        .join(Membership, col(Membership.person_id) == col(Person.id), isouter=True)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id), isouter=True)
        .join(
            Duty,
            (col(Duty.person_id) == col(Person.id)) & (col(Duty.state) == DutyState.HELD),
            isouter=True,
        )
        .where(
            col(Person.is_demonstration).is_(True),
            col(Person.state) == PersonState.ACTIVE,
            (col(Membership.state) == MembershipState.APPROVED) | col(Membership.state).is_(None),
        )
        .order_by(col(Person.name), col(Person.id))
    )
    best: dict[str, Persona] = {}
    for person, organisation, duty in session.exec(statement):
        role = str(duty.kind) if duty else "member of staff" if organisation else "newcomer"
        best.setdefault(
            role, Persona(id=person.id, name=person.name, roles=role, organisation=organisation or "")
        )
    return sorted(best.values(), key=lambda each: _ORDER.index(each.roles))


_ORDER = ("member of staff", "knowledge lead", "network leader", "administrator", "newcomer")


def _pending() -> SelectOfScalar[SignInAttempt]:
    return select(SignInAttempt).where(
        col(SignInAttempt.state) == AttemptState.PENDING, col(SignInAttempt.ends_at) > now()
    )
