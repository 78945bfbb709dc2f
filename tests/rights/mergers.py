"""Two organisations of nobody else in the table of rights: one is to be carried over to the other."""

from datetime import date
from typing import Any

from sqlmodel import Session

from exchange.organisations.models import Icb, OrganisationStatus
from exchange.people.actor import Actor, Role
from exchange.succession.planning import find_merger
from tests import examples

_ADMINISTRATOR = Actor(frozenset({Role.ADMINISTRATOR}))


def add_mergers(session: Session) -> dict[str, Any]:
    """Add them, with somebody who comes along, and a board; return the plan by the name that rows give it."""
    gone = examples.add_organisation(session, "RGO", "RGO Trust")
    into = examples.add_organisation(session, "RSU", "RSU Trust")
    gone.status, gone.closed_on = OrganisationStatus.CLOSED, date(2026, 4, 1)
    gone.successor_ods_code = into.ods_code
    examples.add_person(session, "Comes Along", gone)
    session.add(Icb(code="QNEW", name="New ICB"))
    session.flush()
    return {"merger plan": find_merger(session, _ADMINISTRATOR, gone.id, into.id).plan}
