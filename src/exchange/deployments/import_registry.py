"""What an organisation's spreadsheet is compared with: the vocabularies, and the entries it has already."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.organisations.models import Organisation
from exchange.plumbing.importing import Names
from exchange.plumbing.suggesting import closest
from exchange.technologies.files import area_names
from exchange.technologies.models import Deployment, FunctionalArea, Product, Supplier
from exchange.technologies.naming import KnownProducts, supplier_names

Entry = dict[str, Any]
"""A deployment by the names of its columns: thousands of them cost a tenth of what rows of a model do."""
Key = tuple[str, UUID | None, UUID | None]
KEY = ("functional_area_code", "supplier_id", "product_id")
_MOST_OFFERS = 3


@dataclass(frozen=True)
class Labels:
    """What areas, suppliers and products are called."""

    areas: dict[str, str]
    suppliers: dict[UUID, str]
    products: dict[UUID, tuple[str, UUID]]

    def system(self, supplier_id: UUID | None, product_id: UUID | None) -> str:
        """Return "Product (Supplier)", or as much of it as is known."""
        supplier = self.suppliers.get(supplier_id, "") if supplier_id else ""
        product = self.products[product_id][0] if product_id in self.products else ""
        if product and supplier and product != supplier:
            return f"{product} ({supplier})"
        return product or supplier or "a system without a name"

    def area(self, code: str) -> str:
        """Return what pages call an area."""
        return self.areas.get(code, code)


@dataclass(frozen=True)
class Registry:
    """All that checking a spreadsheet needs to know, read once."""

    organisation_id: UUID
    ods_code: str
    labels: Labels
    areas: Names
    suppliers: Names
    products: KnownProducts
    entries: dict[Key, Entry]

    def offers(self, column: str, name: str, supplier_id: UUID | None) -> list[tuple[str, str]]:
        """Return value and words of what an unknown name may stand for, best first."""
        if column == "product":
            products = (
                self.products.close_to(name, supplier_id)[:_MOST_OFFERS]
                or self.products.close_to(name)[:_MOST_OFFERS]
            )
            return [(str(each), self.labels.system(self.labels.products[each][1], each)) for each in products]
        if column == "functional_area":
            areas = dict.fromkeys(self.areas.get(each) for each in closest(name, self.areas.known))
            return [(each, self.labels.areas[each]) for each in areas]
        suppliers = dict.fromkeys(self.suppliers.get(each) for each in closest(name, self.suppliers.known))
        return [(str(each), self.labels.suppliers[each]) for each in suppliers]


def load_registry(session: Session, organisation_id: UUID, *, is_locked: bool = False) -> Registry:
    """Read the vocabularies and one organisation's entries, in a fixed number of statements.

    Args:
        is_locked: hold the entries against changes until the transaction ends.
    """
    code = session.exec(select(Organisation.ods_code).where(Organisation.id == organisation_id)).one()
    return Registry(
        organisation_id=organisation_id,
        ods_code=code,
        labels=load_labels(session),
        areas=area_names(session),
        suppliers=supplier_names(session),
        products=KnownProducts(session),
        entries={key_of(each): each for each in load_entries(session, organisation_id, is_locked=is_locked)},
    )


def load_labels(session: Session) -> Labels:
    """Read what everything is called."""
    areas = session.exec(select(FunctionalArea.code, FunctionalArea.short_name)).all()
    suppliers = session.exec(select(Supplier.id, Supplier.name)).all()
    products = session.exec(select(Product.id, Product.name, Product.supplier_id)).all()
    return Labels(dict(areas), dict(suppliers), {id: (name, maker) for id, name, maker in products})


def load_entries(session: Session, organisation_id: UUID, *, is_locked: bool = False) -> list[Entry]:
    """Return the columns of an organisation's entries as they are now.

    Args:
        is_locked: hold them against changes until the transaction ends.
    """
    columns: Any = inspect(Deployment).columns
    statement = select_columns(*columns).where(col(Deployment.organisation_id) == organisation_id)
    if is_locked:
        statement = statement.with_for_update()
    rows = session.execute(statement.order_by(col(Deployment.id))).mappings()
    return [dict(each) for each in rows]


def key_of(entry: Entry) -> Key:
    """Return what tells an entry from the others of its organisation."""
    return (entry["functional_area_code"], entry["supplier_id"], entry["product_id"])
