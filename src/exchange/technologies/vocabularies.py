"""The SELECTs on functional areas, suppliers and products as vocabularies, with counts of use."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from exchange.people.actor import Actor
from exchange.people.models import Interest
from exchange.plumbing.errors import NotFound
from exchange.technologies.access import check_can_change_vocabularies
from exchange.technologies.models import (
    Deployment,
    FunctionalArea,
    Product,
    ProductAlias,
    Supplier,
    SupplierAlias,
)
from exchange.technologies.vocabulary_schemas import KnownTerm, TermDetail


def find_areas(session: Session, actor: Actor) -> list[KnownTerm]:
    """Return the functional areas by name."""
    check_can_change_vocabularies(actor)
    uses = _times(Deployment.id, col(Deployment.functional_area_code) == col(FunctionalArea.code))
    people = _times(Interest.id, col(Interest.functional_area_code) == col(FunctionalArea.code))
    rows = session.execute(select(FunctionalArea, uses, people).order_by(col(FunctionalArea.name)))
    return [
        KnownTerm(id=area.code, name=area.name, slug=area.code, uses=number, people=interested)
        for area, number, interested in rows
    ]


def find_suppliers(session: Session, actor: Actor, supplier_id: UUID | None = None) -> list[KnownTerm]:
    """Return the suppliers, or one of them, by name, with their aliases."""
    check_can_change_vocabularies(actor)
    uses = _times(Deployment.id, col(Deployment.supplier_id) == col(Supplier.id))
    statement = select(Supplier, uses).order_by(col(Supplier.name))
    if supplier_id:
        statement = statement.where(Supplier.id == supplier_id)
    aliases = _aliases(session, select(SupplierAlias.supplier_id, SupplierAlias.name))
    return [
        KnownTerm(
            id=str(row.id), name=row.name, slug=row.slug, aliases=aliases[row.id], uses=number, people=0
        )
        for row, number in session.execute(statement)
    ]


def find_products(session: Session, actor: Actor) -> list[KnownTerm]:
    """Return the products by supplier and name, with their aliases."""
    check_can_change_vocabularies(actor)
    uses = _times(Deployment.id, col(Deployment.product_id) == col(Product.id))
    people = _times(Interest.id, col(Interest.product_id) == col(Product.id))
    statement = (
        select(Product, Supplier.name, uses, people)
        .join(Supplier, col(Supplier.id) == col(Product.supplier_id))
        .order_by(col(Supplier.name), col(Product.name), col(Product.id))
    )
    aliases = _aliases(session, select(ProductAlias.product_id, ProductAlias.name))
    return [
        KnownTerm(
            id=str(row.id),
            name=row.name,
            slug=row.slug,
            supplier=supplier,
            aliases=aliases[row.id],
            uses=number,
            people=interested,
        )
        for row, supplier, number, interested in session.execute(statement)
    ]


def get_supplier(session: Session, actor: Actor, supplier_id: UUID) -> TermDetail:
    """Return one supplier.

    Raises:
        NotFound: there is none.
    """
    found = find_suppliers(session, actor, supplier_id)
    if not found:
        raise NotFound("There is no such supplier")
    return TermDetail(**found[0].model_dump())


def get_product(session: Session, actor: Actor, product_id: UUID) -> TermDetail:
    """Return one product, and those it may be merged into.

    Raises:
        NotFound: there is none.
    """
    products = find_products(session, actor)
    found = next((each for each in products if each.id == str(product_id)), None)
    if found is None:
        raise NotFound("There is no such product")
    others = tuple(each for each in products if each is not found)
    return TermDetail(**found.model_dump(), others=others)


def product_to_change(session: Session, product_id: UUID) -> Product:
    """Return the row of one product, locked.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(Product).where(Product.id == product_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("There is no such product")
    return found


def supplier_to_change(session: Session, supplier_id: UUID) -> Supplier:
    """Return the row of one supplier, locked.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(Supplier).where(Supplier.id == supplier_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("There is no such supplier")
    return found


def find_names_of_suppliers(session: Session) -> dict[str, UUID]:
    """Return every name and alias of a supplier, folded, with whose it is."""
    aliases = session.exec(select(SupplierAlias.name, SupplierAlias.supplier_id)).all()
    names = session.exec(select(Supplier.name, Supplier.id)).all()
    return {name.casefold(): id for name, id in [*aliases, *names]}


def find_names_of_products(session: Session, supplier_id: UUID) -> dict[str, UUID]:
    """Return every name and alias of one supplier's products, folded, with whose it is."""
    names = session.exec(select(Product.name, Product.id).where(Product.supplier_id == supplier_id)).all()
    aliases = session.exec(
        select(ProductAlias.name, ProductAlias.product_id)
        .join(Product, col(Product.id) == col(ProductAlias.product_id))
        .where(Product.supplier_id == supplier_id)
    ).all()
    return {name.casefold(): id for name, id in [*aliases, *names]}


def _aliases(session: Session, statement: Any) -> dict[UUID, tuple[str, ...]]:
    names: dict[UUID, list[str]] = defaultdict(list)
    rows: Iterable[tuple[UUID, str]] = session.exec(statement).all()
    for owner, name in rows:
        names[owner].append(name)
    return defaultdict(tuple, {owner: tuple(sorted(each)) for owner, each in names.items()})


def _times(counted: Any, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count(col(counted))).where(condition).scalar_subquery()
