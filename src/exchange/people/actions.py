"""Changes to persons and to the sessions they act by."""

from uuid import UUID

from sqlmodel import Session

from exchange.people.actor import Actor
from exchange.people.queries import session_to_change, sessions_to_change
from exchange.plumbing import audit
from exchange.plumbing.clock import now


def keep_session(session: Session, actor: Actor, *, new_hash: str = "") -> None:
    """Note that a session is in use; with ``new_hash`` its cookie is replaced, which is audited."""
    assert actor.session_id is not None
    kept = session_to_change(session, actor.session_id)
    kept.seen_at = now()
    if new_hash:
        kept.previous_hash, kept.token_hash = kept.token_hash, new_hash
        kept.rotated_at, kept.must_rotate = now(), False
        audit.record(session, "session.rotated", actor=actor, subject=f"session:{kept.id}")


def rotate_sessions(session: Session, actor: Actor, person_id: UUID) -> None:
    """Have every browser of a person get a new cookie with its next request, because rights have changed."""
    for kept in sessions_to_change(session, person_id):
        kept.must_rotate = True
    audit.record(session, "sessions.to_rotate", actor=actor, subject=f"person:{person_id}")


def end_sessions(
    session: Session, actor: Actor, person_id: UUID, *, but: UUID | None = None, event: str = "sessions.ended"
) -> None:
    """Sign a person out everywhere, except in the session ``but``."""
    for kept in sessions_to_change(session, person_id):
        if kept.id != but:
            kept.ended_at = now()
    audit.record(session, event, actor=actor, subject=f"person:{person_id}")
