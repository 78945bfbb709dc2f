"""How often somebody may take their data away, or send a complaint or notice."""

from datetime import timedelta

from fastapi import Request

from exchange.people.current import CurrentActor
from exchange.plumbing.limits import Limit, TooMany, count

CONCERNS = (Limit("concern by address", 10, timedelta(hours=1)),)
EXPORTS = Limit("export by person", 20, timedelta(hours=1))
_TO_ADDRESS = Limit("concern to mailbox", 5, timedelta(days=1))
_IN_ALL = Limit("concern in all", 500, timedelta(days=1))


def limited_export(request: Request, actor: CurrentActor) -> None:
    """Count one more look at everything about a person, and refuse those beyond the limit."""
    wait = count(request.app.state.engine, [(EXPORTS, str(actor.person))])
    if wait:
        raise TooMany(wait)


def is_capped(request: Request, address: str) -> bool:
    """Count one more mail about a concern and say whether it is one too many; the concern is taken anyway."""
    return count(request.app.state.engine, [(_TO_ADDRESS, address), (_IN_ALL, "")]) > 0
