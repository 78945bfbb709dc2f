"""How long mail is kept once it has left."""

import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import and_, delete, or_
from sqlmodel import Session, col

from exchange.mail.claiming import MOST_COPIES
from exchange.mail.folder import written_files
from exchange.mail.models import MessageState, OutboxMessage
from exchange.plumbing.clock import now
from exchange.plumbing.settings import Settings

SENT_KEPT_FOR = timedelta(days=7)
UNSENT_KEPT_FOR = timedelta(days=30)
"""Messages that failed, or may have, stay longer, so that an operator can look into them."""


def forget_old(session: Session, settings: Settings) -> int:
    """Remove messages with nothing left to do, and files of the mail folder; return how many messages."""
    _forget_files(Path(settings.mail_folder))
    over = or_(
        col(OutboxMessage.state) == MessageState.FAILED,
        and_(
            col(OutboxMessage.state) == MessageState.UNCERTAIN,
            col(OutboxMessage.copies_perhaps) >= MOST_COPIES,
        ),
    )
    return session.exec(
        delete(OutboxMessage).where(
            or_(
                col(OutboxMessage.sent_at) < now() - SENT_KEPT_FOR,
                and_(over, col(OutboxMessage.due_at) < now() - UNSENT_KEPT_FOR),
            )
        )
    ).rowcount


def _forget_files(folder: Path) -> None:
    oldest = time.time() - SENT_KEPT_FOR.total_seconds()
    for path in written_files(folder):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
