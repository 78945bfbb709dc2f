"""A room for the tests alone: the demonstration confirms nothing for organisations that exist."""

from sqlmodel import Session, col, select

from exchange.deployments.models import SupplierAsk
from exchange.organisations.models import Organisation
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.clock import today
from exchange.technologies.models import Deployment, Product

PRODUCT = "oracle-health-millennium"
ORGANISATIONS = ("RHQ", "RQM", "RTD", "RWY")  # all with somebody made up who can be asked


def add_room(session: Session) -> None:
    """Have four organisations confirm that they have one product, and one of them ask something."""
    product = session.exec(select(Product).where(Product.slug == PRODUCT)).one()
    places = select(Organisation.id).where(col(Organisation.ods_code).in_(ORGANISATIONS))
    users = select(Deployment).where(
        Deployment.product_id == product.id, col(Deployment.organisation_id).in_(places)
    )
    for deployment in session.exec(users):
        deployment.confirmed_on = today()
    place = session.exec(select(Organisation.id).where(Organisation.ods_code == "RQM")).one()
    session.add(
        SupplierAsk(product_id=product.id, organisation_id=place, text="A list of changes before each update")
    )
    note_change(session, REGISTRY)
