"""Naming a product that is not in the vocabularies, so that it can be used at once. For actions."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from exchange.deployments.naming_systems import Meant
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.plumbing.errors import Conflict, Invalid
from exchange.plumbing.importing import slug
from exchange.technologies.models import Product, ProductProposal, Supplier
from exchange.technologies.vocabularies import find_names_of_products, find_names_of_suppliers

_MOST_OPEN = 50


def propose(
    session: Session, actor: Actor, place: Organisation, *, name: str, supplier: str, area: str
) -> Meant:
    """Return the product of that name and supplier; it is a new one, to be checked, where there was none.

    Raises:
        Invalid: a name is missing, or too many of the organisation's proposals wait to be checked.
        Conflict: somebody else has named the same at the same moment.
    """
    if not name or not supplier:
        field, what = ("new_supplier", "its supplier") if name else ("new_product", "the name of the product")
        raise Invalid(f"Enter {what}", field=field)
    try:
        with session.begin_nested():
            maker = _supplier(session, supplier)
            known = find_names_of_products(session, maker.id).get(name.casefold())
            if known is None:
                known = _new_product(session, actor, place, maker, name, area).id
    except IntegrityError:
        raise Conflict("Somebody has just named the same product. Send the form again") from None
    return Meant(maker.id, known)


def free_slug(session: Session, table: Any, text: str, *, own: str = "") -> str:
    """Return an address for a name, with a number behind it where that is taken; ``own`` may be kept."""
    base = slug(text) or "system"
    taken = set(session.exec(select(table.slug).where(col(table.slug).startswith(base))))
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in candidates if each == own or each not in taken)


def supplier_named(session: Session, name: str) -> Supplier:
    """Return the supplier with a name or an alias, a new one where there was none."""
    return _supplier(session, name)


def _supplier(session: Session, name: str) -> Supplier:
    known = find_names_of_suppliers(session).get(name.casefold())
    if known is not None:
        return session.get_one(Supplier, known)
    made = Supplier(name=name, slug=free_slug(session, Supplier, name)[:120])
    session.add(made)
    session.flush()
    return made


def _new_product(
    session: Session, actor: Actor, place: Organisation, maker: Supplier, name: str, area: str
) -> Product:
    waiting = select(ProductProposal.product_id).where(ProductProposal.organisation_id == place.id)
    if len(session.exec(waiting).all()) >= _MOST_OPEN:
        raise Invalid("Too many products that you named wait to be checked. Ask later", field="new_product")
    address = free_slug(session, Product, f"{maker.name} {name}")
    product = Product(name=name, slug=address, supplier_id=maker.id, functional_area_code=area)
    session.add(product)
    session.flush()
    session.add(ProductProposal(product_id=product.id, organisation_id=place.id, person_id=actor.person_id))
    session.flush()
    return product
