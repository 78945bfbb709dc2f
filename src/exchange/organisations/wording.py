"""What pages say of a date, a source and the facts about an organisation."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from exchange.organisations.schemas import Became, OrganisationDetail, Predecessor, SourceOf
from exchange.plumbing.cells import PartialDate, partial_date


class Fact(NamedTuple):
    """One line of the summary at the top of a page; ``href`` links the value."""

    name: str
    value: str
    about: str = ""
    href: str = ""


def since(stage: str, *, started_on: str, live_on: str, retired_on: str) -> str:
    """Return when a deployment reached its stage or will reach the next, as precisely as is known."""
    if stage == "retired" and retired_on:
        return f"retired {in_words(retired_on)}"
    if stage in {"live", "replacing"} and live_on:
        return f"live since {in_words(live_on)}"
    if stage in {"exploring", "procuring", "implementing"} and live_on:
        return f"go-live planned for {in_words(live_on)}"
    return f"started {in_words(started_on)}" if started_on else ""


def source_label(confirmed_on: date | None, source_date: str) -> str:
    """Return who says so and when: "public source, 1 Oct 2024, unconfirmed"."""
    if confirmed_on:
        return f"confirmed by the organisation, {_short(PartialDate(confirmed_on, 'day'))}"
    dated = _short(partial_date(source_date)) if source_date else "undated"
    return f"public source, {dated}, unconfirmed"


def in_words(day: str) -> str:
    """Return "2014", "October 2014" or "6 October 2014"."""
    return partial_date(day).in_words()


def _short(day: PartialDate) -> str:
    """Return "2024", "Oct 2024" or "1 Oct 2024"."""
    return day.in_words().replace(f"{day.first_day:%B}", f"{day.first_day:%b}")


def facts(organisation: OrganisationDetail) -> list[Fact]:
    """Return what is known, in the order in which a page lists it."""
    return [fact for fact in _facts(organisation) if fact.value]


def _facts(of: OrganisationDetail) -> Iterator[Fact]:
    yield Fact("ODS code", of.ods_code)
    yield Fact("Type", of.type.capitalize(), href=_listing(type=of.type))
    yield Fact("Integrated care board", of.icb, href=_listing(icb=of.icb_code))
    yield Fact("Region", of.region, href=_listing(region=of.region_code))
    yield Fact("Postcode", of.postcode, "registered address")
    yield Fact("Staff", _staff(of), _dated(of, SourceOf.STAFF))
    yield Fact("Beds", f"{of.beds:,}" if of.beds is not None else "")
    yield Fact("Opened", in_words(of.opened_on.isoformat()) if of.opened_on else "")
    yield Fact("Closed", in_words(of.closed_on.isoformat()) if of.closed_on else "")
    yield Fact("Website", of.website, href=of.website)
    yield Fact("Other names", "; ".join(other.name for other in of.other_names))
    yield Fact("Includes", "; ".join(map(_predecessor, of.predecessors)))
    yield Fact("On this service", _STATUS[of.status])


def _staff(of: OrganisationDetail) -> str:
    return f"{of.staff_wte:,} whole-time equivalent" if of.staff_wte is not None else ""


def _dated(of: OrganisationDetail, about: SourceOf) -> str:
    """Return the date of a source; "" when it is not known."""
    return next((source.published_on for source in of.sources if source.about is about), "")


def _listing(**chosen: str) -> str:
    return f"/organisations?{urlencode(chosen)}"


_STATUS = {
    "listed": "Listed from public sources; nobody from it has joined yet",
    "participating": "Participating",
    "closed": "Closed",
}


def _predecessor(of: Predecessor) -> str:
    closed = f", closed {in_words(of.closed_on.isoformat())}" if of.closed_on else ""
    return f"{of.name} ({of.ods_code}{closed})"


def became(former: Predecessor | str, name: str) -> Became:
    """Say what became of a former organisation or name; nothing to say of ""."""
    if not former:
        return Became(text="")
    if isinstance(former, str):
        return Became(text=f"{former} is a former name of {name}.")
    when = f" on {in_words(former.closed_on.isoformat())}" if former.closed_on else ""
    return Became(text=f"{former.ods_code}, {former.name}, became part of {name}{when}.")
