"""Having mail sent to people who have an account."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session

from exchange.mail.outbox import enqueue
from exchange.people.models import Person


def tell(session: Session, people: Iterable[Person], *, cause: str, subject: str, text: str) -> None:
    """Have the same mail sent to several people, to each once for one cause."""
    for person in people:
        if person.email is not None:
            enqueue(
                session,
                key=f"{cause}:{person.id}",
                recipient=person.email,
                subject=subject,
                text=text,
                person_id=person.id,
            )


def tell_one(session: Session, person_id: UUID, *, cause: str, subject: str, text: str) -> None:
    """Have a mail sent to one person."""
    tell(session, [session.get_one(Person, person_id)], cause=cause, subject=subject, text=text)
