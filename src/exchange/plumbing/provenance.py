"""What pages say of an entry, confirmed or not: since when, and how sure we are."""

from datetime import date
from typing import Protocol

from exchange.plumbing.cells import PartialDate, partial_date


class Dated(Protocol):
    """A deployment, as a row or a shape; dates as far as they are known ("2023", "2023-05"), "" where not."""

    @property
    def stage(self) -> str: ...
    @property
    def started_on(self) -> str: ...
    @property
    def live_on(self) -> str: ...
    @property
    def retired_on(self) -> str: ...


def since(deployment: Dated, today: date) -> str:
    """Return when the deployment reached its stage, or will reach the next; "" when neither is known."""
    stage, live_on = deployment.stage, deployment.live_on
    if stage == "retired" and deployment.retired_on:
        return f"Retired {in_words(deployment.retired_on)}"
    if stage in {"live", "replacing"} and live_on:
        return f"Live since {in_words(live_on)}"
    if stage in {"exploring", "procuring", "implementing"} and live_on:
        is_past = live_on < today.isoformat()[: len(live_on)]
        return f"Go-live {'was ' if is_past else ''}planned for {in_words(live_on)}"
    return f"Started {in_words(deployment.started_on)}" if deployment.started_on else ""


def source_label(
    confirmed_on: date | None,
    source_date: str,
    *,
    has_source: bool = True,
    was_confirmed_on: date | None = None,
) -> str:
    """Return who says so and when: "public source, 1 Oct 2024, unconfirmed"."""
    if confirmed_on:
        return f"confirmed by the organisation, {_short(PartialDate(confirmed_on, 'day'))}"
    if was_confirmed_on:
        return f"confirmed by the organisation, {_short(PartialDate(was_confirmed_on, 'day'))}, lapsed since"
    if source_date:
        return f"public source, {_short(partial_date(source_date))}, unconfirmed"
    return "public source, undated, unconfirmed" if has_source else "no source given, unconfirmed"


def in_words(day: str) -> str:
    """Return "2014", "October 2014" or "6 October 2014"."""
    return partial_date(day).in_words()


def _short(of: PartialDate) -> str:
    """Return "2024", "Oct 2024" or "1 Oct 2024"."""
    return of.in_words().replace(f"{of.first_day:%B}", f"{of.first_day:%b}")
