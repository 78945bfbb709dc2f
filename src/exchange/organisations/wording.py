"""What pages say of the facts about an organisation."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from exchange.organisations.schemas import Became, FormerIcb, OrganisationDetail, Predecessor, SourceOf
from exchange.plumbing.provenance import in_words


class Fact(NamedTuple):
    """One line of the summary at the top of a page; ``href`` links the value."""

    name: str
    value: str
    about: str = ""
    href: str = ""


def facts(organisation: OrganisationDetail) -> list[Fact]:
    """Return what is known, in the order in which a page lists it."""
    return [fact for fact in _facts(organisation) if fact.value]


def _facts(of: OrganisationDetail) -> Iterator[Fact]:
    yield Fact("ODS code", of.ods_code)
    yield Fact("Type", of.type.capitalize(), href=_listing(type=of.type))
    yield Fact("Integrated care board", of.icb, href=_listing(icb=of.icb_code))
    yield Fact("Before that", "; ".join(map(_former_icb, of.former_icbs)))
    yield Fact("Region", of.region, href=_listing(region=of.region_code))
    yield Fact("Postcode", of.postcode, "registered address")
    yield Fact("Staff", _staff(of), _dated(of, SourceOf.STAFF))
    yield Fact("Beds", f"{of.beds:,}" if of.beds is not None else "")
    yield Fact("Opened", in_words(of.opened_on.isoformat()) if of.opened_on else "")
    yield Fact("Closed", in_words(of.closed_on.isoformat()) if of.closed_on else "")
    yield Fact("Website", of.website, href=of.website)
    yield Fact("Other names", "; ".join(_other_names(of)))
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


def _other_names(of: OrganisationDetail) -> Iterator[str]:
    """Yield the other names that are not those of organisations that are named as a part anyway."""
    included = {each.name for each in of.predecessors}
    return (other.name for other in of.other_names if other.name not in included)


def _former_icb(of: FormerIcb) -> str:
    last_day = of.left_on - timedelta(days=1)
    return f"In {of.icb} until {in_words(last_day.isoformat())}"


def _predecessor(of: Predecessor) -> str:
    closed = f", closed {in_words(of.closed_on.isoformat())}" if of.closed_on else ""
    return f"{of.name} ({of.ods_code}{closed})"


def became(former: Predecessor | str, name: str) -> Became:
    """Say what became of a former organisation or name; nothing to say of ""."""
    if not former:
        return Became(text="")
    if isinstance(former, str):
        return Became(text=f"{former} is a former name of {name}.")
    closed = f"closed on {in_words(former.closed_on.isoformat())} and " if former.closed_on else ""
    return Became(text=f"{former.ods_code}, {former.name}, {closed}became part of {name}.")
