"""HTML for the vocabularies: their terms, other names, merging products, and job roles."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.administration import actions, terms
from exchange.administration.schemas import RoleGiven, RoleRenamed, Term, VocabularyCount
from exchange.administration.terms import KINDS, VOCABULARIES, VocabularyKind
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.technologies import actions as technology_actions
from exchange.technologies import merging, vocabularies
from exchange.technologies.vocabulary_schemas import (
    AliasGiven,
    MergeGiven,
    MergePlan,
    MergeWanted,
    TermDetail,
)
from exchange.web.forms import Submission, submitted, validated
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix=VOCABULARIES, dependencies=[Depends(Needs(Permission.ADMINISTER))], include_in_schema=False
)

AliasForm = Annotated[Submission[AliasGiven], Depends(submitted(AliasGiven))]
MergeForm = Annotated[Submission[MergeGiven], Depends(submitted(MergeGiven))]
RoleForm = Annotated[Submission[RoleGiven], Depends(submitted(RoleGiven))]
RenameForm = Annotated[Submission[RoleRenamed], Depends(submitted(RoleRenamed))]
Done = Annotated[str, Query(max_length=20)]
_DONE = {
    "added": "The job role is added.",
    "renamed": "The job role is renamed, for everybody who holds it.",
    "alias": "The other name is added.",
    "merged": "The two products are one now.",
}


@dataclass(frozen=True, kw_only=True)
class VocabulariesPage(Page):
    """The vocabularies and how many terms each has."""

    template = "administration/vocabularies.html"
    section = "administration"
    vocabularies: list[VocabularyCount]


@dataclass(frozen=True, kw_only=True)
class TermsPage(Page):
    """The terms of one vocabulary; job roles with forms to change them."""

    template = "administration/terms.html"
    section = "administration"
    title: str
    used_by: str
    terms: list[Term]
    shows_people: bool
    are_roles: bool
    adding: Submission[RoleGiven] = field(default_factory=Submission)
    renaming: Submission[RoleRenamed] = field(default_factory=Submission)
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class TermPage(Page):
    """One supplier or product: its other names, and for a product what it may be merged into."""

    template = "administration/term.html"
    section = "administration"
    term: TermDetail
    kind: str
    title: str
    form: Submission[AliasGiven]
    merging: Submission[MergeWanted]
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class MergePage(Page):
    """What merging two products would change, before it is done."""

    template = "administration/merge.html"
    section = "administration"
    plan: MergePlan


@router.get("")
def list_vocabularies(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Show the vocabularies."""
    return render(request, VocabulariesPage(vocabularies=terms.count_vocabularies(session, actor)))


@router.get("/{kind}")
def list_terms(
    request: Request, session: Reading, actor: CurrentActor, kind: VocabularyKind, done: Done = ""
) -> Response:
    """Show the terms of one vocabulary."""
    return render(request, _terms_page(session, actor, kind, done=_DONE.get(done, "")))


@router.post("/roles")
def add_role(request: Request, session: Writing, actor: CurrentActor, form: RoleForm) -> Response:
    """Add a job role."""
    if form.value is None:
        return render(request, _terms_page(session, actor, VocabularyKind.ROLES, adding=form), status=422)
    try:
        actions.add_job_role(session, actor, form.value)
    except Invalid as refusal:
        refused = form.refused(refusal.field, str(refusal))
        return render(request, _terms_page(session, actor, VocabularyKind.ROLES, adding=refused), status=422)
    return see_other(f"{VOCABULARIES}/roles?done=added")


@router.post("/roles/rename")
def rename_role(request: Request, session: Writing, actor: CurrentActor, form: RenameForm) -> Response:
    """Rename a job role."""
    if form.value is None:
        return render(request, _terms_page(session, actor, VocabularyKind.ROLES, renaming=form), status=422)
    try:
        actions.rename_job_role(session, actor, form.value)
    except Invalid as refusal:
        refused = form.refused(refusal.field, str(refusal))
        return render(
            request, _terms_page(session, actor, VocabularyKind.ROLES, renaming=refused), status=422
        )
    return see_other(f"{VOCABULARIES}/roles?done=renamed")


@router.get("/suppliers/{supplier_id}")
def show_supplier(
    request: Request, session: Reading, actor: CurrentActor, supplier_id: UUID, done: Done = ""
) -> Response:
    """Show one supplier."""
    return render(request, _supplier_page(session, actor, supplier_id, done=_DONE.get(done, "")))


@router.post("/suppliers/{supplier_id}/aliases")
def add_supplier_alias(
    request: Request, session: Writing, actor: CurrentActor, supplier_id: UUID, form: AliasForm
) -> Response:
    """Add another name of a supplier."""
    if form.value is None:
        return render(request, _supplier_page(session, actor, supplier_id, form), status=422)
    try:
        technology_actions.add_supplier_alias(session, actor, supplier_id, form.value)
    except Invalid as refusal:
        refused = form.refused(refusal.field, str(refusal))
        return render(request, _supplier_page(session, actor, supplier_id, refused), status=422)
    return see_other(f"{VOCABULARIES}/suppliers/{supplier_id}?done=alias")


@router.get("/products/{product_id}")
def show_product(
    request: Request, session: Reading, actor: CurrentActor, product_id: UUID, done: Done = ""
) -> Response:
    """Show one product."""
    return render(request, _product_page(session, actor, product_id, done=_DONE.get(done, "")))


@router.post("/products/{product_id}/aliases")
def add_product_alias(
    request: Request, session: Writing, actor: CurrentActor, product_id: UUID, form: AliasForm
) -> Response:
    """Add another name of a product."""
    if form.value is None:
        return render(request, _product_page(session, actor, product_id, form=form), status=422)
    try:
        technology_actions.add_product_alias(session, actor, product_id, form.value)
    except Invalid as refusal:
        refused = form.refused(refusal.field, str(refusal))
        return render(request, _product_page(session, actor, product_id, form=refused), status=422)
    return see_other(f"{VOCABULARIES}/products/{product_id}?done=alias")


@router.get("/products/{product_id}/merge")
def show_merge(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    product_id: UUID,
    into: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show what merging would change."""
    wanted = validated(MergeWanted, {"into": into})
    if wanted.value is None or wanted.value.into is None:
        refused = wanted.refused("into", "Choose the product that this one becomes part of")
        return render(request, _product_page(session, actor, product_id, merge=refused), status=422)
    plan = merging.preview_merge(session, actor, product_id, wanted.value.into)
    return render(request, MergePage(plan=plan))


@router.post("/products/{product_id}/merge")
def merge(
    request: Request, session: Writing, actor: CurrentActor, product_id: UUID, form: MergeForm
) -> Response:
    """Merge a product into another, as it was shown."""
    if form.value is None:
        wanted: Submission[MergeWanted] = Submission(form.typed, errors=form.errors)
        return render(request, _product_page(session, actor, product_id, merge=wanted), status=422)
    technology_actions.merge_products(session, actor, product_id, form.value)
    return see_other(f"{VOCABULARIES}/products/{form.value.into}?done=merged")


def _terms_page(
    session: Reading,
    actor: CurrentActor,
    kind: VocabularyKind,
    *,
    adding: Submission[RoleGiven] | None = None,
    renaming: Submission[RoleRenamed] | None = None,
    done: str = "",
) -> TermsPage:
    return TermsPage(
        title=KINDS[kind].title,
        used_by=KINDS[kind].used_by,
        terms=terms.find_terms(session, actor, kind),
        shows_people=kind is not VocabularyKind.SUPPLIERS,
        are_roles=kind is VocabularyKind.ROLES,
        adding=adding or Submission(),
        renaming=renaming or Submission(),
        done=done,
    )


def _supplier_page(
    session: Reading,
    actor: CurrentActor,
    supplier_id: UUID,
    form: Submission[AliasGiven] | None = None,
    *,
    done: str = "",
) -> TermPage:
    supplier = vocabularies.get_supplier(session, actor, supplier_id)
    return TermPage(
        term=supplier,
        kind=VocabularyKind.SUPPLIERS,
        title=KINDS[VocabularyKind.SUPPLIERS].title,
        form=form or Submission(),
        merging=Submission(),
        done=done,
    )


def _product_page(
    session: Reading,
    actor: CurrentActor,
    product_id: UUID,
    *,
    form: Submission[AliasGiven] | None = None,
    merge: Submission[MergeWanted] | None = None,
    done: str = "",
) -> TermPage:
    return TermPage(
        term=vocabularies.get_product(session, actor, product_id),
        kind=VocabularyKind.PRODUCTS,
        title=KINDS[VocabularyKind.PRODUCTS].title,
        form=form or Submission(),
        merging=merge or Submission(),
        done=done,
    )
