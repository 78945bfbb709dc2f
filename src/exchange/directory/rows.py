"""The SELECTs that every list of people shares: who is in it, what each can help with, who stands in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.directory.access import listed_to
from exchange.directory.schemas import PersonName, PersonSummary, Workplace
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.people.models import Interest, InterestKind, Membership, Person
from exchange.plumbing.clock import today
from exchange.profiles.queries import find_vocabulary
from exchange.profiles.vocabulary import Subject

Subjects = Mapping[tuple[UUID, InterestKind], tuple[Subject, ...]]


def joined(selected: Any, actor: Actor, which: Iterable[Any]) -> Any:
    """Return a SELECT on Person, Membership and Organisation of those whom the actor's list may hold."""
    return (
        selected.select_from(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(listed_to(actor), *which)
    )


def summaries(session: Session, actor: Actor, rows: Sequence[Any]) -> tuple[PersonSummary, ...]:
    """Return rows of Person and Organisation as they are shown. Two queries, however many there are."""
    subjects = subjects_of(session, [person.id for person, _ in rows])
    away = [person for person, _ in rows if _is_away(person)]
    covers = _covers(session, actor, [person.cover_person_id for person in away])
    return tuple(
        PersonSummary(
            person_id=person.id,
            name=person.name,
            role=person.job_role or "",
            organisation=organisation and Workplace(ods_code=organisation.ods_code, name=organisation.name),
            can_help=subjects.get((person.id, InterestKind.CAN_HELP), ()),
            ask_me_about=person.ask_me_about,
            away_until=person.away_until if _is_away(person) else None,
            cover=covers.get((person.cover_person_id, organisation.id)) if organisation else None,
            is_demonstration=person.is_demonstration,
            is_self=person.id == actor.person_id,
        )
        for person, organisation in rows
    )


def _is_away(person: Person) -> bool:
    return person.away_until is not None and person.away_until >= today()


def helped_by(person_id: UUID) -> ColumnElement[bool]:
    """Return the condition on Interest that a person can help with it."""
    return and_(col(Interest.person_id) == person_id, col(Interest.kind) == InterestKind.CAN_HELP)


def subjects_of(session: Session, ids: Sequence[UUID]) -> Subjects:
    """Return what some people can help with and want to learn, in the order of the vocabularies."""
    vocabulary = find_vocabulary(session)
    found: dict[tuple[UUID, InterestKind], list[Subject]] = defaultdict(list)
    for row in session.exec(select(Interest).where(col(Interest.person_id).in_(ids))):
        subject = vocabulary.subject_of(row.functional_area_code, row.product_id, row.theme_code)
        if subject is not None:
            found[row.person_id, row.kind].append(subject)
    return {key: tuple(sorted(each, key=lambda s: (s.kind, s.name))) for key, each in found.items()}


def _covers(
    session: Session, actor: Actor, ids: Sequence[UUID | None]
) -> dict[tuple[UUID, UUID], PersonName]:
    """Return those of some people who can be asked and are there, by themselves and their organisation."""
    is_there = or_(col(Person.away_until).is_(None), col(Person.away_until) < today())
    which = [col(Person.id).in_([id for id in ids if id is not None]), is_there]
    selected: Any = select_columns(col(Person.id), col(Person.name), col(Organisation.id).label("workplace"))
    return {
        (row.id, row.workplace): PersonName(person_id=row.id, name=row.name)
        for row in session.execute(joined(selected, actor, which))
    }
