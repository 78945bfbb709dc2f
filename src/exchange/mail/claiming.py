"""Who holds a message of the outbox: one worker at a time, and only it may say what became of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_, update
from sqlmodel import Session, col, select

from exchange.mail.models import MessageState, OutboxMessage
from exchange.mail.schemas import Letter, Outcome, Result
from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime

LEASE = timedelta(minutes=10)
"""Longer than one message can take (see ``sending.TIMEOUT_SECONDS``); a worker holds one at a time."""
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 60, 60))
"""More than four hours in all, as long as GOV.UK Notify tries."""
MOST_ATTEMPTS = len(RETRY_AFTER) + 1
RETRY_UNCERTAIN_AFTER = timedelta(minutes=15)
MOST_COPIES = 2


def claim(session: Session, owner: str) -> Letter | None:
    """Take the message that has been due for longest; None when nothing is due.

    A message whose worker was killed is due again when its lease is over.
    """
    due = and_(
        col(OutboxMessage.due_at) <= now(),
        or_(
            col(OutboxMessage.state) == MessageState.WAITING,
            and_(
                col(OutboxMessage.state) == MessageState.UNCERTAIN,
                col(OutboxMessage.copies_perhaps) < MOST_COPIES,
            ),
            and_(
                col(OutboxMessage.state) == MessageState.SENDING,
                col(OutboxMessage.leased_until) < _database_moment(session),
            ),
        ),
    )
    first = (
        select(OutboxMessage.id)
        .where(due)
        .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
        .limit(1)
        .with_for_update(skip_locked=True)  # left out by SQLite, which has one writer at a time anyway
    )
    taken = session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.id) == first.scalar_subquery())
        .values(
            state=MessageState.SENDING,
            owner=owner,
            attempts=col(OutboxMessage.attempts) + 1,
            leased_until=_database_moment(session, LEASE),
        )
        .returning(OutboxMessage),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    return _letter(taken) if taken else None


def finish(session: Session, letter: Letter, outcome: Outcome) -> bool:
    """Note what became of an attempt; False when somebody else holds the message by now, or it is gone."""
    changed = session.exec(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.id) == letter.id,
            col(OutboxMessage.owner) == letter.owner,
            col(OutboxMessage.attempts) == letter.attempts,
            col(OutboxMessage.state) == MessageState.SENDING,
        )
        .values(leased_until=None, **_consequence(letter, outcome)),
        execution_options={"synchronize_session": False},
    )
    return changed.rowcount == 1


def _consequence(letter: Letter, outcome: Outcome) -> Mapping[str, object]:
    moment, problem = now(), outcome.problem
    if outcome.result is Result.SENT:
        return {"state": MessageState.SENT, "sent_at": moment, "problem": ""}
    if outcome.result is Result.UNCERTAIN:
        return {
            "state": MessageState.UNCERTAIN,
            "due_at": moment + RETRY_UNCERTAIN_AFTER,
            "copies_perhaps": col(OutboxMessage.copies_perhaps) + 1,
            "problem": problem,
        }
    if outcome.result is Result.LATER and letter.attempts < MOST_ATTEMPTS:
        due_at = moment + RETRY_AFTER[letter.attempts - 1]
        return {"state": MessageState.WAITING, "due_at": due_at, "problem": problem}
    if outcome.result is Result.LATER:
        problem = f"Given up after {letter.attempts} attempts. {problem}"
    return {"state": MessageState.FAILED, "due_at": moment, "problem": problem}


def _database_moment(session: Session, later: timedelta = timedelta()) -> ColumnElement[datetime]:
    """Return the time by PostgreSQL's own clock, so that machines whose clocks differ agree on a lease."""
    if session.get_bind().dialect.name == "postgresql":
        return func.now() + later
    return literal(now() + later, UtcDateTime)


def _letter(row: OutboxMessage) -> Letter:
    return Letter(
        id=row.id,
        key=row.key,
        person_id=row.person_id,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        owner=row.owner,
        attempts=row.attempts,
    )
