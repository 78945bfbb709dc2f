"""A room that has opened, and an ask of every person in it: for the table of rights."""

from typing import Any

from sqlmodel import Session

from exchange.deployments.models import SupplierAsk, SupplierAskBacking
from exchange.organisations.models import Organisation
from exchange.plumbing.clock import today
from exchange.technologies.models import Deployment, Product, Stage


def add_room(session: Session, world: Any, home: Organisation) -> None:
    """Have all three organisations confirm a product; home joins in what the two others ask."""
    supplier_id = world.things["supplier_id"]
    product = _add_confirmed(session, world, supplier_id, "room")
    _add_confirmed(session, world, supplier_id, "quiet room")
    for person in world.everybody():
        place = world.place_of(person) or home
        ask = SupplierAsk(
            product_id=product.id, organisation_id=place.id, person_id=person.id, text="Print on one label"
        )
        session.add(ask)
        session.flush()
        world.belongings[person.id].parts["ask_id"] = ask.id
        if place is not home:
            session.add(SupplierAskBacking(ask_id=ask.id, organisation_id=home.id))
    session.flush()


def _add_confirmed(session: Session, world: Any, supplier_id: Any, name: str) -> Product:
    """Add a product that all three organisations have confirmed."""
    slug = f"product-{name.replace(' ', '-')}"
    product = Product(name=slug, slug=slug, supplier_id=supplier_id, functional_area_code="epma")
    session.add(product)
    session.flush()
    world.things[name] = slug
    use = {"functional_area_code": "epma", "supplier_id": supplier_id, "stage": Stage.LIVE}
    for organisation in world.organisations.values():
        session.add(
            Deployment(organisation_id=organisation.id, product_id=product.id, confirmed_on=today(), **use)
        )
    return product
