"""What people can help with and want to learn: functional areas, products and themes, by all their names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from exchange.people.schemas import Shape
from exchange.technologies.searching import Name, NameIndex, plain

_OTHER_NAME = 0.97  # how well a name other than its own stands for a subject


class SubjectKind(StrEnum):
    """The vocabularies that an interest may come from."""

    AREA = "functional area"
    PRODUCT = "product"
    THEME = "theme"


class Subject(Shape):
    """One entry of a vocabulary. ``key`` is the code of an area or a theme, and the slug of a product."""

    kind: SubjectKind
    key: str
    name: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """A subject as the vocabulary knows it.

    Attributes:
        group: the heading under which a form shows it: a capability, a supplier, a kind of theme.
        area_code: of the functional area that a product is for.
        other_names: abbreviations, aliases and former names.
        product_id: of a product alone.
        is_offered: whether it can still be chosen; a closed programme stays with whoever has chosen it.
    """

    subject: Subject
    group: str = ""
    area_code: str = ""
    other_names: tuple[str, ...] = ()
    product_id: UUID | None = None
    is_offered: bool = True


@dataclass(frozen=True)
class Vocabulary:
    """All terms, in the order in which forms show them."""

    terms: Sequence[Term]
    _by_key: Mapping[tuple[SubjectKind, str], Term] = field(init=False)
    _by_product: Mapping[UUID, Term] = field(init=False)
    _index: NameIndex = field(init=False)

    def __post_init__(self) -> None:
        known = {(term.subject.kind, term.subject.key): term for term in self.terms}
        object.__setattr__(self, "_by_key", known)
        products = {term.product_id: term for term in self.terms if term.product_id}
        object.__setattr__(self, "_by_product", products)
        object.__setattr__(self, "_index", NameIndex(_names(self.terms)))

    def of_kind(self, kind: SubjectKind) -> list[Term]:
        """Return the terms of one vocabulary."""
        return [term for term in self.terms if term.subject.kind is kind]

    def term(self, kind: SubjectKind, key: str) -> Term | None:
        """Return the term of that kind and key, if there is one."""
        return self._by_key.get((kind, key))

    def subject_of(
        self, area_code: str | None, product_id: UUID | None, theme_code: str | None
    ) -> Subject | None:
        """Return the subject that a row of interests names."""
        if product_id is not None:
            term = self._by_product.get(product_id)
        elif area_code is not None:
            term = self.term(SubjectKind.AREA, area_code)
        else:
            term = self.term(SubjectKind.THEME, theme_code or "")
        return term.subject if term else None

    def find(self, kind: SubjectKind, words: str, *, limit: int) -> list[Term]:
        """Return the terms of one kind that ``words`` may mean, best first, typing errors included."""
        scores = self._index.find(words)
        found = [term for term in self.of_kind(kind) if _index_key(term) in scores]
        found.sort(key=lambda term: (-round(scores[_index_key(term)], 2), term.subject.name))
        return found[:limit]

    def beginning(self, word: str) -> list[Term]:
        """Return the terms one of whose names has a word that begins with ``word``, as it is spelt."""
        start = plain(word)
        return [term for term in self.terms if start and any(w.startswith(start) for w in _words(term))]

    def within(self, term: Term) -> list[Term]:
        """Return the products of a functional area: who can help with one can help with the area."""
        is_area = term.subject.kind is SubjectKind.AREA
        return [each for each in self.terms if is_area and each.area_code == term.subject.key]

    def words(self) -> set[str]:
        """Return the words of all names."""
        return {word for term in self.terms for word in _words(term)}


def _index_key(term: Term) -> str:
    return f"{term.subject.kind}:{term.subject.key}"


def _names(terms: Iterable[Term]) -> Iterable[Name]:
    for term in terms:
        yield Name(term.subject.name, _index_key(term))
        for name in term.other_names:
            yield Name(name, _index_key(term), _OTHER_NAME)


def _words(term: Term) -> Iterable[str]:
    for name in (term.subject.name, *term.other_names):
        yield from plain(name).split()
