"""What makes one use of a product further than another, and the words for it. Pure."""

from datetime import date

from exchange.plumbing.provenance import in_words, since
from exchange.technologies.decision_schemas import UserOfProduct
from exchange.technologies.models import Deployment, Stage
from exchange.technologies.spans import is_before, span

RANK = {stage: number for number, stage in enumerate(Stage, 1)}
BEFORE_LIVE = (Stage.EXPLORING, Stage.PROCURING, Stage.IMPLEMENTING)


def is_further(one: Deployment, other: Deployment | None) -> bool:
    """Say whether one is at a later stage than the other, or surely live earlier at the same one."""
    if other is None or one.stage is not other.stage:
        return other is None or RANK[one.stage] > RANK[other.stage]
    return is_before(one.live_on, other.live_on)


def is_newer(new: Deployment, old: Deployment) -> bool:
    """Say whether one may have come after the other: never when its dates say that it came before."""
    return not is_before(new.live_on or new.started_on, old.live_on or old.started_on)


def moment(deployment: Deployment) -> int:
    """Return the day of going live as a number that grows; 0 when it is not known."""
    return span(deployment.live_on)[0].toordinal() if deployment.live_on else 0


def dates(deployment: Deployment) -> list[str]:
    """Return what is known of when it started, went live and ended."""
    return [each for each in (deployment.started_on, deployment.live_on, deployment.retired_on) if each]


def reason(other: Deployment, own: Deployment | None, today: date) -> str:
    """Return why another organisation is a step away: its stage and date beside one's own."""
    theirs = since(other, today) or other.stage.capitalize()
    if own is None:
        return f"{_told(other, theirs)}, while it is not registered at your organisation"
    if own.stage is other.stage and own.live_on:
        order = "before" if is_before(other.live_on, own.live_on) else "after"
        return f"{_told(other, theirs)}, {order} yours ({in_words(own.live_on)})"
    return f"{_told(other, theirs)}, while you are {own.stage}"


def in_stage(user: UserOfProduct) -> str:
    """Return stage and date in a few words."""
    stage = user.stage.capitalize()
    return f"{stage}: {user.since[:1].lower()}{user.since[1:]}" if user.since else stage


def basis(before: str, after: str) -> str:
    """Return what two labels say of a replacement."""
    both = before if before == after else f"{before}; {after}"
    return both[:1].upper() + both[1:]


def _told(other: Deployment, theirs: str) -> str:
    """Return what is known of a date, with the stage where the date does not tell it."""
    tells = theirs.lower().startswith(other.stage) or other.stage is Stage.RETIRED
    return theirs if tells else f"{other.stage.capitalize()}, {theirs[:1].lower()}{theirs[1:]}"
