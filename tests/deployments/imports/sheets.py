"""Spreadsheets of systems as a lead would send them, and a registry that they are compared with."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from sqlmodel import Session, col, select

from exchange.deployments.models import DeploymentImport
from exchange.organisations.models import Organisation
from exchange.technologies.models import (
    Deployment,
    DeploymentChange,
    FunctionalArea,
    Product,
    ProductAlias,
    Supplier,
)

HEAD = ("functional_area", "supplier", "product", "stage", "live_on", "note")
AREAS = ("epr", "epma", "pas", "ed", "maternity")
WORDS = ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heath", "Islet", "Juniper")
BASE = "/organisations/RXA/systems/import"


def add_vocabulary(session: Session, *, products: int = 40) -> dict[str, Product]:
    """Areas, four suppliers, and products by name: "Amber 1", "Birch 2" and so on, with one other name."""
    session.add_all(FunctionalArea(code=code, name=f"Area {code}", short_name=code.upper()) for code in AREAS)
    suppliers = [
        Supplier(name=name, slug=name.lower()) for name in ("Norland", "Estwick", "Sutmere", "Wexley")
    ]
    session.add_all(suppliers)
    session.flush()
    made = {}
    for number in range(1, products + 1):
        name = f"{WORDS[(number - 1) % len(WORDS)]} {number}"
        slug = name.lower().replace(" ", "-")
        made[name] = Product(name=name, slug=slug, supplier_id=suppliers[number % 4].id)
    session.add_all(made.values())
    session.flush()
    session.add(ProductAlias(product_id=made["Amber 1"].id, name="Old Amber"))
    session.flush()
    return made


def rows_of(number: int, *, products: int = 40) -> list[tuple[str, ...]]:
    """So many rows about so many systems; at most five times as many as products."""
    names = [f"{WORDS[each % len(WORDS)]} {each + 1}" for each in range(products)]
    every = [(area, "", name, "live", "2024-05", "") for area in AREAS for name in names]
    assert number <= len(every)
    return every[:number]


def as_csv(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> bytes:
    """A CSV file with these rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> bytes:
    """A workbook with these rows."""
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def entries(session: Session, organisation: Organisation) -> list[dict[str, Any]]:
    """What the registry says of an organisation, without the number that rises with every change."""
    statement = select(Deployment).where(Deployment.organisation_id == organisation.id)
    return [
        each.model_dump(exclude={"version"})
        for each in _found(session, statement.order_by(col(Deployment.id)))
    ]


def changes(session: Session) -> list[DeploymentChange]:
    """All changes, the oldest first."""
    return _found(session, select(DeploymentChange).order_by(col(DeploymentChange.happened_at)))


def newest(session: Session) -> DeploymentImport:
    """The import that was sent last."""
    return _found(session, select(DeploymentImport).order_by(col(DeploymentImport.sent_at).desc()))[0]


def _found(session: Session, statement: Any) -> list[Any]:
    """What is there now; the transaction ends with it, so that it blocks nobody."""
    found = list(session.exec(statement.execution_options(populate_existing=True)).all())
    session.commit()
    return found
