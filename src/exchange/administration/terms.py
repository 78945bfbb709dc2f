"""Every vocabulary of the service, in one form."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from exchange.administration import vocabulary_queries
from exchange.administration.schemas import Term, VocabularyCount
from exchange.people.actor import Actor
from exchange.technologies import vocabularies
from exchange.technologies.vocabulary_schemas import KnownTerm

VOCABULARIES = "/administration/vocabularies"


class VocabularyKind(StrEnum):
    """A vocabulary, as its address names it."""

    AREAS = "functional-areas"
    PRODUCTS = "products"
    SUPPLIERS = "suppliers"
    THEMES = "themes"
    ROLES = "roles"


@dataclass(frozen=True)
class Vocabulary:
    """What a vocabulary is called, who is counted as using a term, and how its terms are found."""

    title: str
    used_by: str
    find: Callable[[Session, Actor], list[Term]]


def _technology(
    find: Callable[[Session, Actor], list[KnownTerm]], kind: VocabularyKind | None = None
) -> Callable[[Session, Actor], list[Term]]:
    def terms(session: Session, actor: Actor) -> list[Term]:
        return [_term(each, kind) for each in find(session, actor)]

    return terms


def _term(known: KnownTerm, kind: VocabularyKind | None) -> Term:
    return Term(
        name=known.name,
        code="" if kind else known.slug,
        href=f"{VOCABULARIES}/{kind}/{known.id}" if kind else "",
        note=known.supplier,
        aliases=known.aliases,
        uses=known.uses,
        people=known.people,
    )


KINDS: dict[VocabularyKind, Vocabulary] = {
    VocabularyKind.AREAS: Vocabulary(
        "Functional areas", "Entries of systems", _technology(vocabularies.find_areas)
    ),
    VocabularyKind.PRODUCTS: Vocabulary(
        "Products", "Entries of systems", _technology(vocabularies.find_products, VocabularyKind.PRODUCTS)
    ),
    VocabularyKind.SUPPLIERS: Vocabulary(
        "Suppliers", "Entries of systems", _technology(vocabularies.find_suppliers, VocabularyKind.SUPPLIERS)
    ),
    VocabularyKind.THEMES: Vocabulary("Themes", "Organisations", vocabulary_queries.find_themes),
    VocabularyKind.ROLES: Vocabulary("Job roles", "", vocabulary_queries.find_job_roles),
}


def count_vocabularies(session: Session, actor: Actor) -> list[VocabularyCount]:
    """Return every vocabulary with how many terms it has."""
    counts = vocabulary_queries.count_terms(session, actor)
    return [
        VocabularyCount(kind=kind, title=KINDS[kind].title, terms=number)
        for kind, number in zip(VocabularyKind, counts, strict=True)
    ]


def find_terms(session: Session, actor: Actor, kind: VocabularyKind) -> list[Term]:
    """Return the terms of one vocabulary by name."""
    return KINDS[kind].find(session, actor)
