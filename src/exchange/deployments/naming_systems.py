"""What products and suppliers are called on forms, and which one somebody means by what they typed."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.plumbing.errors import Invalid
from exchange.plumbing.suggesting import closest
from exchange.technologies.catalogue import full_name
from exchange.technologies.models import Product, ProductAlias, Supplier, SupplierAlias

_UNNAMED = "product not named"


class Meant(NamedTuple):
    """The supplier and the product of an entry; a supplier alone where the product is not known."""

    supplier_id: UUID
    product_id: UUID | None = None


def label(supplier: str | None, product: str | None) -> str:
    """Return what the form calls a system: "Millennium by Oracle Health"."""
    if product:
        return f"{product} by {supplier}"
    return f"{supplier}, {_UNNAMED}" if supplier else ""


def find_labels(session: Session) -> tuple[str, ...]:
    """Return what forms offer: every product, and every supplier without one."""
    products = session.exec(select(Supplier.name, Product.name).join(Supplier)).all()
    suppliers = session.exec(select(Supplier.name)).all()
    labels = [label(*each) for each in products] + [label(each, None) for each in suppliers]
    return tuple(sorted(labels, key=str.casefold))


def find_meant(session: Session, typed: str) -> Meant:
    """Return the product, else the supplier, that has what was typed for a name.

    Raises:
        Invalid: nothing has, or several have.
    """
    names: dict[str, set[Meant]] = defaultdict(set)
    for name, meant in _product_names(session):
        names[_folded(name)].add(meant)
    makers: dict[str, set[Meant]] = defaultdict(set)
    for name, supplier_id in _supplier_names(session):
        for each in (name, label(name, None)):
            makers[_folded(each)].add(Meant(supplier_id))
    found = names.get(_folded(typed)) or makers.get(_folded(typed)) or set()
    if len(found) == 1:
        return next(iter(found))
    if found:
        raise Invalid("Several products are called that: choose one with its supplier", field="system")
    near = closest(typed, find_labels(session))
    hint = f" Did you mean {' or '.join(near[:2])}?" if near else ""
    raise Invalid(
        f"We do not know '{typed[:80]}'.{hint} If it is not in the list, name it below", field="system"
    )


def _product_names(session: Session) -> Iterator[tuple[str, Meant]]:
    rows = session.exec(
        select(Product.name, Supplier.name, Product.supplier_id, Product.id).join(Supplier)
    ).all()
    for product, supplier, supplier_id, product_id in rows:
        for name in {product, label(supplier, product), full_name(supplier, product)}:
            yield name, Meant(supplier_id, product_id)
    aliases = select(ProductAlias.name, Product.supplier_id, Product.id).join(
        Product, col(Product.id) == col(ProductAlias.product_id)
    )
    for alias, supplier_id, product_id in session.exec(aliases):
        yield alias, Meant(supplier_id, product_id)


def _supplier_names(session: Session) -> Iterator[tuple[str, UUID]]:
    yield from session.exec(select(Supplier.name, Supplier.id))
    yield from session.exec(select(SupplierAlias.name, SupplierAlias.supplier_id))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
