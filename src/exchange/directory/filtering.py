"""The conditions that the filters of the list of people stand for."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, false

from exchange.directory.schemas import PeopleFilter
from exchange.organisations.models import Organisation
from exchange.people.models import Interest, InterestKind, Person
from exchange.profiles.vocabulary import SubjectKind, Term, Vocabulary

MOST_WORDS = 8
_MOST_SUBJECTS = 50  # that one word may begin


def conditions(vocabulary: Vocabulary, wanted: PeopleFilter, words: Iterable[str]) -> list[Any]:
    """Return what must hold of Person joined with Organisation for ``wanted``, with these words for its own.

    ``wanted.organisation`` must be an ODS code.
    """
    return [
        *_places(wanted),
        *_subjects(vocabulary, wanted),
        *(_word(vocabulary, word) for word in words),
    ]


def words_of(typed: str) -> list[str]:
    """Return the words that are looked for, as they were typed."""
    return typed.split()[:MOST_WORDS]


def _places(wanted: PeopleFilter) -> Iterator[ColumnElement[bool]]:
    columns = (
        (Person.job_role, wanted.role),
        (Organisation.region_code, wanted.region),
        (Organisation.icb_code, wanted.icb),
        (Organisation.ods_code, wanted.organisation),
    )
    for column, value in columns:
        if value:
            yield col(column) == value


def _subjects(vocabulary: Vocabulary, wanted: PeopleFilter) -> Iterator[ColumnElement[bool]]:
    chosen = (
        (SubjectKind.AREA, wanted.area),
        (SubjectKind.PRODUCT, wanted.product),
        (SubjectKind.THEME, wanted.theme),
    )
    for kind, key in chosen:
        if key:
            term = vocabulary.term(kind, key)
            yield _helps_with([term, *vocabulary.within(term)]) if term else false()


def _word(vocabulary: Vocabulary, word: str) -> ColumnElement[bool]:
    anywhere = [
        col(column).icontains(word, autoescape=True)
        for column in (Person.name, Person.ask_me_about, Person.job_role, Organisation.name)
    ]
    terms = vocabulary.beginning(word)[:_MOST_SUBJECTS]
    return or_(*anywhere, _helps_with(terms)) if terms else or_(*anywhere)


def _helps_with(terms: Iterable[Term]) -> ColumnElement[bool]:
    """Return the condition that somebody can help with one of these."""
    areas, products, themes = set[str](), set[UUID](), set[str]()
    for term in terms:
        if term.subject.kind is SubjectKind.AREA:
            areas.add(term.subject.key)
        elif term.product_id is not None:
            products.add(term.product_id)
        else:
            themes.add(term.subject.key)
    about = or_(
        col(Interest.functional_area_code).in_(areas),
        col(Interest.product_id).in_(products),
        col(Interest.theme_code).in_(themes),
    )
    helping = select_columns(col(Interest.person_id)).where(
        col(Interest.kind) == InterestKind.CAN_HELP, about
    )
    return col(Person.id).in_(helping)
