"""A trust with systems from public sources, its lead, a colleague who owns one, and an administrator."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from exchange.mail.models import OutboxMessage
from exchange.organisations.models import Organisation
from exchange.people.models import DutyKind, Person
from exchange.technologies.models import (
    Deployment,
    DeploymentChange,
    FunctionalArea,
    Product,
    Stage,
    Supplier,
)
from tests import examples

SYSTEMS = "/organisations/RXA/systems"
AREAS = ("epr", "epma", "ed", "maternity", "ris", "pas", "lims", "edms", "renal", "eobs", "rota", "stock")


@dataclass
class House:
    """What the tests name; ``entries`` are the ids of systems by the area that they serve."""

    session: Session
    trust: Organisation
    other: Organisation
    lead: Person
    owner: Person
    staff: Person
    administrator: Person
    stranger: Person
    supplier: Supplier
    products: dict[str, Product] = field(default_factory=dict)
    entries: dict[str, UUID] = field(default_factory=dict)

    def actor(self, name: str) -> Any:
        """The actor that somebody is."""
        return examples.actor_of(self.session, getattr(self, name))

    def add(self, area: str, product: str = "One", **more: Any) -> Deployment:
        """A system as a public source has it."""
        values = {
            "stage": Stage.LIVE,
            "source_url": "https://example.org/a",
            "source_date": "2024-05",
            **more,
        }
        row = Deployment(
            organisation_id=self.trust.id,
            functional_area_code=area,
            supplier_id=self.supplier.id,
            product_id=self.products[product].id,
            **values,
        )
        self.session.add(row)
        self.session.flush()
        self.entries[area] = row.id
        return row

    def entry(self, area: str) -> Deployment | None:
        """A system as it is in the database now."""
        self.session.expire_all()
        return self.session.get(Deployment, self.entries[area])

    def changes(self) -> list[DeploymentChange]:
        """All changes, the oldest first."""
        self.session.flush()
        return list(
            self.session.exec(select(DeploymentChange).order_by(col(DeploymentChange.happened_at))).all()
        )

    def letters(self) -> str:
        """All texts of mail that waits."""
        self.session.flush()
        return "\n".join(self.session.exec(select(OutboxMessage.text)))

    def given(self, area: str = "epr", **more: Any) -> dict[str, Any]:
        """What somebody sends in."""
        return {"system": "One by Maker", "functional_area": area, "stage": "live", **more}


@pytest.fixture
def house(session):
    trust = examples.add_organisation(session, "RXA", "Northfield Trust")
    other = examples.add_organisation(session, "RXB", "Southmere Trust")
    session.add_all(FunctionalArea(code=code, name=code.upper(), short_name=code.upper()) for code in AREAS)
    supplier = Supplier(name="Maker", slug="maker")
    session.add(supplier)
    session.flush()
    house = House(
        session=session,
        trust=trust,
        other=other,
        lead=examples.add_person(session, "Lee Lead", trust, duties=[DutyKind.KNOWLEDGE_LEAD]),
        owner=examples.add_person(session, "Olu Owner", trust),
        staff=examples.add_person(session, "Sam Staff", trust),
        administrator=examples.add_person(session, "Ada Admin", other, duties=[DutyKind.ADMINISTRATOR]),
        stranger=examples.add_person(session, "Stu Stranger", other, duties=[DutyKind.KNOWLEDGE_LEAD]),
        supplier=supplier,
    )
    for name in ("One", "Two"):
        product = Product(
            name=name, slug=f"maker-{name.lower()}", supplier_id=supplier.id, functional_area_code="epr"
        )
        session.add(product)
        house.products[name] = product
    session.flush()
    for area in AREAS[:3]:
        house.add(area)
    session.commit()
    return house
