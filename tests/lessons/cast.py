"""Who meets around a lesson: its author, colleague and lead, an administrator, and users elsewhere."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from exchange.lessons.models import Lesson, LessonState
from exchange.mail.models import OutboxMessage
from exchange.organisations.models import Organisation
from exchange.people.models import DutyKind, Person
from exchange.plumbing.audit import AuditEntry
from tests import examples
from tests.lessons.stock import add_lesson

WHOLE = {"areas": ("epma",), "state": LessonState.DRAFT}


@dataclass
class Cast:
    """Two organisations with their people."""

    session: Session
    home: Organisation
    away: Organisation
    author: Person
    colleague: Person
    lead: Person
    administrator: Person
    user: Person

    def actor(self, name: str) -> Any:
        """The actor that somebody of the cast is."""
        return examples.actor_of(self.session, getattr(self, name))

    def lesson(self, **more: Any) -> Lesson:
        """A lesson of the author, whole, about ePMA; a draft unless said otherwise."""
        id = uuid4()
        values = {**WHOLE, "id": id, "slug": id.hex, **more}
        return add_lesson(self.session, self.home, self.author, **values)

    def published(self, **more: Any) -> Lesson:
        """A lesson that others read."""
        return self.lesson(**{"state": LessonState.PUBLISHED, **more})

    def fresh(self, lesson: Lesson) -> Lesson:
        """The lesson as it is in the database now, which nobody is kept from changing after that."""
        self.session.refresh(lesson)
        self.session.commit()
        return lesson

    def mail(self) -> list[tuple[str, str]]:
        """Who was sent which subject, by name; it is forgotten then."""
        return sorted((name, message.subject) for name, message in self._mail())

    def letters(self) -> str:
        """All texts of mail that waits."""
        self.session.flush()
        return "\n".join(self.session.exec(select(OutboxMessage.text)))

    def _mail(self) -> list[tuple[str, OutboxMessage]]:
        self.session.flush()
        statement = select(Person.name, OutboxMessage).join(
            Person, col(Person.id) == col(OutboxMessage.person_id)
        )
        rows = list(self.session.exec(statement))
        for _, message in rows:
            self.session.delete(message)
        self.session.flush()
        return rows

    def trail(self) -> list[tuple[str, str, str]]:
        """Event, actor and subject of every audit entry, in order."""
        entries = self.session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))
        return [(each.event, each.actor, each.subject) for each in entries]


def build(session: Session) -> Cast:
    """The cast in an empty database."""
    home = examples.add_organisation(session, "RXA", "Northfield Trust")
    away = examples.add_organisation(session, "RXB", "Southmere Trust")
    return Cast(
        session=session,
        home=home,
        away=away,
        author=examples.add_person(session, "Ana Author", home),
        colleague=examples.add_person(session, "Col League", home),
        lead=examples.add_person(session, "Kim Lead", home, duties=[DutyKind.KNOWLEDGE_LEAD]),
        administrator=examples.add_person(session, "Ada Admin", away, duties=[DutyKind.ADMINISTRATOR]),
        user=examples.add_person(session, "Una User", away),
    )
