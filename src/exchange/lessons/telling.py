"""Whom to tell by mail of what happened to a lesson: those who work where it was written, and nobody else."""

from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from exchange.lessons import letters
from exchange.lessons.models import Candour, Lesson, UseKind
from exchange.organisations.models import Organisation
from exchange.people import duty_queries
from exchange.people.actor import Actor
from exchange.people.models import Membership, MembershipState, Person, PersonState
from exchange.people.telling import tell


def tell_reviewers(session: Session, actor: Actor, lesson: Lesson) -> None:
    """Tell the leads of its organisation, or administrators where it has none, that a lesson waits."""
    leads = duty_queries.find_leads(session, lesson.organisation_id)
    told = leads or duty_queries.find_administrators(session)
    others = [each for each in told if each.id != actor.person_id]
    text = letters.waits_for_review(lesson)
    tell(session, others, cause=_cause("submitted"), subject=letters.TO_REVIEW, text=text)


def tell_author(session: Session, actor: Actor, lesson: Lesson, *, subject: str, text: str) -> None:
    """Tell the author of a lesson, unless they did it themselves or work somewhere else by now."""
    people = find_colleagues(session, lesson.organisation_id, {lesson.author_id} - {actor.person_id})
    tell(session, people, cause=_cause("author"), subject=subject, text=text)


def tell_keepers(session: Session, actor: Actor, lesson: Lesson, *, subject: str, text: str) -> None:
    """Tell the author of a lesson and whoever is asked about it; by relay its author alone."""
    ids = {lesson.author_id}
    if lesson.candour is not Candour.RELAY:
        ids.add(lesson.contact_person_id)
    people = find_colleagues(session, lesson.organisation_id, ids - {actor.person_id})
    tell(session, people, cause=_cause("keeper"), subject=subject, text=text)


def tell_of_use(session: Session, actor: Actor, lesson: Lesson, kind: UseKind) -> None:
    """Tell a lesson's people what the actor's organisation made of it; by relay not which it is."""
    place = session.get_one(Organisation, actor.organisation_id)
    text = letters.used(lesson, kind, place.name)
    tell_keepers(session, actor, lesson, subject=letters.USED, text=text)


def find_colleagues(session: Session, organisation_id: UUID, ids: set[UUID | None]) -> list[Person]:
    """Return which of these people have an account in use and belong to an organisation."""
    wanted = ids - {None}
    if not wanted:
        return []
    statement = (
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Person.id).in_(wanted),
            col(Person.state) == PersonState.ACTIVE,
            Membership.organisation_id == organisation_id,
            col(Membership.state) == MembershipState.APPROVED,
        )
    )
    return list(session.exec(statement.order_by(col(Person.id))))


def _cause(what: str) -> str:
    """Return a cause that names no lesson: keys outlive what they are about."""
    return f"lesson:{what}:{uuid4()}"
