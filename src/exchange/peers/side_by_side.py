"""A comparison of two organisations as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from exchange.peers.addresses import API, comparison_address, peers_address
from exchange.peers.presenting import Part, distance, longest, parts, unknowns, weighting
from exchange.peers.schemas import Comparison, MaturityPair, OrganisationBrief, Overlap, SharedArea

Cells = list[dict[str, str]]  # one row in the form of the NHS.UK table component


@dataclass(frozen=True, kw_only=True)
class Direction:
    """What one organisation can get from the other."""

    asks: str
    helps: str
    score: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class MaturityTable:
    """The scores of both in one care setting."""

    caption: str
    rows: list[Cells]


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """Everything the page of a comparison shows beside the comparison itself."""

    distance: str
    weighting: str
    unknowns: list[str]
    area_name: str
    directions: tuple[Direction, Direction]
    shared: tuple[SharedArea, ...]
    one_sided: tuple[SharedArea, ...]
    direction_rows: list[dict[str, dict[str, str]]]
    facts: list[Cells]
    maturity: list[MaturityTable]
    peers_href: str
    swapped_href: str
    as_json: str


def side_by_side(found: Comparison, kept: Mapping[str, str]) -> SideBySide:
    """Return the page's view; ``kept`` are the viewer's choices, for its links."""
    a, b = found.organisation, found.other
    return SideBySide(
        distance=distance(found.distance_km, "apart"),
        weighting=weighting(found.can_get.reasons),
        unknowns=unknowns(found.can_get.reasons, found.can_give.reasons),
        area_name=next((each.name for each in found.systems if each.area == kept.get("area")), ""),
        directions=_directions(found),
        shared=tuple(each for each in found.systems if each.likeness != "one side only"),
        one_sided=tuple(each for each in found.systems if each.likeness == "one side only"),
        direction_rows=[
            *_overlap("priorities", found.themes, a, b),
            *_overlap("networks", found.networks, a, b),
        ],
        facts=_facts(found),
        maturity=_maturity(found),
        peers_href=peers_address(a.ods_code, kept),
        swapped_href=comparison_address(b.ods_code, a.ods_code, kept),
        as_json=comparison_address(a.ods_code, b.ods_code, kept, base=API),
    )


def _directions(found: Comparison) -> tuple[Direction, Direction]:
    a, b = found.organisation.name, found.other.name
    scale = longest(found.can_get.reasons, found.can_give.reasons)
    get, give = (
        Direction(
            asks=asks,
            helps=helps,
            score=round(100 * explained.score),
            parts=parts(explained.score, explained.reasons, scale),
        )
        for asks, helps, explained in ((a, b, found.can_get), (b, a, found.can_give))
    )
    return get, give


def _overlap(
    what: str, found: Overlap, a: OrganisationBrief, b: OrganisationBrief
) -> list[dict[str, dict[str, str]]]:
    """Return the rows of a summary list that have something in them."""
    named = (
        (f"Shared {what}", found.both),
        (f"Only {a.name}: {what}", found.only_organisation),
        (f"Only {b.name}: {what}", found.only_other),
    )
    return [{"key": {"text": key}, "value": {"text": "; ".join(names)}} for key, names in named if names]


def _facts(found: Comparison) -> list[Cells]:
    a, b = found.organisation, found.other
    facts = (
        ("Type", a.type.capitalize(), b.type.capitalize()),
        ("Region", a.region, b.region),
        ("Integrated care board", a.icb, b.icb),
        ("Staff, whole-time equivalent", *map(_number, found.staff_wte)),
        ("Beds", *map(_number, found.beds)),
    )
    return [_row(found, label, mine, theirs) for label, mine, theirs in facts if mine or theirs]


def _maturity(found: Comparison) -> list[MaturityTable]:
    by_setting: dict[str, list[MaturityPair]] = {}
    for pair in found.maturity:
        by_setting.setdefault(pair.care_setting, []).append(pair)
    return [
        MaturityTable(
            caption=f"Digital maturity 2025: {care_setting.lower()}",
            rows=[
                _row(found, pair.measure, f"{pair.of_organisation:.1f}", f"{pair.of_other:.1f}")
                for pair in pairs
            ],
        )
        for care_setting, pairs in by_setting.items()
    ]


def _row(found: Comparison, label: str, mine: str, theirs: str) -> Cells:
    return [
        {"text": label, "header": "Fact"},
        {"text": mine or "Not known", "header": found.organisation.name},
        {"text": theirs or "Not known", "header": found.other.name},
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
