"""Whom to ask about a lesson: always somebody, and nobody who may not be shown."""

from sqlmodel import Session, col, select

from exchange.lessons.access import knows_origin
from exchange.lessons.models import Lesson
from exchange.lessons.schemas import ContactKind, LessonContact, Publisher
from exchange.people.access import visible_to
from exchange.people.actor import Actor, Permission
from exchange.people.models import Membership, MembershipState, Person
from exchange.plumbing.clock import today


def get_contact(session: Session, actor: Actor, lesson: Lesson, publisher: Publisher) -> LessonContact:
    """Return whom ``actor`` is to ask: the person, else the role; neither where the origin is not told."""
    if not knows_origin(actor, lesson):
        return LessonContact(
            kind=ContactKind.RELAY,
            text="Whoever wrote this has chosen not to be named",
            note="Their organisation is not named either. Questions cannot be passed on to them yet.",
        )
    person = _person(session, actor, lesson)
    return _named(person, publisher) if person else _role(actor, lesson.contact_role, publisher)


def _person(session: Session, actor: Actor, lesson: Lesson) -> Person | None:
    if lesson.contact_person_id is None or not actor.may(Permission.READ_PEOPLE):
        return None
    statement = (
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            visible_to(actor),
            col(Person.id) == lesson.contact_person_id,
            col(Person.name) != "",
            col(Membership.organisation_id) == lesson.organisation_id,
            col(Membership.state) == MembershipState.APPROVED,
        )
    )
    return session.exec(statement).one_or_none()


def _named(person: Person, publisher: Publisher) -> LessonContact:
    is_away = person.away_until is not None and person.away_until >= today()
    return LessonContact(
        kind=ContactKind.PERSON,
        text=f"Ask {person.name} at {publisher.name}",
        name=person.name,
        role=person.job_role or "",
        href=f"/people/{person.id}",
        note=f"Away until {person.away_until:%d %B %Y}." if is_away and person.away_until else "",
        is_demonstration=person.is_demonstration,
    )


def _role(actor: Actor, role: str, publisher: Publisher) -> LessonContact:
    if not actor.is_signed_in:
        note = "Sign in to see whether somebody there can be asked by name."
    elif not actor.may(Permission.READ_PEOPLE):
        note = "You see who can be asked by name once your organisation has confirmed you."
    else:
        note = "Nobody is named for this lesson: see who can be asked there, or ring the switchboard."
    return LessonContact(
        kind=ContactKind.ROLE,
        text=f"Ask for the {role or 'knowledge lead'} at {publisher.name}",
        role=role or "knowledge lead",
        href=f"/people?organisation={publisher.ods_code}" if actor.may(Permission.READ_PEOPLE) else "",
        note=note,
    )
