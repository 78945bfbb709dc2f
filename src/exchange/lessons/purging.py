"""Purging as a whole: the database, then what lies beside it: mail as files, and gaps and logs of SQLite."""

from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import Engine

from exchange.lessons.purge_actions import purge_lesson
from exchange.lessons.purge_schemas import PurgeDone, PurgeGiven, Swept
from exchange.lessons.sweeping import rule_of, with_addresses
from exchange.mail.folder import get_written, written_files
from exchange.people.actor import Actor
from exchange.plumbing.database import leave_no_trace, writing
from exchange.plumbing.settings import Settings

log = structlog.get_logger("exchange.lessons")


def purge(engine: Engine, settings: Settings, actor: Actor, slug: str, given: PurgeGiven) -> PurgeDone:
    """Remove words from a lesson in a transaction of its own, then leave no copy in files.

    Backups that were made before hold them until they are removed.

    Raises:
        NotFound: there is no such lesson.
        NotAllowed: the actor does not look after the service.
        Invalid: nothing is said that could be removed.
    """
    with writing(engine) as session, session.begin():
        swept = purge_lesson(session, actor, slug, given)
    _remove_files(Path(settings.mail_folder), swept)
    is_log_empty = leave_no_trace(engine, rebuilds=True)
    if not is_log_empty:
        log.warning("lessons.log_not_emptied")
    return swept.done.model_copy(update={"is_log_empty": is_log_empty})


def _remove_files(folder: Path, swept: Swept) -> None:
    rule = rule_of(with_addresses(swept.words))
    for path in written_files(folder):
        letter_id = UUID(path.stem)
        message = get_written(folder, letter_id, own_url="")
        text = " ".join((message.subject, *(piece.words for line in message.lines for piece in line)))
        if letter_id in swept.letters or rule.search(text):
            path.unlink(missing_ok=True)
