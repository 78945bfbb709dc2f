"""Systems of the demonstration's trust that wait to be confirmed, and a product that was named."""

from uuid import UUID

from sqlmodel import Session, col, select

from exchange.deployments import keeping_actions
from exchange.deployments.keeping_schemas import EntryGiven, Seen
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor, Role
from exchange.technologies.models import Deployment, Product, ProductProposal, Stage

WAITING = 10
ENTRIES = WAITING + 2
"""One that its lead has confirmed, and one that a spreadsheet has written (``sheet_examples``)."""


def add_kept_systems(session: Session, lead_id: UUID) -> UUID:
    """Make the list of Cambridge's trust long enough, and return an entry that its lead has confirmed."""
    place = session.exec(select(Organisation).where(Organisation.ods_code == "RGT")).one()
    here = select(Deployment).where(Deployment.organisation_id == place.id)
    there = {each.functional_area_code for each in session.exec(here)}
    products = select(Product).where(col(Product.functional_area_code).is_not(None)).order_by(Product.slug)
    for product in session.exec(products).all():
        area = str(product.functional_area_code)
        if area not in there and len(there) < WAITING:
            there.add(area)
            session.add(
                Deployment(
                    organisation_id=place.id,
                    functional_area_code=area,
                    supplier_id=product.supplier_id,
                    product_id=product.id,
                    stage=Stage.LIVE,
                    source="A board paper",
                    source_date="2024-05",
                )
            )
    session.flush()
    roles = frozenset({Role.STAFF, Role.KNOWLEDGE_LEAD})
    lead = Actor(roles, person_id=lead_id, organisation_id=place.id)
    named = EntryGiven(
        new_product="A product that nobody knows",
        new_supplier="Newcomer",
        functional_area="epr",
        stage=Stage.LIVE,
        note="x" * 200,
    )
    entry = keeping_actions.add_entry(session, lead, "RGT", named)
    session.flush()
    assert session.get(ProductProposal, session.get_one(Deployment, entry).product_id)
    keeping_actions.confirm_entry(session, lead, "RGT", entry, Seen(version=1))
    return entry
