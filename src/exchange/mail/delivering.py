"""One attempt at one message, from the outbox to whoever takes it."""

import time
from dataclasses import dataclass

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from exchange.mail import queries
from exchange.mail.claiming import MOST_ATTEMPTS, claim, finish
from exchange.mail.composing import NotMail, compose
from exchange.mail.schemas import Letter, Outcome, Result
from exchange.mail.sending import Post
from exchange.plumbing.database import writing
from exchange.plumbing.settings import Settings

TRIES_TO_FINISH = 20
log = structlog.get_logger("exchange.mail")


@dataclass(frozen=True)
class Desk:
    """What a worker sends with; ``owner`` tells it from every other."""

    engine: Engine
    settings: Settings
    post: Post
    owner: str


def deliver_next(desk: Desk) -> Result | None:
    """Send the next message that is due; None when there is none. No transaction is open while it is sent."""
    with writing(desk.engine) as session, session.begin():
        letter = claim(session, desk.owner)
        if letter is None:
            return None
        if letter.person_id and queries.is_closed(session, letter.person_id):
            finish(session, letter, Outcome(Result.REFUSED, "The account is closed"))
            return Result.REFUSED
    outcome = _attempt(desk, letter)
    if not _finish(desk, letter, outcome):
        log.warning("mail.lease_lost")
    return outcome.result


def _attempt(desk: Desk, letter: Letter) -> Outcome:
    if letter.attempts > MOST_ATTEMPTS:
        return Outcome(Result.LATER, "Each worker that took it was stopped before it was sent")
    try:
        return desk.post.deliver(compose(letter, desk.settings), letter.id)
    except NotMail as problem:
        return Outcome(Result.REFUSED, str(problem))
    except Exception as problem:  # one message that nobody thought of must not stop all others
        return Outcome(Result.LATER, f"Unexpected: {type(problem).__name__}")


def _finish(desk: Desk, letter: Letter, outcome: Outcome) -> bool:
    """Note what became of it even if the database is busy: forgetting it would send the message again."""
    for _ in range(TRIES_TO_FINISH):
        try:
            with writing(desk.engine) as session, session.begin():
                return finish(session, letter, outcome)
        except OperationalError:
            time.sleep(1)
    return False
