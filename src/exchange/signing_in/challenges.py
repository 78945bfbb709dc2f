"""The challenges that passkeys sign: one for each browser, for five minutes, used once."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict
from exchange.plumbing.hashing import hashed
from exchange.signing_in import queries
from exchange.signing_in.models import PasskeyChallenge

LASTS = timedelta(minutes=5)
_OVER = "This took longer than five minutes, or was begun in another browser. Try again"


def make(session: Session, browser: str, *, person_id: UUID | None = None, next_path: str = "") -> bytes:
    """Return a new challenge, which takes the place of any that the browser had.

    Args:
        person_id: who is to have a new passkey; None for a challenge to sign in with.
    """
    browser_hash = hashed(browser)
    kept = queries.challenge_to_change(session, browser_hash)
    if kept is None:
        kept = PasskeyChallenge(browser_hash=browser_hash, challenge=b"", ends_at=now())
        session.add(kept)
    kept.challenge = secrets.token_bytes(32)
    kept.person_id, kept.next_path, kept.ends_at = person_id, next_path, now() + LASTS
    return kept.challenge


def take(session: Session, browser: str, *, person_id: UUID | None) -> PasskeyChallenge:
    """Return the challenge that a browser was given for this purpose, and forget it.

    Raises:
        Conflict: there is none that can be used.
    """
    kept = queries.challenge_to_change(session, hashed(browser)) if browser else None
    if kept is not None:
        session.delete(kept)
    if kept is None or kept.ends_at <= now() or kept.person_id != person_id:
        raise Conflict(_OVER)
    return kept
