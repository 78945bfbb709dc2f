"""What is found of every kind in one box: lessons by their words, the rest by the finders of its subject."""

from collections.abc import Sequence
from urllib.parse import quote

from sqlmodel import Session

from exchange.directory import queries as people_queries
from exchange.directory.schemas import PeopleFilter, PeopleHere
from exchange.lessons.queries import find_summaries
from exchange.organisations import queries as organisation_queries
from exchange.organisations.schemas import OrganisationFilter
from exchange.people.actor import Actor, Permission
from exchange.search.asking import concepts_of
from exchange.search.index import Index, get_index
from exchange.search.names import Kind, Subject
from exchange.search.queries import search_lessons
from exchange.search.schemas import Everything, Hit, Hits, LessonList, LessonsFound, LessonsWanted, Meant
from exchange.technologies import queries as technology_queries

MOST_OTHERS = 5
_PATHS = {Kind.AREA: "/functional-areas", Kind.PRODUCT: "/technologies", Kind.SUPPLIER: "/suppliers"}
_KINDS = {Kind.AREA: "functional area", Kind.PRODUCT: "product", Kind.SUPPLIER: "supplier"}
_PEOPLE = frozenset({Kind.AREA, Kind.PRODUCT})


def search_everything(
    session: Session, actor: Actor, wanted: LessonsWanted
) -> tuple[Everything, LessonsFound]:
    """Return what the words of ``wanted`` find of every kind, and how the lessons were found.

    Without words there is nothing but lessons. People are found by members of staff alone.
    """
    found = search_lessons(session, actor, wanted)
    lessons = find_summaries(session, actor, [each.lesson_id for each in found.items])
    meant = _meant(get_index(session), wanted.words)
    ways_on = tuple(_way_on(get_index(session), each) for each in meant)
    everything = Everything(
        words=wanted.words,
        lessons=LessonList(lessons=tuple(lessons), **found.model_dump(exclude={"items"})),
        organisations=_organisations(session, actor, wanted.words),
        technologies=_technologies(session, actor, wanted.words, ways_on),
        people=_people(session, actor, wanted.words, meant),
        meant=ways_on,
    )
    return everything, found


def _meant(index: Index, words: str) -> list[Subject]:
    """Return the areas, products and suppliers that the words name, in the order in which they do."""
    subjects = [
        subject for concept in concepts_of(words, index.names) for subject in sorted(concept.subjects)
    ]
    return list(dict.fromkeys(each for each in subjects if each.kind in _PATHS))[:MOST_OTHERS]


def _way_on(index: Index, subject: Subject) -> Meant:
    return Meant(
        kind=_KINDS[subject.kind],
        name=index.names.labels[subject.kind].get(subject.key, subject.key),
        href=f"{_PATHS[subject.kind]}/{quote(subject.key)}",
        people_href=f"/people?{subject.kind}={quote(subject.key)}" if subject.kind in _PEOPLE else "",
    )


def _organisations(session: Session, actor: Actor, words: str) -> Hits:
    if not words:
        return Hits()
    selection = organisation_queries.find_organisations(session, actor, OrganisationFilter(q=words))
    if selection.nearly:
        return Hits()
    some = selection.organisations[:MOST_OTHERS]
    hits = (Hit(name=each.name, href=str(each.href), about=f"{each.type} · {each.region}") for each in some)
    return Hits(total=len(selection.organisations), hits=tuple(hits))


def _technologies(session: Session, actor: Actor, words: str, meant: Sequence[Meant]) -> Hits:
    """Return what is called by the words, else what they name among others."""
    if not words:
        return Hits()
    found = technology_queries.find_technologies(session, actor, words=words)
    if not found.total:
        named = tuple(Hit(name=each.name, href=each.href, about=each.kind) for each in meant)
        return Hits(total=len(named), hits=named)
    hits = (Hit(name=each.name, href=each.href, about=each.kind) for each in found.hits[:MOST_OTHERS])
    return Hits(total=found.total, hits=tuple(hits))


def _people(session: Session, actor: Actor, words: str, meant: list[Subject]) -> PeopleHere:
    """Return the people whom the words find, else those who can help with the first subject they name."""
    if not words or not actor.may(Permission.READ_PEOPLE):
        return PeopleHere()
    found = people_queries.find_people(session, actor, PeopleFilter(q=words))
    if found.total:
        return PeopleHere(total=found.total, people=found.people[:MOST_OTHERS])
    helpful = [each for each in meant if each.kind in _PEOPLE]
    if not helpful:
        return PeopleHere()
    key = {str(helpful[0].kind): helpful[0].key}
    return people_queries.find_people_for(session, actor, limit=MOST_OTHERS, **key)
