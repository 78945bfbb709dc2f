"""Changes of what products and suppliers are called. The caller owns the transaction."""

from uuid import UUID

from sqlmodel import Session

from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, REGISTRY, note_change
from exchange.plumbing.errors import Conflict, Invalid
from exchange.technologies.access import check_can_change_vocabularies
from exchange.technologies.merging import find_merge
from exchange.technologies.merging_history import (
    change_of_twin,
    repoint_others,
    retell_history,
    tell_proposer,
)
from exchange.technologies.models import ProductAlias, SupplierAlias
from exchange.technologies.vocabularies import (
    find_names_of_products,
    find_names_of_suppliers,
    product_to_change,
    supplier_to_change,
)
from exchange.technologies.vocabulary_schemas import AliasGiven, MergeGiven


def add_product_alias(session: Session, actor: Actor, product_id: UUID, given: AliasGiven) -> None:
    """Let a product be found under another or a former name.

    Raises:
        NotFound: there is no such product.
        Invalid: a product of the same supplier has that name.
    """
    check_can_change_vocabularies(actor)
    product = product_to_change(session, product_id)
    if given.name.casefold() in find_names_of_products(session, product.supplier_id):
        raise Invalid("A product of this supplier has this name already", field="name")
    session.add(ProductAlias(product_id=product_id, name=given.name))
    note_change(session, REGISTRY)
    audit.record(session, "product.alias_added", actor=actor, subject=f"product:{product_id}")


def add_supplier_alias(session: Session, actor: Actor, supplier_id: UUID, given: AliasGiven) -> None:
    """Let a supplier be found under another or a former name.

    Raises:
        NotFound: there is no such supplier.
        Invalid: a supplier has that name.
    """
    check_can_change_vocabularies(actor)
    supplier_to_change(session, supplier_id)
    if given.name.casefold() in find_names_of_suppliers(session):
        raise Invalid("A supplier has this name already", field="name")
    session.add(SupplierAlias(supplier_id=supplier_id, name=given.name))
    note_change(session, REGISTRY)
    audit.record(session, "supplier.alias_added", actor=actor, subject=f"supplier:{supplier_id}")


def merge_products(session: Session, actor: Actor, source_id: UUID, given: MergeGiven) -> None:
    """Make one product a part of another: its uses, interests and names move, and it is no more.

    Raises:
        NotFound: one of the two is not there.
        Conflict: the two are one, or merging would not do any more what was shown.
    """
    merge = find_merge(session, actor, source_id, given.into, is_locked=True)
    if merge.plan != given.plan:
        raise Conflict("Something has changed since you looked. See again what merging would change")
    session.add_all(change_of_twin(actor, gone) for _, gone in merge.twins)
    for gone in (*merge.interests_dropped, *merge.aliases_dropped, *(gone for _, gone in merge.twins)):
        session.delete(gone)
    session.flush()  # what goes makes room for what comes: both would have the same key
    merge.repoint()
    if merge.is_new_alias:
        session.add(ProductAlias(product_id=given.into, name=merge.source.name))
    session.flush()
    tell_proposer(session, actor, merge)
    retell_history(session, merge)
    repoint_others(session, merge)
    session.delete(merge.source)
    note_change(session, REGISTRY)
    note_change(session, PEOPLE)
    audit.record(session, "product.merged", actor=actor, subject=f"product:{source_id}")
    audit.record(session, "product.took_over", actor=actor, subject=f"product:{given.into}")
