"""Every SELECT on products that somebody has named and an administrator has not looked at yet."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from exchange.deployments.keeping_schemas import Proposal
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.plumbing.errors import NotFound
from exchange.plumbing.suggesting import closest
from exchange.technologies.access import check_can_change_vocabularies
from exchange.technologies.catalogue import full_name
from exchange.technologies.models import Deployment, Product, ProductProposal, Supplier


def find_proposals(session: Session, actor: Actor) -> tuple[Proposal, ...]:
    """Return the products that wait to be checked, the oldest first, each with those that are alike.

    Raises:
        NotAllowed: the actor does not look after the service.
    """
    check_can_change_vocabularies(actor)
    uses = select(func.count()).where(col(Deployment.product_id) == col(Product.id)).scalar_subquery()
    statement = (
        select(ProductProposal, Product, Supplier.name, Organisation.name)
        .add_columns(uses)
        .join(Product, col(Product.id) == col(ProductProposal.product_id))
        .join(Supplier, col(Supplier.id) == col(Product.supplier_id))
        .join(Organisation, col(Organisation.id) == col(ProductProposal.organisation_id))
        .order_by(col(ProductProposal.proposed_at), col(Product.id))
    )
    rows = session.execute(statement).all()
    names = {
        id: full_name(supplier, name)
        for id, name, supplier in session.exec(select(Product.id, Product.name, Supplier.name).join(Supplier))
    }
    return tuple(
        Proposal(
            product_id=product.id,
            name=product.name,
            supplier=supplier,
            href=f"/technologies/{product.slug}",
            merge_href=f"/administration/vocabularies/products/{product.id}",
            organisation=organisation,
            proposed_at=proposal.proposed_at,
            uses=number,
            alike=tuple(
                closest(
                    full_name(supplier, product.name),
                    [name for id, name in names.items() if id != product.id],
                )
            ),
        )
        for proposal, product, supplier, organisation, number in rows
    )


def count_proposals(session: Session) -> int:
    """Return how many products wait to be checked."""
    return session.exec(select(func.count()).select_from(ProductProposal)).one()


def proposal_to_change(session: Session, product_id: UUID) -> tuple[ProductProposal, Product]:
    """Return a proposal and its product, locked.

    Raises:
        NotFound: the product does not wait to be checked.
    """
    statement = (
        select(ProductProposal, Product)
        .join(Product, col(Product.id) == col(ProductProposal.product_id))
        .where(col(ProductProposal.product_id) == product_id)
    )
    found = session.exec(statement.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("This product does not wait to be checked")
    return found
