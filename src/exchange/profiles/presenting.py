"""What the page of one's own profile shows beside the facts: choices in groups, and what differs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from exchange.plumbing.provenance import in_words
from exchange.profiles.schemas import InUse, Offers, Profile
from exchange.profiles.vocabulary import SubjectKind, Term, Vocabulary

MOST_FOUND = 12
_FIELDS = {SubjectKind.AREA: "areas", SubjectKind.PRODUCT: "products", SubjectKind.THEME: "themes"}
_LABELS = {
    "name": "Your name",
    "job_role": "Your role",
    "helps_areas": "Functional areas you can help with",
    "learns_areas": "Functional areas you would like to learn about",
    "helps_products": "Products you can help with",
    "learns_products": "Products you would like to learn about",
    "helps_themes": "Themes you can help with",
    "learns_themes": "Themes you would like to learn about",
    "ask_me_about": "Ask me about",
    "would_like_to_learn": "I would like to learn",
    "request_budget": "Open requests at a time",
    "audience": "Who may find you",
    "away_until": "Away until",
    "cover_person_id": "Who can be asked instead",
}
_NOTHING = "Nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """One subject with its two boxes. ``hint`` says why it is offered."""

    kind: str
    key: str
    name: str
    hint: str
    helps: bool
    learns: bool
    is_found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """Subjects under one heading; open when something in it is chosen or in use at the organisation."""

    name: str
    rows: tuple[ChoiceRow, ...]
    chosen: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that was changed elsewhere: what is saved, and what was typed here."""

    label: str
    saved: str
    typed: str


def typed_of(profile: Profile) -> dict[str, Any]:
    """Return a saved profile as its form would send it."""
    chosen = {
        f"{verb}_{name}": [each.key for each in subjects if each.kind is kind]
        for verb, subjects in (("helps", profile.helps), ("learns", profile.learns))
        for kind, name in _FIELDS.items()
    }
    same = ("name", "job_role", "ask_me_about", "would_like_to_learn")
    return {
        **{name: getattr(profile, name) for name in same},
        **chosen,
        "request_budget": str(profile.request_budget),
        "audience": str(profile.audience),
        "away_until": profile.away_until.isoformat() if profile.away_until else "",
        "cover_person_id": profile.cover.id if profile.cover else "",
        "version": str(profile.version),
    }


def groups(
    vocabulary: Vocabulary, kind: SubjectKind, typed: dict[str, Any], in_use: InUse
) -> tuple[ChoiceGroup, ...]:
    """Return the terms of one vocabulary that can be chosen, under their headings."""
    rows = [
        (term.group, row)
        for term in vocabulary.of_kind(kind)
        if (row := _row(term, typed, in_use)) and (term.is_offered or row.helps or row.learns)
    ]
    return tuple(
        _group(name, [row for _, row in found]) for name, found in groupby(rows, key=lambda each: each[0])
    )


def products(
    vocabulary: Vocabulary, typed: dict[str, Any], in_use: InUse, words: str
) -> tuple[ChoiceRow, ...]:
    """Return the products that are chosen, in use at the organisation, or found by ``words``."""
    found = {term.subject.key for term in vocabulary.find(SubjectKind.PRODUCT, words, limit=MOST_FOUND)}
    chosen = {*typed.get("helps_products", ()), *typed.get("learns_products", ())}
    shown = found | chosen | in_use.products
    terms = [term for term in vocabulary.of_kind(SubjectKind.PRODUCT) if term.subject.key in shown]
    rows = [_row(term, typed, in_use, found=term.subject.key in found) for term in terms]
    return tuple(sorted(rows, key=lambda row: (not row.is_found, not (row.helps or row.learns))))


def differences(
    vocabulary: Vocabulary, saved: Profile, typed: dict[str, Any], offers: Offers
) -> tuple[Difference, ...]:
    """Return what differs between the saved profile and what was typed, field by field."""
    present = typed_of(saved)
    return tuple(
        Difference(
            label=label,
            saved=_in_words(vocabulary, name, present.get(name, ""), offers),
            typed=_in_words(vocabulary, name, typed.get(name, ""), offers),
        )
        for name, label in _LABELS.items()
        if _comparable(present.get(name, "")) != _comparable(typed.get(name, ""))
    )


def _row(term: Term, typed: dict[str, Any], in_use: InUse, *, found: bool = False) -> ChoiceRow:
    name, key = _FIELDS[term.subject.kind], term.subject.key
    used = key in getattr(in_use, name)
    declared = "Your organisation has declared it" if name == "themes" else "In use at your organisation"
    return ChoiceRow(
        kind=name,
        key=key,
        name=term.subject.name,
        hint=declared if used else "Found by your search" if found else "",
        helps=key in typed.get(f"helps_{name}", ()),
        learns=key in typed.get(f"learns_{name}", ()),
        is_found=found,
    )


def _group(name: str, rows: Sequence[ChoiceRow]) -> ChoiceGroup:
    chosen = sum(row.helps or row.learns for row in rows)
    return ChoiceGroup(
        name=name, rows=tuple(rows), chosen=chosen, is_open=chosen > 0 or any(row.hint for row in rows)
    )


def _comparable(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else str(value).replace("\r\n", "\n").strip()


def _in_words(vocabulary: Vocabulary, name: str, value: Any, offers: Offers) -> str:
    if not value:
        return _NOTHING
    if isinstance(value, list):
        return ", ".join(sorted(_names(vocabulary, name, value)))
    if name == "cover_person_id":
        return next((each.name for each in offers.colleagues if each.id == value), "Somebody else")
    if name == "away_until":
        return _as_typed(str(value))
    return str(value)


def _names(vocabulary: Vocabulary, field: str, keys: Iterable[str]) -> Iterable[str]:
    kind = next(kind for kind, name in _FIELDS.items() if field.endswith(name))
    for key in keys:
        term = vocabulary.term(kind, key)
        yield term.subject.name if term else key


def day_in_words(day: date | None) -> str:
    """Return "6 October 2026", or nothing."""
    return in_words(day.isoformat()) if day else ""


def _as_typed(day: str) -> str:
    try:
        return day_in_words(date.fromisoformat(day))
    except ValueError:  # a spelling that the form takes and this does not
        return day
