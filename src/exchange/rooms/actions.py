"""Asking something of a supplier together with others, and taking it back; the caller commits."""

from uuid import UUID

from sqlmodel import Session

from exchange.deployments.models import SupplierAsk, SupplierAskBacking
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed
from exchange.plumbing.patient_data import refuse_nhs_numbers
from exchange.rooms import queries
from exchange.rooms.access import check_can_ask, check_can_back, check_can_withdraw
from exchange.rooms.schemas import AskGiven

MOST_ASKS = 5
"""Asks of one organisation that stand in one room at a time: more would not be read by a supplier."""
MOST_A_DAY = 20


def write_ask(session: Session, actor: Actor, slug: str, given: AskGiven) -> None:
    """Ask something of the supplier for the actor's organisation.

    Raises:
        NotFound: there is no such product.
        NotAllowed: their organisation has not confirmed it.
        Conflict: the room has not opened.
        Invalid: their organisation asks enough for now.
        HoldsPatientData: the text holds what looks like an NHS number.
    """
    product_id, confirmed = queries.find_confirmed(session, actor, slug)
    check_can_ask(actor, confirmed)
    refuse_nhs_numbers({"text": given.text}, titles={"text": "What you ask of the supplier"})
    standing, lately = queries.count_own_asks(session, actor, product_id)
    if standing >= MOST_ASKS:
        raise Invalid(
            f"Your organisation has {MOST_ASKS} asks here. Withdraw one to make another", field="text"
        )
    if lately >= MOST_A_DAY:
        raise Invalid(
            f"Your organisation has written {MOST_A_DAY} asks within a day. Go on tomorrow", field="text"
        )
    ask = SupplierAsk(
        product_id=product_id,
        organisation_id=_place(actor),
        person_id=actor.person_id,
        text=given.text,
    )
    session.add(ask)
    session.flush()
    audit.record(session, "supplier_ask.written", actor=actor, subject=f"supplier_ask:{ask.id}")


def back_ask(session: Session, actor: Actor, slug: str, ask_id: UUID) -> None:
    """Have the actor's organisation join in what another asks; once is enough.

    Raises:
        NotFound: there is no such ask.
        NotAllowed: their organisation has not confirmed the product.
        Conflict: it is their own, or the room has not opened.
    """
    product_id, confirmed = queries.find_confirmed(session, actor, slug)
    ask = queries.ask_to_change(session, product_id, ask_id)
    check_can_back(actor, ask, confirmed)
    if queries.find_backing(session, actor, ask) is None:
        session.add(
            SupplierAskBacking(ask_id=ask.id, organisation_id=_place(actor), person_id=actor.person_id)
        )
    audit.record(session, "supplier_ask.backed", actor=actor, subject=f"supplier_ask:{ask.id}")


def stop_backing(session: Session, actor: Actor, slug: str, ask_id: UUID) -> None:
    """Have the actor's organisation join in no more, even where its confirmation has lapsed.

    Raises:
        NotFound: there is no such ask.
        Conflict: their organisation does not back it.
    """
    product_id, _ = queries.find_confirmed(session, actor, slug)
    ask = queries.ask_to_change(session, product_id, ask_id)
    backing = queries.find_backing(session, actor, ask)
    if backing is None:
        raise Conflict("Your organisation does not back this")
    session.delete(backing)
    audit.record(session, "supplier_ask.left", actor=actor, subject=f"supplier_ask:{ask.id}")


def withdraw_ask(session: Session, actor: Actor, slug: str, ask_id: UUID) -> None:
    """Take an ask back, with those who joined in; it stays on record.

    Raises:
        NotFound: there is no such ask.
        NotAllowed: the actor neither wrote it nor leads the organisation that asks.
    """
    product_id, _ = queries.find_confirmed(session, actor, slug)
    ask = queries.ask_to_change(session, product_id, ask_id)
    check_can_withdraw(actor, ask)
    ask.withdrawn_at = now()
    audit.record(session, "supplier_ask.withdrawn", actor=actor, subject=f"supplier_ask:{ask.id}")


def _place(actor: Actor) -> UUID:
    if actor.organisation_id is None:
        raise NotAllowed("Only members of an organisation ask here")
    return actor.organisation_id
