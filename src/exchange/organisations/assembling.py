"""Make the shapes that leave the subject from what queries read. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from exchange.organisations.directory import Directory, Entry
from exchange.organisations.models import (
    Icb,
    IcbPredecessor,
    Maturity,
    Organisation,
    OrganisationStatus,
    OtherName,
    OtherNameKind,
)
from exchange.organisations.schemas import (
    Capability,
    Choice,
    Choices,
    EprBrief,
    MaturityOfSetting,
    MaturityScore,
    OrganisationSummary,
    Predecessor,
    SourceBrief,
    System,
)
from exchange.organisations.searching import Names
from exchange.plumbing.provenance import since, source_label

MEASURES = {
    "well_led": "Well led",
    "smart_foundations": "Ensure smart foundations",
    "safe_practice": "Safe practice",
    "support_people": "Support people",
    "empower_citizens": "Empower citizens",
    "improve_care": "Improve care",
    "healthy_populations": "Healthy populations",
}
"""The seven What Good Looks Like measures, by the columns that hold their scores."""

_EPR = "epr"


@dataclass(frozen=True, slots=True)
class Median:
    """The median of each measure over the ``count`` organisations that assessed one care setting."""

    count: int
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The directory, with what one organisation is compared against.

    ``carried_over``: code of each organisation whose entries went to another → that one's code.
    """

    directory: Directory
    medians: Mapping[str, Median]
    sources: tuple[SourceBrief, ...]
    carried_over: Mapping[str, str]


class Use(NamedTuple):
    """A deployment with its names, as it is read; "" or None where there is no supplier or product."""

    organisation_id: UUID
    area_code: str
    area: str
    area_short: str
    capability: str
    supplier_slug: str | None
    supplier: str | None
    product_slug: str | None
    product: str | None
    stage: str
    started_on: str
    live_on: str
    retired_on: str
    confirmed_on: date | None
    was_confirmed_on: date | None
    source_date: str
    source_url: str
    source: str
    note: str
    contract_from: str
    contract_to: str
    id: UUID
    proposed_id: UUID | None = None


def entries(
    organisations: Iterable[tuple[Organisation, str | None, str | None]],
    uses: Iterable[Use],
    other_names: Iterable[OtherName],
) -> list[Entry]:
    """Return what the directory needs of each organisation, given with the names of its ICB and region."""
    used, named = _grouped(uses), _grouped(other_names)
    return [
        Entry(
            summary=_summary(row, icb or "", region or "", used[row.id]),
            names=_names(row, named[row.id]),
            uses=frozenset((use.area_code, use.supplier_slug or "") for use in used[row.id]),
            predecessor=Predecessor(ods_code=row.ods_code, name=row.name, closed_on=row.closed_on),
        )
        for row, icb, region in organisations
    ]


def _grouped(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(row)
    return found


def _summary(row: Organisation, icb: str, region: str, uses: Iterable[Use]) -> OrganisationSummary:
    return OrganisationSummary(
        ods_code=row.ods_code,
        name=row.name,
        type=row.type or "",
        icb_code=row.icb_code or "",
        icb=icb,
        region_code=row.region_code or "",
        region=region,
        status=row.status,
        successor_ods_code=row.successor_ods_code or "",
        latitude=row.latitude,
        longitude=row.longitude,
        epr=tuple(_epr(use) for use in sorted(uses, key=_by_name) if use.area_code == _EPR),
    )


def _epr(use: Use) -> EprBrief:
    maker = use.supplier or ""
    name = use.product or maker or "Supplier not named"
    return EprBrief(
        name=name if maker in name else f"{maker} {name}",
        stage=use.stage,
        source_label=_source_label(use),
        source_url=use.source_url,
    )


def _names(row: Organisation, others: Iterable[OtherName]) -> Names:
    by_kind: dict[OtherNameKind, list[str]] = defaultdict(list)
    for other in sorted(others, key=lambda other: other.name):
        by_kind[other.kind].append(other.name)
    return Names(
        code=row.ods_code,
        name=row.name,
        abbreviations=tuple(by_kind[OtherNameKind.ABBREVIATION]),
        former_names=tuple(by_kind[OtherNameKind.FORMER]),
        postcode=row.postcode,
        size=row.staff_wte or 0,
        is_closed=row.status is OrganisationStatus.CLOSED,
    )


def choices(
    regions: Iterable[tuple[str, str]], icbs: Iterable[Icb], uses: Sequence[Use], found: Iterable[Entry]
) -> Choices:
    """Return the options of every filter: all regions and current ICBs, and what else is in use."""
    types = {entry.summary.type for entry in found if not entry.summary.is_closed} - {""}
    return Choices(
        region=_sorted(regions),
        icb=_sorted((icb.code, icb.name) for icb in icbs),
        type=_sorted((type, type.capitalize()) for type in types),
        supplier=_sorted({(use.supplier_slug, use.supplier or "") for use in uses if use.supplier_slug}),
        area=_sorted({(use.area_code, use.area_short) for use in uses}),
    )


def _sorted(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    by_label = sorted(pairs, key=lambda pair: (pair[1].casefold(), pair[0]))
    return tuple(Choice(value=value, label=label) for value, label in by_label)


def is_current(icb: Icb, today: date) -> bool:
    """Say whether an ICB exists on a day."""
    has_begun = icb.valid_from is None or icb.valid_from <= today
    return has_begun and (icb.valid_to is None or icb.valid_to >= today)


def successors(rows: Iterable[IcbPredecessor]) -> dict[str, list[str]]:
    """Return, for each ICB that another took over from, those that did."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.predecessor_code].append(row.icb_code)
    return found


def medians(rows: Iterable[Maturity]) -> dict[str, Median]:
    """Return the medians of each care setting."""
    by_setting: dict[str, list[Maturity]] = defaultdict(list)
    for row in rows:
        by_setting[row.care_setting].append(row)
    return {
        setting: Median(
            count=len(together),
            scores={name: round(median(getattr(row, name) for row in together), 2) for name in MEASURES},
        )
        for setting, together in by_setting.items()
    }


def maturity(row: Maturity, compared: Median) -> MaturityOfSetting:
    """Return the scores of one care setting beside their medians."""
    return MaturityOfSetting(
        care_setting=row.care_setting,
        compared=compared.count,
        scores=tuple(
            MaturityScore(measure=words, score=getattr(row, name), median=compared.scores[name])
            for name, words in MEASURES.items()
        ),
    )


def capabilities(uses: Iterable[Use], *, shows_contracts: bool) -> tuple[Capability, ...]:
    """Return systems under what they serve, both by name; contracts where the organisation shows them."""
    return tuple(
        Capability(name=name or "Other", systems=tuple(_system(use, shows_contracts) for use in together))
        for name, together in groupby(sorted(uses, key=_by_name), key=lambda use: use.capability)
    )


def _by_name(use: Use) -> tuple[bool, str, str, str, str, str]:
    return not use.capability, use.capability, use.area, use.supplier or "", use.product or "", use.stage


def _system(use: Use, shows_contracts: bool) -> System:
    return System(
        id=use.id,
        area_code=use.area_code,
        area=use.area,
        supplier_slug=use.supplier_slug or "",
        supplier=use.supplier or "",
        product_slug=use.product_slug or "",
        product=use.product or "",
        stage=use.stage,
        since=since(use, date.today()),
        confirmed=use.confirmed_on is not None,
        source_label=_source_label(use),
        source_url=use.source_url,
        source=use.source,
        note=use.note,
        is_proposed=use.proposed_id is not None,
        contract_from=use.contract_from if shows_contracts else "",
        contract_to=use.contract_to if shows_contracts else "",
    )


def _source_label(use: Use) -> str:
    return source_label(
        use.confirmed_on,
        use.source_date,
        has_source=bool(use.source or use.source_url),
        was_confirmed_on=use.was_confirmed_on,
    )
