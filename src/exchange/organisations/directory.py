"""Every organisation in memory: found by words, narrowed by filters, followed to its successor. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from exchange.organisations.naming import slug, without_legal_form, words
from exchange.organisations.schemas import (
    PAGE_SIZE,
    Choice,
    Choices,
    Here,
    Moved,
    OrganisationFilter,
    OrganisationList,
    OrganisationSummary,
    Predecessor,
    Unknown,
)
from exchange.organisations.searching import Finder, Names

_SUGGESTIONS = 5
_LONGEST_CODE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One organisation: as it is shown, as it is looked for, and what it uses as (area, supplier) pairs."""

    summary: OrganisationSummary
    names: Names
    uses: frozenset[tuple[str, str]]
    predecessor: Predecessor


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Selection:
    """The organisations that a filter leaves, best first."""

    organisations: Sequence[OrganisationSummary]
    nearly: bool

    def page(self, number: int) -> OrganisationList:
        """Return one page; beyond the last, the last."""
        pages = max(1, -(-len(self.organisations) // PAGE_SIZE))
        number = min(number, pages)
        first = (number - 1) * PAGE_SIZE
        return OrganisationList(
            total=len(self.organisations),
            page=number,
            pages=pages,
            nearly=self.nearly,
            organisations=tuple(self.organisations[first : first + PAGE_SIZE]),
        )


class Directory:
    """An index of all organisations, built once and asked often.

    Args:
        icb_successors: code of a closed ICB → codes of those that took over, which may be closed too.
        closed_icbs: name by code.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        *,
        choices: Choices,
        icb_successors: Mapping[str, Sequence[str]],
        closed_icbs: Mapping[str, str],
    ) -> None:
        self.choices = choices
        self._entries = sorted(entries, key=lambda each: (each.summary.name, each.summary.ods_code))
        self._by_code = {each.summary.ods_code: each for each in self._entries}
        self._icb_successors = icb_successors
        self._closed_icbs = closed_icbs
        self._predecessors = self._followed()
        self._finder = Finder([self._names(each) for each in self._entries])
        self._open = np.array([not each.summary.is_closed for each in self._entries], dtype=bool)
        self._having = self._facets()
        self._current_slugs, self._former_slugs = self._slugs()
        self._everything = self._select(OrganisationFilter())

    def __len__(self) -> int:
        return int(self._open.sum())

    def select(self, wanted: OrganisationFilter) -> Selection:
        """Return the organisations that ``wanted`` describes. Closed ones only when named exactly."""
        is_everything = wanted.model_copy(update={"page": 1}) == OrganisationFilter()
        return self._everything if is_everything else self._select(wanted)

    def _select(self, wanted: OrganisationFilter) -> Selection:
        found = self._finder.search(wanted.q)
        positions = found.positions
        if not words(wanted.q):
            positions = positions[self._open[positions]]
        for values in self._conditions(wanted):
            has = np.zeros(len(self._entries), dtype=bool)
            for value in values:
                has[self._having.get(value, [])] = True
            positions = positions[has[positions]]
        return Selection([self._entries[i].summary for i in positions], found.nearly)

    def choices_with(self, icb: str) -> Choices:
        """Return the options of every filter; a closed ICB is one only while it is chosen."""
        name = self._closed_icbs.get(icb)
        if name is None:
            return self.choices
        current = {choice.value: choice.label for choice in self.choices.icb}
        heirs = [current[code] for code in self.icbs_meant(icb) if code in current]
        label = f"{name} (closed; now {' and '.join(heirs)})" if heirs else f"{name} (closed)"
        return self.choices.model_copy(update={"icb": (*self.choices.icb, Choice(value=icb, label=label))})

    def icbs_meant(self, code: str) -> list[str]:
        """Return ``code`` with all that took over from it."""
        meant = [code]
        for each in meant:
            meant += [new for new in self._icb_successors.get(each, ()) if new not in meant]
        return meant

    def find_way(self, asked_for: str) -> Here | Moved | Unknown:
        """Return where to go for a code, a former code, a name or a former name in the form of an address."""
        code = asked_for.strip().upper()
        if code in self._by_code:
            final = self._final(code)
            return Here(ods_code=code) if final == code else Moved(ods_code=final, asked_for=code)
        named = slug(asked_for)
        current = self._current_slugs.get(named, set())
        if len(current) == 1:
            return Moved(ods_code=next(iter(current)), asked_for="")
        former = {code for code, _name in self._former_slugs.get(named, ())}
        if len(former) == 1:
            return Moved(ods_code=next(iter(former)), asked_for=named)
        return Unknown(asked_for=asked_for.strip(), closest=tuple(self._closest(asked_for)))

    def summary(self, ods_code: str) -> OrganisationSummary:
        """Return an organisation that exists."""
        return self._by_code[ods_code].summary

    def predecessors(self, ods_code: str) -> list[Predecessor]:
        """Return the closed organisations that ended in this one, the last to close first."""
        found = [self._by_code[code].predecessor for code in self._predecessors.get(ods_code, ())]
        return sorted(found, key=lambda each: (str(each.closed_on or ""), each.name), reverse=True)

    def became(self, asked_for: str, ods_code: str) -> Predecessor | str:
        """Return the predecessor or the former name of ``ods_code`` that somebody asked for, else ""."""
        way = self.find_way(asked_for)
        if not isinstance(way, Moved) or way.ods_code != ods_code or not way.asked_for:
            return ""
        if way.asked_for in self._by_code:
            return self._by_code[way.asked_for].predecessor
        return min(name for _code, name in self._former_slugs[way.asked_for])

    def _final(self, code: str) -> str:
        """Follow successors to the last known one; a circle of closed organisations leads nowhere."""
        followed = [code]
        while True:
            here = self._by_code[followed[-1]].summary
            if not here.is_closed or here.successor_ods_code not in self._by_code:
                return followed[-1]
            if here.successor_ods_code in followed:
                return code
            followed.append(here.successor_ods_code)

    def _followed(self) -> dict[str, list[str]]:
        ended: dict[str, list[str]] = defaultdict(list)
        for code, entry in self._by_code.items():
            if entry.summary.is_closed and (final := self._final(code)) != code:
                ended[final].append(code)
        return ended

    def _names(self, entry: Entry) -> Names:
        """Let an organisation be found by the names of those that became part of it, too."""
        merged = [self._by_code[code].names for code in self._predecessors.get(entry.summary.ods_code, ())]
        if not merged:
            return entry.names
        former = (name for each in merged for name in (each.name, each.code, *each.former_names))
        return replace(entry.names, former_names=(*entry.names.former_names, *former))

    def _facets(self) -> dict[tuple[str, ...], list[int]]:
        having: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for position, entry in enumerate(self._entries):
            for key in _keys(entry):
                having[key].append(position)
        return having

    def _conditions(self, wanted: OrganisationFilter) -> Iterator[list[tuple[str, ...]]]:
        """Yield, for each filter in use, the facets of which an organisation must have one."""
        if wanted.region:
            yield [("region", wanted.region)]
        if wanted.icb:
            yield [("icb", code) for code in self.icbs_meant(wanted.icb)]
        if wanted.type:
            yield [("type", wanted.type)]
        if wanted.area or wanted.supplier:
            yield [("use", wanted.area, wanted.supplier)]

    def _slugs(self) -> tuple[dict[str, set[str]], dict[str, set[tuple[str, str]]]]:
        current: dict[str, set[str]] = defaultdict(set)
        former: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for code, entry in self._by_code.items():
            final = self._final(code)
            present = () if final != code else (entry.names.name, *entry.names.abbreviations)
            past = (
                entry.names.former_names if final == code else (entry.names.name, *entry.names.former_names)
            )
            for name in present:
                for each in _name_slugs(name):
                    current[each].add(final)
            for name in past:
                for each in _name_slugs(name):
                    former[each].add((final, name))
        return current, former

    def _closest(self, asked_for: str) -> list[OrganisationSummary]:
        """Return what a search finds; of a code nothing is like, what is found by its beginning."""
        text = asked_for.replace("-", " ").strip()[:200]
        shortest = len(text) if len(text) > _LONGEST_CODE else 3
        while len(text) >= shortest:
            positions = self._finder.search(text).positions[:_SUGGESTIONS]
            if len(positions):
                return [self._entries[i].summary for i in positions]
            text = text[:-1]
        return []


def _keys(entry: Entry) -> Iterator[tuple[str, ...]]:
    """Yield the facets of an organisation; a use counts for its area, its supplier and both together."""
    yield ("region", entry.summary.region_code)
    yield ("icb", entry.summary.icb_code)
    yield ("type", entry.summary.type)
    uses = entry.uses
    both = {("use", area, supplier) for area, supplier in uses if supplier}
    yield from both | {("use", area, "") for area, _ in uses} | {("use", "", s) for _, s in uses if s}


def _name_slugs(name: str) -> set[str]:
    return {slug(name), "-".join(without_legal_form(words(name)))} - {""}
