"""JSON for mail domains and vocabularies."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from exchange.administration import actions, terms, vocabulary_queries
from exchange.administration.schemas import (
    DomainChanged,
    DomainDetail,
    DomainGiven,
    DomainRow,
    RoleGiven,
    RoleRenamed,
    Term,
    VocabularyCount,
)
from exchange.administration.terms import VocabularyKind
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.technologies import actions as technology_actions
from exchange.technologies import merging, vocabularies
from exchange.technologies.vocabulary_schemas import AliasGiven, MergeGiven, MergePlan, TermDetail
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/administration",
    tags=["administration"],
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
)


@router.get("/domains")
def list_domains(session: Reading, actor: CurrentActor) -> list[DomainRow]:
    """Mail domains whose addresses may sign in."""
    return vocabulary_queries.find_domains(session, actor)


@router.post("/domains", status_code=204)
def add_domain(session: Writing, actor: CurrentActor, given: DomainGiven) -> None:
    """Approve a domain."""
    actions.add_domain(session, actor, given)


@router.get("/domains/{domain}")
def show_domain(session: Reading, actor: CurrentActor, domain: str) -> DomainDetail:
    """One domain, with the number of accounts that have an address there."""
    return vocabulary_queries.get_domain(session, actor, domain)


@router.post("/domains/{domain}", status_code=204)
def change_domain(session: Writing, actor: CurrentActor, domain: str, given: DomainChanged) -> None:
    """Change whose a domain is, and whether it counts for the domains below it."""
    actions.change_domain(session, actor, domain, given)


@router.get("/domains/{domain}/remove")
def show_removal(session: Reading, actor: CurrentActor, domain: str) -> DomainDetail:
    """What removing would concern: the number of accounts."""
    return vocabulary_queries.get_domain(session, actor, domain)


@router.post("/domains/{domain}/remove", status_code=204)
def remove_domain(session: Writing, actor: CurrentActor, domain: str) -> None:
    """Remove a domain."""
    actions.remove_domain(session, actor, domain)


@router.get("/vocabularies")
def list_vocabularies(session: Reading, actor: CurrentActor) -> list[VocabularyCount]:
    """The vocabularies and how many terms each has."""
    return terms.count_vocabularies(session, actor)


@router.get("/vocabularies/{kind}")
def list_terms(session: Reading, actor: CurrentActor, kind: VocabularyKind) -> list[Term]:
    """The terms of one vocabulary, with counts of use."""
    return terms.find_terms(session, actor, kind)


@router.post("/vocabularies/roles", status_code=204)
def add_role(session: Writing, actor: CurrentActor, given: RoleGiven) -> None:
    """Add a job role."""
    actions.add_job_role(session, actor, given)


@router.post("/vocabularies/roles/rename", status_code=204)
def rename_role(session: Writing, actor: CurrentActor, given: RoleRenamed) -> None:
    """Rename a job role, for everybody who holds it."""
    actions.rename_job_role(session, actor, given)


@router.get("/vocabularies/suppliers/{supplier_id}")
def show_supplier(session: Reading, actor: CurrentActor, supplier_id: UUID) -> TermDetail:
    """One supplier with its other names."""
    return vocabularies.get_supplier(session, actor, supplier_id)


@router.post("/vocabularies/suppliers/{supplier_id}/aliases", status_code=204)
def add_supplier_alias(session: Writing, actor: CurrentActor, supplier_id: UUID, given: AliasGiven) -> None:
    """Add another name of a supplier."""
    technology_actions.add_supplier_alias(session, actor, supplier_id, given)


@router.get("/vocabularies/products/{product_id}")
def show_product(session: Reading, actor: CurrentActor, product_id: UUID) -> TermDetail:
    """One product with its other names, and the products it may be merged into."""
    return vocabularies.get_product(session, actor, product_id)


@router.post("/vocabularies/products/{product_id}/aliases", status_code=204)
def add_product_alias(session: Writing, actor: CurrentActor, product_id: UUID, given: AliasGiven) -> None:
    """Add another name of a product."""
    technology_actions.add_product_alias(session, actor, product_id, given)


@router.get("/vocabularies/products/{product_id}/merge")
def show_merge(
    session: Reading, actor: CurrentActor, product_id: UUID, into: Annotated[UUID, Query()]
) -> MergePlan:
    """What merging a product into another would change."""
    return merging.preview_merge(session, actor, product_id, into)


@router.post("/vocabularies/products/{product_id}/merge", status_code=204)
def merge(session: Writing, actor: CurrentActor, product_id: UUID, given: MergeGiven) -> None:
    """Merge a product into another, if that still does what `plan` was shown for. This cannot be undone."""
    technology_actions.merge_products(session, actor, product_id, given)
