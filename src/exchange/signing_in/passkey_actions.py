"""Adding, using and removing passkeys. The caller owns the transaction.

A challenge counts once, whatever is answered: it is forgotten before the answer is looked at, and the
caller commits that even when the answer is refused.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import Session

from exchange.people import queries as people
from exchange.people.actor import VISITOR, Actor
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict
from exchange.plumbing.hashing import hashed
from exchange.signing_in import challenges, passkeys, proofs, queries
from exchange.signing_in.access import check_can_lose_proof
from exchange.signing_in.actions import start_session
from exchange.signing_in.models import Method, Passkey
from exchange.signing_in.proof_schemas import NewPasskeyGiven, RelyingParty
from exchange.signing_in.schemas import SignedIn

MOST_PASSKEYS = 10
_UNKNOWN = "This passkey does not belong to an account here. Sign in by e-mail"


def ask_for_new(
    session: Session, actor: Actor, party: RelyingParty, *, browser: str, strong_issuers: Collection[str]
) -> dict[str, Any]:
    """Return what a browser needs to make a passkey for the actor.

    Raises:
        NotAllowed: the actor must prove better who they are first.
        Conflict: they have as many as anybody may.
    """
    proofs.check_proof(session, actor, strong_issuers)
    known = queries.find_credential_ids(session, actor.person)
    if len(known) >= MOST_PASSKEYS:
        raise Conflict(f"You have {MOST_PASSKEYS} passkeys. Remove one that you no longer use")
    person = people.person_to_change(session, actor.person)
    challenge = challenges.make(session, browser, person_id=actor.person)
    name = person.name or "Your account"
    audit.record(session, "passkey.asked", actor=actor, subject=f"person:{actor.person}")
    return passkeys.creation_options(party, actor.person, name, known=known, challenge=challenge)


def add(
    session: Session,
    actor: Actor,
    given: NewPasskeyGiven,
    *,
    party: RelyingParty,
    browser: str,
    strong_issuers: Collection[str],
) -> None:
    """Keep a passkey that the actor has just made; the session counts as one begun with it.

    Raises:
        NotAllowed: the actor must prove better who they are first.
        Conflict: the challenge is over, or the passkey's answer is wrong.
    """
    proofs.check_proof(session, actor, strong_issuers)
    challenge = challenges.take(session, browser, person_id=actor.person)
    checked = passkeys.check_new(party, given.credential, challenge=challenge.challenge)
    if queries.passkey_by_credential(session, checked.credential_id):
        raise Conflict("This passkey is in use already")
    passkey = Passkey(
        person_id=actor.person,
        credential_id=checked.credential_id,
        public_key=checked.public_key,
        sign_count=checked.sign_count,
        name=given.name or "Passkey",
    )
    session.add(passkey)
    session.flush()
    proofs.strengthen(session, actor, Method.PASSKEY)
    proofs.tell(session, actor, "passkey.added", passkey.id)
    audit.record(session, "passkey.added", actor=actor, subject=f"passkey:{passkey.id}")


def remove(
    session: Session, actor: Actor, passkey_id: UUID, *, strong_issuers: Collection[str], needs_proof: bool
) -> None:
    """Forget one of the actor's passkeys.

    Raises:
        NotFound: they have no such passkey.
        NotAllowed: they must prove better who they are first.
        Conflict: it is the only way in which they can do their duties.
    """
    passkey = queries.passkey_to_change(session, actor, passkey_id)
    proofs.check_proof(session, actor, strong_issuers)
    others = queries.find_proofs(session, actor.person, strong_issuers) - {passkey.id}
    check_can_lose_proof(actor, others, needs_proof=needs_proof)
    session.delete(passkey)
    proofs.tell(session, actor, "passkey.removed", passkey.id)
    audit.record(session, "passkey.removed", actor=actor, subject=f"passkey:{passkey.id}")


def ask_to_sign_in(session: Session, party: RelyingParty, *, browser: str, next_path: str) -> dict[str, Any]:
    """Return what a browser needs to ask for a passkey."""
    challenge = challenges.make(session, browser, next_path=next_path)
    audit.record(session, "sign_in.passkey_asked", actor=VISITOR, subject=f"browser:{hashed(browser)[:16]}")
    return passkeys.request_options(party, challenge=challenge)


def sign_in(
    session: Session,
    credential: dict[str, Any],
    *,
    party: RelyingParty,
    browser: str,
    device: str,
    replacing: UUID | None = None,
) -> SignedIn:
    """Sign in whoever owns the passkey that signed this browser's challenge.

    Raises:
        Conflict: the challenge is over, the passkey is unknown or wrong, or the account is switched off.
    """
    challenge = challenges.take(session, browser, person_id=None)
    passkey = queries.passkey_by_credential(session, passkeys.credential_id_of(credential))
    if passkey is None:
        raise Conflict(_UNKNOWN)
    try:
        sign_count = passkeys.check_answer(party, credential, passkey, challenge=challenge.challenge)
    except Conflict:
        audit.record(session, "passkey.refused", actor=VISITOR, subject=f"passkey:{passkey.id}")
        raise
    person = people.person_to_change(session, passkey.person_id)
    token = start_session(session, person, Method.PASSKEY, device=device, replacing=replacing)
    passkey.sign_count, passkey.used_at = sign_count, now()
    audit.record(session, "passkey.used", actor=f"person:{person.id}", subject=f"passkey:{passkey.id}")
    is_new = not people.is_member(session, person.id)
    return SignedIn(token=token, path="/welcome" if is_new else challenge.next_path or "/peers")
