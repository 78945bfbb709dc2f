"""Deciding what a product that somebody has named is called; the caller commits."""

from uuid import UUID

from sqlmodel import Session, select

from exchange.deployments.keeping_schemas import ProposalGiven
from exchange.deployments.proposal_queries import proposal_to_change
from exchange.deployments.proposing import free_slug, supplier_named
from exchange.people.actor import Actor
from exchange.people.models import Person, PersonState
from exchange.people.telling import tell
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, REGISTRY, note_change
from exchange.plumbing.errors import Invalid
from exchange.technologies import letters
from exchange.technologies.access import check_can_change_vocabularies
from exchange.technologies.models import Deployment, Product
from exchange.technologies.vocabularies import find_names_of_products


def accept_proposal(session: Session, actor: Actor, product_id: UUID, given: ProposalGiven) -> None:
    """Take a product into the list, under the name and supplier given; whoever named it hears of it.

    Raises:
        NotAllowed: the actor does not look after the service.
        NotFound: the product does not wait to be checked.
        Invalid: that supplier has a product of that name, into which this one can be merged instead.
    """
    check_can_change_vocabularies(actor)
    proposal, product = proposal_to_change(session, product_id)
    before, supplier = product.name, supplier_named(session, given.supplier)
    holder = find_names_of_products(session, supplier.id).get(given.name.casefold(), product.id)
    if holder != product.id:
        raise Invalid("This supplier has a product of that name: merge this one into it", field="name")
    if (given.name, supplier.id) != (product.name, product.supplier_id):
        product.name, product.supplier_id = given.name, supplier.id
        address = f"{supplier.name} {given.name}"
        product.slug = free_slug(session, Product, address, own=product.slug)
        for use in session.exec(select(Deployment).where(Deployment.product_id == product.id)):
            use.supplier_id = supplier.id
    text = letters.accepted(product.name, product.slug)
    if before != product.name:
        text = letters.renamed(before, product.name, product.slug)
    person = session.get(Person, proposal.person_id) if proposal.person_id else None
    if person is not None and person.state is PersonState.ACTIVE and person.id != actor.person_id:
        tell(session, [person], cause=f"proposal:{product_id}", subject=letters.CHECKED, text=text)
    session.delete(proposal)
    note_change(session, REGISTRY)
    note_change(session, PEOPLE)
    audit.record(session, "product.accepted", actor=actor, subject=f"product:{product_id}")
