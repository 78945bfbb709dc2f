"""What pages say of a deployment: since when, and how sure we are of it."""

from datetime import date

from exchange.plumbing.cells import PartialDate, partial_date
from exchange.technologies.models import Deployment, Stage


def since(deployment: Deployment, today: date) -> str:
    """Return when the deployment reached its stage, or will reach the next; "" when neither is known."""
    if deployment.stage is Stage.RETIRED and deployment.retired_on:
        return f"Retired {_in_words(deployment.retired_on)}"
    if deployment.stage in {Stage.LIVE, Stage.REPLACING} and deployment.live_on:
        return f"Live since {_in_words(deployment.live_on)}"
    if deployment.stage in {Stage.EXPLORING, Stage.PROCURING, Stage.IMPLEMENTING} and deployment.live_on:
        is_past = deployment.live_on < today.isoformat()[: len(deployment.live_on)]
        return f"Go-live {'was ' if is_past else ''}planned for {_in_words(deployment.live_on)}"
    return f"Started {_in_words(deployment.started_on)}" if deployment.started_on else ""


def source_label(deployment: Deployment) -> str:
    """Return who says so and when: "public source, 1 Oct 2024, unconfirmed"."""
    if deployment.confirmed_on:
        return f"confirmed by the organisation, {_short(PartialDate(deployment.confirmed_on, 'day'))}"
    if deployment.source_date:
        return f"public source, {_short(partial_date(deployment.source_date))}, unconfirmed"
    if deployment.source_url or deployment.source:
        return "public source, undated, unconfirmed"
    return "no source given, unconfirmed"


def _in_words(day: str) -> str:
    return partial_date(day).in_words()


def _short(of: PartialDate) -> str:
    """Return "2024", "Oct 2024" or "1 Oct 2024"."""
    day = f"{of.first_day.day} " if of.precision == "day" else ""
    month = f"{of.first_day:%b} " if of.precision != "year" else ""
    return f"{day}{month}{of.first_day.year}"
