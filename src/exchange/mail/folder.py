"""Reading the mail folder, for a demonstration in which nobody has a mailbox."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

from exchange.mail.schemas import Piece, WrittenBrief, WrittenMessage
from exchange.plumbing.errors import NotFound

_LINK = re.compile(r"https?://[^\s<>\"]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def written_files(folder: Path) -> list[Path]:
    """Return the messages in a folder, and none of what else may lie there."""
    return [path for path in folder.glob("*.eml") if _UUID.fullmatch(path.stem)]


def find_written(folder: Path, *, limit: int = 50) -> list[WrittenBrief]:
    """Return the messages that were written last, newest first."""
    newest = sorted(
        written_files(folder), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True
    )
    return [_brief(UUID(path.stem), _read(path)) for path in newest[:limit]]


def get_written(folder: Path, letter_id: UUID, *, own_url: str) -> WrittenMessage:
    """Return one message; those of its links that lead to ``own_url`` can be followed.

    Raises:
        NotFound: there is no such message.
    """
    path = folder / f"{letter_id}.eml"
    if not path.is_file():
        raise NotFound("There is no such message")
    message = _read(path)
    brief = _brief(letter_id, message)
    lines = [_pieces(line, own_url) for line in message.get_content().splitlines()]
    return WrittenMessage(
        id=brief.id, recipient=brief.recipient, subject=brief.subject, when=brief.when, lines=lines
    )


def _read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _brief(letter_id: UUID, message: EmailMessage) -> WrittenBrief:
    moment = parsedate_to_datetime(message["Date"])
    return WrittenBrief(
        id=letter_id,
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        when=f"{moment.day} {moment:%B %Y at %H:%M}",
    )


def _pieces(line: str, own_url: str) -> list[Piece]:
    pieces, done = [], 0
    for found in _LINK.finditer(line):
        link = found[0].rstrip(".,;:)")
        if not link.startswith(f"{own_url}/"):
            continue
        pieces.append(Piece(line[done : found.start()]))
        pieces.append(Piece(link, path=f"/{link.removeprefix(own_url).lstrip('/')}"))
        done = found.start() + len(link)
    return [piece for piece in (*pieces, Piece(line[done:])) if piece.words]
