"""Every SELECT that sign-in needs."""

from collections.abc import Collection
from uuid import UUID

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
from exchange.plumbing.errors import NotFound
from exchange.signing_in.models import (
    AttemptState,
    EmailDomain,
    Identity,
    OpenIdAttempt,
    Passkey,
    PasskeyChallenge,
    SignInAttempt,
    SignInSession,
)
from exchange.signing_in.proof_schemas import PasskeyBrief
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


def openid_attempt_to_change(
    session: Session, *, provider: str, state_hash: str, browser_hash: str
) -> OpenIdAttempt | None:
    """Return the journey to a provider that a browser began, locked, while it can be used."""
    statement = select(OpenIdAttempt).where(
        OpenIdAttempt.state_hash == state_hash,
        OpenIdAttempt.browser_hash == browser_hash,
        OpenIdAttempt.provider == provider,
        col(OpenIdAttempt.ends_at) > now(),
    )
    return session.exec(statement.with_for_update()).one_or_none()


def identity_to_change(session: Session, issuer: str, subject: str) -> Identity | None:
    """Return what a provider calls somebody, locked; None when it is nobody's yet."""
    statement = select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    return session.exec(statement.with_for_update()).one_or_none()


def identities_to_change(session: Session, actor: Actor, issuer: str) -> list[Identity]:
    """Return what one provider calls the actor, locked."""
    statement = select(Identity).where(Identity.person_id == actor.person, Identity.issuer == issuer)
    return list(session.exec(statement.with_for_update()))


def find_issuers(session: Session, actor: Actor) -> set[str]:
    """Return the issuers that know the actor."""
    return set(session.exec(select(Identity.issuer).where(Identity.person_id == actor.person)))


def find_proofs(session: Session, person_id: UUID, strong_issuers: Collection[str]) -> set[UUID]:
    """Return the ids of a person's passkeys, and of their identities at providers as good as one."""
    passkeys = select(Passkey.id).where(Passkey.person_id == person_id)
    identities = select(Identity.id).where(
        Identity.person_id == person_id, col(Identity.issuer).in_(strong_issuers)
    )
    return {*session.exec(passkeys), *session.exec(identities)}


def find_passkeys(session: Session, actor: Actor) -> list[PasskeyBrief]:
    """Return the actor's passkeys, the oldest first."""
    statement = select(Passkey).where(Passkey.person_id == actor.person)
    rows = session.exec(statement.order_by(col(Passkey.added_at), col(Passkey.id)))
    return [PasskeyBrief.model_validate(row) for row in rows]


def find_credential_ids(session: Session, person_id: UUID) -> list[str]:
    """Return what a person's devices call their passkeys."""
    return list(session.exec(select(Passkey.credential_id).where(Passkey.person_id == person_id)))


def passkey_to_change(session: Session, actor: Actor, passkey_id: UUID) -> Passkey:
    """Return one of the actor's passkeys, locked.

    Raises:
        NotFound: they have no such passkey.
    """
    statement = select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == actor.person)
    found = session.exec(statement.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("You have no such passkey")
    return found


def passkey_by_credential(session: Session, credential_id: str) -> Passkey | None:
    """Return the passkey that a device calls so, locked."""
    statement = select(Passkey).where(Passkey.credential_id == credential_id)
    return session.exec(statement.with_for_update()).one_or_none()


def challenge_to_change(session: Session, browser_hash: str) -> PasskeyChallenge | None:
    """Return the challenge that a browser was given, locked, however old."""
    statement = select(PasskeyChallenge).where(PasskeyChallenge.browser_hash == browser_hash)
    return session.exec(statement.with_for_update()).one_or_none()
