"""Who keeps a trust's systems: its lead, an owner, a colleague; an administrator and somebody elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.deployments.models import ErrorReport
from exchange.mail.models import OutboxMessage
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.models import DutyKind, Person
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.clock import today
from exchange.technologies.models import (
    Deployment,
    DeploymentChange,
    FunctionalArea,
    Product,
    Stage,
    Supplier,
)
from tests import examples


@dataclass
class Cast:
    """A trust that takes part, with its people, and another one."""

    session: Session
    home: Organisation
    away: Organisation
    lead: Person
    owner: Person
    colleague: Person
    administrator: Person
    user: Person
    supplier: Supplier

    def actor(self, name: str) -> Any:
        """The actor that somebody of the cast is."""
        return examples.actor_of(self.session, getattr(self, name))

    def system(self, name: str = "Dose", *, days: int | None = None, **more: Any) -> Deployment:
        """A system of the trust, confirmed so many days ago if that is given."""
        slug = f"pippin-{name.lower().replace(' ', '-')}"
        product = self.session.exec(select(Product).where(Product.slug == slug)).one_or_none()
        if product is None:
            product = Product(name=name, slug=slug, supplier_id=self.supplier.id)
            self.session.add(product)
            self.session.flush()
        values = {
            "organisation_id": self.home.id,
            "functional_area_code": "epma",
            "supplier_id": self.supplier.id,
            "product_id": product.id,
            "stage": Stage.LIVE,
            "confirmed_on": None if days is None else today() - timedelta(days=days),
        }
        found = Deployment(**{**values, **more})
        self.session.add(found)
        self.session.flush()
        return found

    def mail(self) -> list[tuple[str, str]]:
        """Who was sent which subject, by name; it is forgotten then."""
        self.session.flush()
        rows = self.session.exec(
            select(Person.name, OutboxMessage).join(Person, col(Person.id) == col(OutboxMessage.person_id))
        ).all()
        for _, message in rows:
            self.session.delete(message)
        self.session.flush()
        return sorted((name, message.subject) for name, message in rows)

    def letters(self) -> str:
        """All texts of mail that waits."""
        self.session.flush()
        return "\n".join(self.session.exec(select(OutboxMessage.text)))

    def changes(self, deployment_id: UUID) -> list[str]:
        """The kinds of an entry's changes, in order."""
        statement = select(DeploymentChange.kind).where(DeploymentChange.deployment_id == deployment_id)
        return list(self.session.exec(statement.order_by(col(DeploymentChange.happened_at))))

    def reports(self) -> list[ErrorReport]:
        """All errors that were pointed out, in order."""
        return list(self.session.exec(select(ErrorReport).order_by(col(ErrorReport.reported_at))))

    def events(self) -> list[str]:
        """Every audit entry's event, in order."""
        return list(self.session.exec(select(AuditEntry.event).order_by(col(AuditEntry.number))))


def build(session: Session) -> Cast:
    """The cast in an empty database."""
    home = examples.add_organisation(session, "RXA", "Northfield Trust")
    home.status = OrganisationStatus.PARTICIPATING
    away = examples.add_organisation(session, "RXB", "Southmere Trust")
    supplier = Supplier(name="Pippin", slug="pippin")
    session.add_all((supplier, FunctionalArea(code="epma", name="ePMA", short_name="ePMA")))
    session.flush()
    return Cast(
        session=session,
        home=home,
        away=away,
        lead=examples.add_person(session, "Kim Lead", home, duties=[DutyKind.KNOWLEDGE_LEAD]),
        owner=examples.add_person(session, "Olu Owner", home),
        colleague=examples.add_person(session, "Col League", home),
        administrator=examples.add_person(session, "Ada Admin", away, duties=[DutyKind.ADMINISTRATOR]),
        user=examples.add_person(session, "Una User", away),
        supplier=supplier,
    )
