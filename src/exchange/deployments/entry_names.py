"""Entries of the registry with the names by which mails, reports and questions call them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.technologies.models import Deployment, FunctionalArea, Product, Supplier

_LONGEST = 300


@dataclass(frozen=True)
class Named:
    """A deployment, what it is for, and what it is called: "Dose by Pippin"."""

    deployment: Deployment
    area: str
    system: str

    @property
    def words(self) -> str:
        """Return both in one: "ePMA: Dose by Pippin"."""
        return named_words(self.area, self.system)


def find_named(session: Session, *conditions: Any, is_locked: bool = False) -> list[Named]:
    """Return the deployments that meet all conditions, by id; locked for as long as the transaction lasts."""
    statement: Any = (
        select(Deployment, FunctionalArea.short_name, Product.name, Supplier.name)
        .join(FunctionalArea, col(FunctionalArea.code) == col(Deployment.functional_area_code))
        .join(Product, col(Product.id) == col(Deployment.product_id), isouter=True)
        .join(Supplier, col(Supplier.id) == col(Deployment.supplier_id), isouter=True)
        .where(*conditions)
        .order_by(col(Deployment.id))
    )
    rows = session.exec(statement.with_for_update(of=Deployment) if is_locked else statement)
    return [
        Named(deployment, area, system_words(product, supplier))
        for deployment, area, product, supplier in rows
    ]


def names_of_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    """Return what deployments are called that may be gone, by their ids; three statements.

    Args:
        rows: columns of deployments, as snapshots hold them.
    """

    def names(key: Any, name: Any, column: str) -> dict[Any, str]:
        statement = select(key, name).where(col(key).in_({row[column] for row in rows}))
        return dict(session.exec(statement).all())

    areas = names(FunctionalArea.code, FunctionalArea.short_name, "functional_area_code")
    products = names(Product.id, Product.name, "product_id")
    suppliers = names(Supplier.id, Supplier.name, "supplier_id")
    return {
        row["id"]: named_words(
            areas.get(row["functional_area_code"], "System"),
            system_words(products.get(row["product_id"]), suppliers.get(row["supplier_id"])),
        )
        for row in rows
    }


def named_words(area: str, system: str) -> str:
    """Return both in one: "ePMA: Dose by Pippin"."""
    return f"{area}: {system}"[:_LONGEST]


def system_words(product: str | None, supplier: str | None) -> str:
    """Return what a system is called, as far as that is known."""
    if product and supplier:
        return product if supplier in product else f"{product} by {supplier}"
    return f"{supplier}, product not named" if supplier else "system not named"
