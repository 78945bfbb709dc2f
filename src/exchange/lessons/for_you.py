"""Lessons that go with somebody, an organisation or another lesson, with the reasons."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session, select

from exchange.lessons.models import Outcome
from exchange.lessons.queries import find_summaries
from exchange.lessons.schemas import LessonDetail, Neighbours, RecommendedLesson
from exchange.lessons.shelf import Shelf, get_shelf
from exchange.organisations.models import Organisation
from exchange.peers.queries import get_agenda
from exchange.peers.schemas import Reason
from exchange.people.actor import Actor

_LOOKED_AT = 8
"""For each lesson wanted, so many of the best are asked about: the viewer may not see all."""
_ALIKE_ENOUGH = 0.12
"""Of 1; below it two lessons share little more than a functional area. A judgement on the lessons shipped."""
_OPPOSITE = {
    Outcome.WORKED: {Outcome.DID_NOT_WORK, Outcome.MIXED},
    Outcome.MIXED: {Outcome.WORKED, Outcome.DID_NOT_WORK},
    Outcome.DID_NOT_WORK: {Outcome.WORKED},
}


def find_lessons_for(
    session: Session, actor: Actor, ods_code: str, *, limit: int = 3
) -> list[RecommendedLesson]:
    """Return the lessons of others most worth reading at an organisation, each with why, best first.

    The actor's own role and what they want to learn count where it is their organisation. None where the
    organisation is not among those that are matched.
    """
    recommender = get_shelf(session).recommender
    if ods_code not in recommender.organisations.index_:
        return []
    agenda = get_agenda(session, actor)
    person = agenda if agenda and agenda.ods_code == ods_code else None
    matches = recommender.recommend(ods_code, person=person, limit=limit * _LOOKED_AT)
    seen = {each.id: each for each in find_summaries(session, actor, [UUID(match.id) for match in matches])}
    shown = [match for match in matches if UUID(match.id) in seen][:limit]
    return [
        RecommendedLesson(
            lesson=seen[UUID(match.id)],
            score=match.score,
            because=max(match.reasons, key=lambda reason: reason.lift).text,
            reasons=tuple(Reason.model_validate(reason) for reason in match.reasons),
        )
        for match in shown
    ]


def find_lessons_for_me(session: Session, actor: Actor, *, limit: int = 3) -> list[RecommendedLesson]:
    """Return the lessons most worth reading for the actor; none while no organisation has confirmed them."""
    own = select(Organisation.ods_code).where(Organisation.id == actor.organisation_id)
    ods_code = session.exec(own).one_or_none() if actor.organisation_id else None
    return find_lessons_for(session, actor, ods_code, limit=limit) if ods_code else []


def find_neighbours(session: Session, actor: Actor, lesson: LessonDetail, *, limit: int = 3) -> Neighbours:
    """Return the lessons that go with one: contradicting it, about another stage, and otherwise alike."""
    shelf, own = get_shelf(session), str(lesson.id)
    if own not in shelf.outcomes:
        return Neighbours()
    alike = sorted(shelf.recommender.alike(own).items(), key=lambda pair: (-pair[1], pair[0]))
    near = [id for id, value in alike if value >= _ALIKE_ENOUGH][: limit * _LOOKED_AT]
    against = [id for id in near if _contradicts(shelf, own, id)]
    other_stage = [id for id in near if id not in against and _complements(shelf, own, id)]
    rest = [id for id in near if id not in against and id not in other_stage]
    visible = {each.id: each for each in find_summaries(session, actor, [UUID(id) for id in near])}

    def first(ids: Iterable[str]) -> Sequence[UUID]:
        return [id for id in map(UUID, ids) if id in visible][:limit]

    return Neighbours(
        related=tuple(visible[id] for id in first(rest)),
        contradictory=tuple(visible[id] for id in first(against)),
        complementary=tuple(visible[id] for id in first(other_stage)),
    )


def _contradicts(shelf: Shelf, own: str, other: str) -> bool:
    mine, theirs = shelf.outcomes[own], shelf.outcomes[other]
    return mine is not None and theirs in _OPPOSITE[mine]


def _complements(shelf: Shelf, own: str, other: str) -> bool:
    mine, theirs = shelf.stages[own], shelf.stages[other]
    return mine is not None and theirs is not None and mine != theirs
