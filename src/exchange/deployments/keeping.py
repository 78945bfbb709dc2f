"""What becomes of an entry when somebody changes it, or takes a change back. For actions."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from exchange.deployments.access import owns
from exchange.deployments.changing_queries import find_same
from exchange.deployments.keeping_queries import find_colleagues
from exchange.deployments.keeping_schemas import EntryGiven
from exchange.deployments.naming_systems import Meant, find_meant
from exchange.deployments.proposing import propose
from exchange.deployments.recording import confirm, lapse, read_snapshot
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.people.models import Person
from exchange.plumbing.errors import Conflict, Invalid
from exchange.plumbing.patient_data import refuse_nhs_numbers
from exchange.technologies.models import Deployment, FunctionalArea, Product

_TAKEN_OVER = ("stage", "started_on", "live_on", "retired_on", "product_version", "modules", "note")
_CONTRACT = ("contract_from", "contract_to")
_FREE_TEXT = ("note", "modules", "product_version", "system", "new_product", "new_supplier")
_IN_ORDER = (("started_on", "live_on"), ("live_on", "retired_on"), ("started_on", "retired_on"))
_TITLES = {"started_on": "it started", "live_on": "it went live", "retired_on": "it was retired"}


def speaks_for(actor: Actor, deployment: Deployment) -> bool:
    """Say whether what the actor says of an entry is what its organisation says."""
    return actor.leads(deployment.organisation_id) or owns(actor, deployment)


def check_given(given: EntryGiven) -> None:
    """Raise when a text holds what looks like an NHS number, or a date or quarter comes before its time.

    Raises:
        HoldsPatientData: the former.
        Invalid: the latter.
    """
    refuse_nhs_numbers({name: getattr(given, name) for name in _FREE_TEXT})
    for first, second in _IN_ORDER:
        earlier, later = getattr(given, first), getattr(given, second)
        known = min(len(earlier), len(later))
        if known and later[:known] < earlier[:known]:
            raise Invalid(f"This is before {_TITLES[first]}", field=second)
    if given.contract_to and given.contract_to < given.contract_from:
        raise Invalid("The contract cannot end before it begins", field="contract_to")


def take_over(
    session: Session, actor: Actor, place: Organisation, deployment: Deployment, given: EntryGiven
) -> None:
    """Make an entry what was given.

    Raises:
        Invalid: the area, system or colleague is not known, or another entry is about the same.
    """
    check_given(given)
    if session.get(FunctionalArea, given.functional_area) is None:
        raise Invalid("Choose what it is for", field="functional_area")
    meant = _meant(session, actor, place, given)
    if find_same(session, deployment, given.functional_area, meant):
        raise Invalid("This system is in the list already, for the same area", field="system")
    deployment.functional_area_code = given.functional_area
    deployment.supplier_id, deployment.product_id = meant
    for name in (*_TAKEN_OVER, *(_CONTRACT if place.shows_contracts else ())):
        setattr(deployment, name, getattr(given, name))
    if given.owner_id not in {None, deployment.owner_id, *_ids_of_colleagues(session, place)}:
        raise Invalid("Choose a colleague of this organisation", field="owner_id")
    deployment.owner_id = given.owner_id


def settle(actor: Actor, deployment: Deployment, *, is_own: bool) -> None:
    """Have a changed entry be confirmed by its organisation, or a confirmation of it lapse."""
    if is_own:
        confirm(deployment, actor)
    else:
        lapse(deployment)


def put_back(session: Session, row: Deployment | None, before: str) -> Deployment:
    """Make an entry again what it was; what it names must still be there.

    Raises:
        Conflict: it is not, or another entry is about the same by now.
    """
    values = _still_there(session, read_snapshot(before))
    back = Deployment(**values)
    if find_same(session, back, back.functional_area_code, (back.supplier_id, back.product_id)):
        raise Conflict("Another entry is about the same system by now. Take that off the list first")
    if row is None:
        back.version += 1
        session.add(back)
        return back
    for name, value in values.items():
        if name not in {"id", "version"}:
            setattr(row, name, value)
    return row


def _ids_of_colleagues(session: Session, place: Organisation) -> list[UUID]:
    return [each.id for each in find_colleagues(session, place.id)]


def _meant(session: Session, actor: Actor, place: Organisation, given: EntryGiven) -> Meant:
    if given.new_product or given.new_supplier:
        if given.system:
            raise Invalid("Choose a system from the list or name a new one, not both", field="system")
        names = {"name": given.new_product, "supplier": given.new_supplier}
        return propose(session, actor, place, **names, area=given.functional_area)
    if not given.system:
        raise Invalid("Enter the system", field="system")
    return find_meant(session, given.system)


def _still_there(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of an entry as they can be put back: by today's supplier, without who has gone."""
    if values["product_id"]:
        product = session.get(Product, values["product_id"])
        if product is None:
            raise Conflict("The product that stood here is no longer in the list. Change the entry instead")
        values["supplier_id"] = product.supplier_id
    for name in ("confirmed_by_id", "owner_id"):
        if values[name] is not None and session.get(Person, UUID(str(values[name]))) is None:
            values[name] = None
    return values
