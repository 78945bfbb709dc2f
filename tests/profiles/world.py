"""Subjects that people can help with, and people who say so."""

from sqlalchemy import event
from sqlmodel import select

from exchange.organisations.models import Theme
from exchange.people.models import Interest, InterestKind
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.technologies.models import FunctionalArea, Product, ProductAlias, Supplier


def add_subjects(session):
    """Two functional areas, two products, a current theme and a closed one."""
    supplier = Supplier(name="Epic", slug="epic")
    pharmacy = Supplier(name="Pippin", slug="pippin")
    session.add_all([supplier, pharmacy])
    session.add_all(
        [
            FunctionalArea(
                code="epr", name="Electronic patient record", short_name="EPR", capability="Records"
            ),
            FunctionalArea(code="epma", name="Prescribing", short_name="ePMA", capability="Medicines"),
            Theme(code="fdp", name="Federated data platform", kind="programme"),
            Theme(code="gde", name="Global digital exemplar", kind="programme", status="closed"),
        ]
    )
    session.flush()
    epic = Product(name="Hyperspace", slug="epic-hyperspace", supplier_id=supplier.id)
    epic.functional_area_code = "epr"
    session.add_all([epic, Product(name="Dose", slug="pippin-dose", supplier_id=pharmacy.id)])
    session.flush()
    session.add(ProductAlias(product_id=epic.id, name="Chronicles"))
    note_change(session, REGISTRY)
    session.flush()


def add_interests(session, person, *names, kind=InterestKind.CAN_HELP):
    """Interests by code of an area or theme, or by slug of a product."""
    for name in names:
        product = session.exec(select(Product).where(Product.slug == name)).one_or_none()
        if product:
            subject = {"product_id": product.id}
        elif session.get(Theme, name):
            subject = {"theme_code": name}
        else:
            subject = {"functional_area_code": name}
        session.add(Interest(person_id=person.id, kind=kind, **subject))
    session.flush()


def count_queries(app, act):
    """How many statements the application sends to its database while ``act`` runs, the second time."""
    act()  # what is kept in memory is there the second time
    sent = []

    def note(*arguments):
        sent.append(arguments[2])

    event.listen(app.state.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(app.state.engine, "before_cursor_execute", note)
    return len([each for each in sent if each.lstrip().upper().startswith("SELECT")])
