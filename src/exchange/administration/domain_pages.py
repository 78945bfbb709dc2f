"""HTML for the mail domains whose addresses may sign in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.administration import actions, vocabulary_queries
from exchange.administration.presenting import counted
from exchange.administration.schemas import DomainChanged, DomainDetail, DomainGiven, DomainRow
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/administration/domains",
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
    include_in_schema=False,
)

DOMAINS = "/administration/domains"
DomainForm = Annotated[Submission[DomainGiven], Depends(submitted(DomainGiven))]
ChangeForm = Annotated[Submission[DomainChanged], Depends(submitted(DomainChanged))]
_DONE = {
    "added": "The domain is approved.",
    "changed": "The domain is changed.",
    "removed": "The domain is removed.",
}


@dataclass(frozen=True, kw_only=True)
class DomainsPage(Page):
    """The domains, and a form for another one."""

    template = "administration/domains.html"
    section = "administration"
    domains: list[DomainRow]
    form: Submission[DomainGiven]
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class DomainPage(Page):
    """One domain, to change."""

    template = "administration/domain.html"
    section = "administration"
    domain: DomainDetail
    accounts: str
    form: Submission[DomainChanged]


@dataclass(frozen=True, kw_only=True)
class RemoveDomainPage(Page):
    """What removing a domain means, before it is done."""

    template = "administration/domain_remove.html"
    section = "administration"
    domain: DomainDetail
    accounts: str


@router.get("")
def list_domains(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show the domains."""
    return render(request, _list(session, actor, Submission(), done=_DONE.get(done, "")))


@router.post("")
def add_domain(request: Request, session: Writing, actor: CurrentActor, form: DomainForm) -> Response:
    """Approve a domain."""
    if form.value is None:
        return render(request, _list(session, actor, form), status=422)
    try:
        actions.add_domain(session, actor, form.value)
    except Invalid as refusal:
        refused = form.refused(refusal.field, str(refusal))
        return render(request, _list(session, actor, refused), status=422)
    return see_other(f"{DOMAINS}?done=added")


@router.get("/{domain}")
def show_domain(request: Request, session: Reading, actor: CurrentActor, domain: str) -> Response:
    """Show one domain in a form."""
    found = vocabulary_queries.get_domain(session, actor, domain)
    return render(request, _page(found, Submission(found.model_dump())))


@router.post("/{domain}")
def change_domain(
    request: Request, session: Writing, actor: CurrentActor, domain: str, form: ChangeForm
) -> Response:
    """Change a domain."""
    found = vocabulary_queries.get_domain(session, actor, domain)
    if form.value is None:
        return render(request, _page(found, form), status=422)
    try:
        actions.change_domain(session, actor, domain, form.value)
    except Invalid as refusal:
        return render(request, _page(found, form.refused(refusal.field, str(refusal))), status=422)
    return see_other(f"{DOMAINS}?done=changed")


@router.get("/{domain}/remove")
def show_removal(request: Request, session: Reading, actor: CurrentActor, domain: str) -> Response:
    """Show what removing a domain means."""
    found = vocabulary_queries.get_domain(session, actor, domain)
    return render(request, RemoveDomainPage(domain=found, accounts=counted(found.accounts, "account")))


@router.post("/{domain}/remove")
def remove_domain(session: Writing, actor: CurrentActor, domain: str) -> Response:
    """Remove a domain."""
    actions.remove_domain(session, actor, domain)
    return see_other(f"{DOMAINS}?done=removed")


def _list(
    session: Reading, actor: CurrentActor, form: Submission[DomainGiven], *, done: str = ""
) -> DomainsPage:
    return DomainsPage(domains=vocabulary_queries.find_domains(session, actor), form=form, done=done)


def _page(domain: DomainDetail, form: Submission[DomainChanged]) -> DomainPage:
    return DomainPage(domain=domain, accounts=counted(domain.accounts, "account"), form=form)
