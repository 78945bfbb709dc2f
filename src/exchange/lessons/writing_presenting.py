"""What the form of a lesson shows beside its text: choices in groups, steps, and what differs."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from exchange.lessons.differences import FIELDS
from exchange.lessons.writing_schemas import Choices, LessonText, LessonToWrite
from exchange.plumbing.cells import BadCell, partial_date
from exchange.profiles.vocabulary import SubjectKind, Term, Vocabulary

MOST_FOUND = 12
LISTS = {"areas": SubjectKind.AREA, "products": SubjectKind.PRODUCT, "themes": SubjectKind.THEME}
_CONTACT = {"contact_person_id": "Whom to ask", "contact_role": "Role to ask for"}
_NOTHING = "Nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """A subject with its box. ``hint`` says why it is offered."""

    key: str
    name: str
    hint: str
    is_chosen: bool
    is_found: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """Subjects under one heading."""

    name: str
    rows: tuple[ChoiceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The boxes of one vocabulary: those worth showing at once, and all others in groups that open."""

    near: tuple[ChoiceRow, ...]
    groups: tuple[ChoiceGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoTexts:
    """A field that was changed elsewhere: what is saved, and what was typed here."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of the form for those who take it step by step; ``fields`` are what it asks."""

    number: int
    title: str
    fields: tuple[str, ...]
    href: str
    is_current: bool


_BOXES = ("title", "what_we_did", "what_happened", "do_differently", "ask_us_about")
_STEPS = (
    ("What happened", _BOXES),
    ("Steps for others", ("preconditions", "steps", "artefacts", "what_we_changed")),
    ("What it is about", ("areas", "outcome", "stage", "happened_on", "products", "product_words")),
    ("More, if you like", ("context", "themes", "links")),
    ("Who sees it, and whom to ask", ("candour", "contact_person_id", "contact_role")),
)


def steps(lesson: LessonToWrite, current: int) -> tuple[Step, ...]:
    """Return the pages of the form; the one with steps for others is a blueprint's alone."""
    wanted = [each for each in _STEPS if lesson.is_blueprint or "steps" not in each[1]]
    return tuple(
        Step(
            number=number,
            title=title,
            fields=fields,
            href=f"{lesson.href}/edit?step={number}",
            is_current=number == min(current, len(wanted)),
        )
        for number, (title, fields) in enumerate(wanted, 1)
    )


def typed_of(text: LessonText) -> dict[str, Any]:
    """Return a saved text as its form would send it."""
    typed = {name: "" if value is None else value for name, value in text}
    return {name: list(value) if isinstance(value, tuple) else str(value) for name, value in typed.items()}


def hidden_fields(typed: dict[str, Any], shown: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return what a page of the form carries along without asking for it."""
    carried = [*LessonText.model_fields]
    return tuple(
        (name, str(value))
        for name in carried
        if name not in shown and name != "version"
        for value in (typed.get(name, []) if name in LISTS else [typed.get(name, "")])
    )


def offered(
    vocabulary: Vocabulary, name: str, typed: dict[str, Any], in_use: frozenset[str], words: str = ""
) -> Offered:
    """Return the boxes of one vocabulary. Products are too many to list: they are looked for by ``words``."""
    kind, chosen = LISTS[name], set(typed.get(name, ()))
    found = {term.subject.key for term in vocabulary.find(kind, words, limit=MOST_FOUND)} if words else set()
    terms = [term for term in vocabulary.of_kind(kind) if term.is_offered or term.subject.key in chosen]
    near = [term for term in terms if term.subject.key in chosen | found | in_use]
    rows = [_row(term, chosen, in_use, found) for term in near]
    rows.sort(key=lambda row: (not row.is_found, not row.is_chosen))
    if name == "products":
        return Offered(near=tuple(rows))
    others = [term for term in terms if term not in near]
    return Offered(
        near=tuple(rows),
        groups=tuple(
            ChoiceGroup(name=group, rows=tuple(_row(term, chosen, in_use, found) for term in each))
            for group, each in groupby(others, key=lambda term: term.group)
        ),
    )


def two_texts(
    vocabulary: Vocabulary, choices: Choices, saved: LessonText, typed: dict[str, Any]
) -> tuple[TwoTexts, ...]:
    """Return what differs between what is saved and what was typed, field by field."""
    present = typed_of(saved)
    return tuple(
        TwoTexts(
            label=label,
            saved=_in_words(vocabulary, choices, name, present.get(name, "")),
            typed=_in_words(vocabulary, choices, name, typed.get(name, "")),
        )
        for name, label in {**FIELDS, **_CONTACT}.items()
        if _comparable(present.get(name, "")) != _comparable(typed.get(name, ""))
    )


def date_in_words(typed: str) -> str:
    """Return a date as a page shows it; as it was typed where it is none."""
    try:
        return partial_date(typed).in_words()
    except BadCell:
        return typed


def _row(term: Term, chosen: set[str], in_use: frozenset[str], found: set[str]) -> ChoiceRow:
    key = term.subject.key
    is_theme = term.subject.kind is SubjectKind.THEME
    used = "Your organisation has declared it" if is_theme else "In use at your organisation"
    return ChoiceRow(
        key=key,
        name=term.subject.name,
        hint=used if key in in_use else "Found by your search" if key in found else "",
        is_chosen=key in chosen,
        is_found=key in found,
    )


def _comparable(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else str(value).replace("\r\n", "\n").strip()


def _in_words(vocabulary: Vocabulary, choices: Choices, name: str, value: Any) -> str:
    if not value:
        return _NOTHING
    if name in LISTS:
        terms = {key: vocabulary.term(LISTS[name], key) for key in value}
        return ", ".join(sorted(term.subject.name if term else key for key, term in terms.items()))
    if name == "contact_person_id":
        return next((each.name for each in choices.colleagues if each.id == value), "Somebody else")
    return date_in_words(value) if name == "happened_on" else str(value)
