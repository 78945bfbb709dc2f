"""Taking back what the made-up people of the demonstration said of systems: the facts stay as they were."""

from sqlalchemy import delete
from sqlmodel import Session, col, select

from exchange.people.models import Person
from exchange.technologies.models import (
    Deployment,
    DeploymentChange,
    Product,
    ProductProposal,
    Supplier,
)
from exchange.technologies.snapshots import NOTHING, read_snapshot


def put_back_systems(session: Session) -> None:
    """Make every entry what it was before a made-up person changed it, and forget what they named."""
    made_up = select(Person.id).where(col(Person.is_demonstration).is_(True))
    ordered = select(DeploymentChange).order_by(col(DeploymentChange.happened_at))
    touched = select(DeploymentChange.deployment_id).where(col(DeploymentChange.person_id).in_(made_up))
    changes = session.exec(ordered.where(col(DeploymentChange.deployment_id).in_(touched))).all()
    theirs = set(session.exec(made_up))
    first: dict[object, DeploymentChange] = {}
    for change in changes:
        if change.deployment_id in first or change.person_id in theirs:
            first.setdefault(change.deployment_id, change)
            change.undoes_id = None
    session.flush()
    for change in changes:
        if change.deployment_id in first and change.happened_at >= first[change.deployment_id].happened_at:
            session.delete(change)
    for change in first.values():
        _put_back(session, change)
    session.flush()
    _forget_products(session)


def _put_back(session: Session, change: DeploymentChange) -> None:
    row = session.get(Deployment, change.deployment_id)
    if row is not None:
        session.delete(row)
        session.flush()
    if change.before != NOTHING:
        session.add(Deployment(**read_snapshot(change.before)))


def _forget_products(session: Session) -> None:
    """Remove the products that made-up people named and nobody else uses, and suppliers left without any."""
    made_up = select(Person.id).where(col(Person.is_demonstration).is_(True))
    named = select(ProductProposal).where(
        col(ProductProposal.person_id).in_(made_up),
        col(ProductProposal.product_id).not_in(
            select(Deployment.product_id).where(col(Deployment.product_id).is_not(None))
        ),
    )
    for proposal in session.exec(named).all():
        product = session.get_one(Product, proposal.product_id)
        session.delete(proposal)
        session.flush()
        session.delete(product)
        session.flush()
        used = select(Product.id).where(Product.supplier_id == product.supplier_id)
        if session.exec(used.limit(1)).first() is None:
            session.execute(delete(Supplier).where(col(Supplier.id) == product.supplier_id))
