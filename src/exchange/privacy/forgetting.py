"""The steps of erasing somebody, for ``actions`` alone: their mail and their rows."""

import re
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col

from exchange.mail.models import MessageState
from exchange.people.models import Person
from exchange.privacy import queries
from exchange.privacy.columns import Another, blanks
from exchange.privacy.exporting import rows_of
from exchange.privacy.models import Concern
from exchange.privacy.personal_data import PERSONAL

LEFT = "somebody who has left"
_OVER = {MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN}


def forget_mail(session: Session, person: Person) -> frozenset[UUID]:
    """Remove mail to a person; in mail to others, take out what names them. Return the ids of all."""
    words = queries.words_of(person)
    named = re.compile(
        "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words) or r"(?!)", re.IGNORECASE
    )
    touched = set()
    for message in queries.mail_to_change(session, person):
        is_theirs = message.person_id == person.id or message.recipient == person.email
        if not is_theirs and not named.search(message.text):
            continue
        touched.add(message.id)
        if is_theirs or message.state in _OVER:
            session.delete(message)
        else:
            message.text = named.sub(LEFT, message.text)
    return frozenset(touched)


def erase_from(session: Session, name: str, person_id: UUID) -> None:
    """Delete, blank or keep the rows of one table, and clear what names the person in other people's."""
    table, known = SQLModel.metadata.tables[name], PERSONAL[name]
    for column, each in known.columns.items():
        if isinstance(each, Another) and each.is_cleared:
            session.execute(update(table).where(table.c[column] == person_id).values({column: None}))
    if not known.owner and not known.address:
        return
    theirs = rows_of(name, person_id)
    if name == "concern":
        session.execute(delete(Concern).where(theirs, col(Concern.closed_at).is_not(None)))
    elif not known.stays_because:
        session.execute(delete(table).where(theirs))
    elif values := blanks(known):
        session.execute(update(table).where(theirs).values(values))
