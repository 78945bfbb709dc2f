"""Signing in by an OpenID provider, and linking one to an account. The caller owns the transaction."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from exchange.people import queries as people
from exchange.people.actor import VISITOR, Actor
from exchange.people.models import Person
from exchange.plumbing import audit
from exchange.plumbing.errors import Conflict, NotFound
from exchange.plumbing.hashing import hashed
from exchange.signing_in import proofs, queries
from exchange.signing_in.access import check_can_lose_proof
from exchange.signing_in.actions import start_session
from exchange.signing_in.models import Identity, Method, OpenIdAttempt
from exchange.signing_in.openid import Claims
from exchange.signing_in.schemas import AddressGiven, SignedIn

LASTS = timedelta(minutes=10)
_OVER = "This sign-in was used, took longer than ten minutes, or was begun in another browser. Start again."
_TAKEN = (
    "There is an account already with the e-mail address that your organisation gives for you. "
    "To show that it is yours, sign in by e-mail once and link single sign-on under your account."
)
_UNUSABLE = (
    "Your organisation does not vouch for an address of an approved NHS domain. "
    "Sign in by e-mail once and link single sign-on under your account."
)


def start_attempt(
    session: Session, actor: Actor, attempt: OpenIdAttempt, *, strong_issuers: Collection[str]
) -> None:
    """Remember a journey to a provider; one that links to an account belongs to the actor.

    Raises:
        NotAllowed: the actor must prove better who they are before they link anything.
    """
    if attempt.person_id is not None:
        proofs.check_proof(session, actor, strong_issuers)
    session.add(attempt)
    audit.record(session, "sign_in.openid_asked", actor=actor, subject=f"provider:{attempt.provider}")


def take_attempt(session: Session, provider: str, *, state: str, browser: str) -> OpenIdAttempt:
    """Return the journey that comes back, and forget it: it counts once, whatever follows.

    Raises:
        Conflict: there is none with this state in this browser.
    """
    found = queries.openid_attempt_to_change(
        session, provider=provider, state_hash=hashed(state), browser_hash=hashed(browser)
    )
    if found is None:
        raise Conflict(_OVER)
    session.delete(found)
    audit.record(session, "sign_in.openid_returned", actor=VISITOR, subject=f"provider:{provider}")
    return found


def sign_in(
    session: Session, claims: Claims, method: Method, *, device: str, next_path: str, replacing: UUID | None
) -> SignedIn:
    """Sign in whoever a provider says that this is; somebody new gets an account.

    An account is found by issuer and subject alone. The e-mail address never leads to one that exists.

    Raises:
        Conflict: the account is switched off, or a new one cannot be made.
    """
    identity = queries.identity_to_change(session, claims.issuer, claims.subject)
    person = people.person_to_change(session, identity.person_id) if identity else _join(session, claims)
    token = start_session(session, person, method, device=device, replacing=replacing)
    audit.record(session, "sign_in.openid_used", actor=f"person:{person.id}", subject=f"person:{person.id}")
    is_new = not people.is_member(session, person.id)
    return SignedIn(token=token, path="/welcome" if is_new else next_path or "/peers")


def link(
    session: Session, actor: Actor, claims: Claims, method: Method, *, strong_issuers: Collection[str]
) -> None:
    """Let the actor sign in as this identity from now on.

    Raises:
        Conflict: it belongs to somebody else.
        NotAllowed: the actor must prove better who they are first.
    """
    proofs.check_proof(session, actor, strong_issuers)
    known = queries.identity_to_change(session, claims.issuer, claims.subject)
    if known is not None and known.person_id != actor.person:
        raise Conflict("This single sign-on belongs to another account")
    if known is None:
        known = _new_identity(session, claims, actor.person)
        proofs.tell(session, actor, "identity.linked", known.id)
    if method is Method.OPENID:
        proofs.strengthen(session, actor, method)
    audit.record(session, "sign_in.openid_used", actor=actor, subject=f"person:{actor.person}")


def unlink(
    session: Session, actor: Actor, issuer: str, *, strong_issuers: set[str], needs_proof: bool
) -> None:
    """Take a provider's identity off the actor's account.

    Raises:
        NotFound: none is linked.
        NotAllowed: the actor must prove better who they are first.
        Conflict: it is the only way in which they can do their duties.
    """
    linked = queries.identities_to_change(session, actor, issuer)
    if not linked:
        raise NotFound("This single sign-on is not linked to your account")
    proofs.check_proof(session, actor, strong_issuers)
    others = queries.find_proofs(session, actor.person, strong_issuers - {issuer})
    check_can_lose_proof(actor, others, needs_proof=needs_proof and issuer in strong_issuers)
    for identity in linked:
        session.delete(identity)
        proofs.tell(session, actor, "identity.unlinked", identity.id)
        audit.record(session, "identity.unlinked", actor=actor, subject=f"identity:{identity.id}")


def _join(session: Session, claims: Claims) -> Person:
    """Make an account with the address that the provider vouches for."""
    try:
        email = AddressGiven(email=claims.email).email
    except ValidationError:
        raise Conflict(_UNUSABLE) from None
    if queries.find_domain(session, email) is None:
        raise Conflict(_UNUSABLE)
    if people.find_person_by_email(session, email) is not None:
        raise Conflict(_TAKEN)
    person = Person(email=email)
    session.add(person)
    try:
        session.flush()
    except IntegrityError as problem:  # the same person came back twice at once
        raise Conflict(_OVER) from problem
    audit.record(session, "person.joined", actor=f"person:{person.id}", subject=f"person:{person.id}")
    _new_identity(session, claims, person.id)
    return person


def _new_identity(session: Session, claims: Claims, person_id: UUID) -> Identity:
    identity = Identity(person_id=person_id, issuer=claims.issuer, subject=claims.subject)
    session.add(identity)
    try:
        session.flush()
    except IntegrityError as problem:  # the same person came back twice at once
        raise Conflict(_OVER) from problem
    person = f"person:{person_id}"
    audit.record(session, "identity.linked", actor=person, subject=f"identity:{identity.id}")
    return identity
