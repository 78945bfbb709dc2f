"""An entry of a system for every person in the world of the table, at the organisation where they work."""

from typing import Any

from sqlmodel import Session

from exchange.deployments.recording import confirm, record_change, snapshot
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor, Role
from exchange.technologies.models import (
    ChangeKind,
    Deployment,
    FunctionalArea,
    Product,
    ProductProposal,
    Stage,
)


def add_entries(session: Session, world: Any, home: Organisation) -> None:
    """Give every person an entry that they own, confirmed for them; and one product to be checked."""
    session.add(FunctionalArea(code="keeping", name="Keeping", short_name="Keeping"))
    session.flush()
    supplier = world.things["supplier_id"]
    for person in world.everybody():
        place = world.place_of(person) or home
        name = f"System {person.id.hex}"
        product = Product(name=name, slug=name.lower().replace(" ", "-"), supplier_id=supplier)
        session.add(product)
        session.flush()
        entry = Deployment(
            organisation_id=place.id,
            functional_area_code="keeping",
            supplier_id=supplier,
            product_id=product.id,
            stage=Stage.LIVE,
            owner_id=person.id,
            version=0,
        )
        session.add(entry)
        before = snapshot(entry)
        actor = Actor(frozenset({Role.STAFF}), person_id=person.id)
        confirm(entry, actor)
        change = record_change(session, actor, ChangeKind.CONFIRMED, before=before, after=entry)
        session.flush()
        parts = world.belongings[person.id].parts
        parts["deployment_id"], parts["change_id"] = entry.id, change.id
    proposed = Product(name="Proposed", slug="proposed", supplier_id=supplier)
    session.add(proposed)
    session.flush()
    session.add(ProductProposal(product_id=proposed.id, organisation_id=home.id))
    session.flush()
    world.things["proposal_id"] = proposed.id
