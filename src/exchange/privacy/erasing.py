"""Erasing as a whole: the database, then what lies beside it; and doing it again after a restore."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import Engine

from exchange.mail.folder import get_written, written_files
from exchange.people.actor import OPERATOR, Actor
from exchange.plumbing.database import leave_no_trace, reading, writing
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.settings import Settings
from exchange.privacy import queries
from exchange.privacy.actions import Erased, erase_person
from exchange.privacy.schemas import EraseGiven

_COLUMNS = ["person_id", "erased_at"]
log = structlog.get_logger("exchange.privacy")


@dataclass(frozen=True)
class Replayed:
    """How many people a ledger names, and how many of them were here and have been erased again."""

    named: int
    erased: int


def erase(engine: Engine, settings: Settings, actor: Actor, given: EraseGiven) -> None:
    """Erase whoever acts in a transaction of its own, then leave no copy in files.

    Raises:
        NotFound: there is no such person, or they were erased.
        Conflict: they are the last administrator.
    """
    with writing(engine) as session, session.begin():
        erased = erase_person(session, actor, actor.person, successor=given.successor)
    _leave_no_copy(engine, settings, [erased])


def write_ledger(engine: Engine, file: Path) -> int:
    """Write who was erased and when, as opaque ids, and return how many."""
    with reading(engine) as session:
        found = queries.find_erasures(session)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(_COLUMNS)
        writer.writerows((person_id, moment.isoformat()) for person_id, moment in found)
    return len(found)


def replay(engine: Engine, settings: Settings, file: Path) -> Replayed:
    """Erase everybody whom a ledger names and who is here; doing it twice changes nothing more.

    Raises:
        ExchangeError: the file is not a ledger.
    """
    ledger = _read_ledger(file)
    with writing(engine) as session, session.begin():
        here = queries.find_not_erased(session, set(ledger))
        done = [erase_person(session, OPERATOR, each, erased_at=ledger[each]) for each in here]
    _leave_no_copy(engine, settings, done)
    return Replayed(named=len(ledger), erased=len(done))


def _read_ledger(file: Path) -> dict[UUID, datetime]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        return {UUID(row["person_id"]): _moment(row["erased_at"]) for row in rows}
    except OSError as problem:
        raise ExchangeError(f"{file} cannot be read: {problem.strerror}") from None
    except (KeyError, ValueError, TypeError):
        raise ExchangeError(f"{file} is not a ledger: it needs the columns person_id and erased_at") from None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


def _leave_no_copy(engine: Engine, settings: Settings, done: Iterable[Erased]) -> None:
    """Remove files of mail, and have SQLite write over the log in which the rows still stand."""
    folder = Path(settings.mail_folder)
    letters = {letter for erased in done for letter in erased.letters}
    words = {word.casefold() for erased in done for word in erased.words}
    for path in written_files(folder):
        if UUID(path.stem) in letters or _names_one_of(folder, UUID(path.stem), words):
            path.unlink(missing_ok=True)
    if not leave_no_trace(engine):
        log.warning("privacy.log_not_emptied")


def _names_one_of(folder: Path, letter_id: UUID, words: set[str]) -> bool:
    message = get_written(folder, letter_id, own_url="")
    text = " ".join(
        (message.recipient, *(piece.words for line in message.lines for piece in line))
    ).casefold()
    return any(word in text for word in words)
