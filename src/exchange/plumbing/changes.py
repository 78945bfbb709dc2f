"""Change numbers: how a process that keeps something in memory learns that the database has moved on."""

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, col, select

REGISTRY = "registry"
"""Organisations, technologies, themes and networks: all that searching and matching are built from."""
PEOPLE = "people"
"""Persons, their roles, memberships and interests: all that statistics of their agendas are built from."""
LESSONS = "lessons"
"""Lessons that may be read, and what others made of them."""
MATCHING_EPOCH = "matching epoch"
"""The statistics that matching has frozen."""

_KNOWN = "change_numbers"


class ChangeNumber(SQLModel, table=True):
    """How often a topic has changed. Raised in the transaction that makes the change."""

    __tablename__ = "change_number"

    topic: str = Field(primary_key=True, max_length=40)
    number: int = 0


def note_change(session: Session, topic: str) -> None:
    """Raise the number of ``topic`` in the caller's transaction."""
    raised = session.exec(
        update(ChangeNumber)
        .where(col(ChangeNumber.topic) == topic)
        .values(number=col(ChangeNumber.number) + 1)
    )
    if raised.rowcount == 0:
        session.add(ChangeNumber(topic=topic, number=1))
    session.info.pop(_KNOWN, None)


def current_change(session: Session, topic: str) -> int:
    """Return the number of ``topic``, all asked for once a transaction; 0 when nothing has changed yet."""
    session.connection()  # begins the transaction if none is under way
    transaction, known = session.info.get(_KNOWN, (None, {}))
    if transaction is not session.get_transaction():
        known = dict(session.exec(select(ChangeNumber.topic, ChangeNumber.number)).all())
        session.info[_KNOWN] = (session.get_transaction(), known)
    number: int = known.get(topic, 0)
    return number
