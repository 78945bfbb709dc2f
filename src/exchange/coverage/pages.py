"""HTML and CSV for the coverage of the registry."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.coverage import files, presenting, queries
from exchange.coverage.schemas import Coverage, CoverageFilter, CoveredOrganisations, OrganisationsFilter
from exchange.organisations.presenting import Filter
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.technologies.presenting import page_links
from exchange.web.rendering import Page, render
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/coverage", dependencies=[Depends(Needs(Permission.SEE_COVERAGE))], include_in_schema=False
)

Wanted = Annotated[CoverageFilter, Query()]
WantedOrganisations = Annotated[OrganisationsFilter, Query()]


@dataclass(frozen=True, kw_only=True)
class CoveragePage(Page):
    """How much is known, by group."""

    template = "coverage/coverage.html"
    fragments = frozenset({"results"})
    section = "account"
    found: Coverage
    heading: str
    ways: Filter
    filters: tuple[Filter, ...]
    csv_href: str


@dataclass(frozen=True, kw_only=True)
class CoveredPage(Page):
    """The organisations behind one figure."""

    template = "coverage/organisations.html"
    fragments = frozenset({"results"})
    section = "account"
    found: CoveredOrganisations
    described: str
    filters: tuple[Filter, ...]
    csv_href: str
    paging: dict[str, Any] | None


@router.get("")
def show_coverage(request: Request, session: Reading, actor: CurrentActor, wanted: Wanted) -> Response:
    labels = queries.find_labels(session, actor)
    page = CoveragePage(
        found=queries.get_coverage(session, actor, wanted),
        heading=presenting.heading(wanted.by),
        ways=presenting.ways(wanted.by),
        filters=presenting.filters(wanted, labels),
        csv_href=f"/coverage.csv?{wanted.query()}",
    )
    return render(request, page)


@router.get(".csv")
def take_coverage(session: Reading, actor: CurrentActor, wanted: Wanted) -> Response:
    text = files.figures_csv(queries.get_coverage(session, actor, wanted))
    headers = {"Content-Disposition": 'attachment; filename="coverage.csv"'}
    return Response(text, media_type=files.CSV, headers=headers)


@router.get("/organisations")
def list_organisations(
    request: Request, session: Reading, actor: CurrentActor, wanted: WantedOrganisations
) -> Response:
    labels = queries.find_labels(session, actor)
    found = queries.find_organisations(session, actor, wanted)
    page = CoveredPage(
        found=found,
        described=presenting.described(wanted, labels),
        filters=(presenting.known_filter(wanted), *presenting.filters(wanted, labels)),
        csv_href=f"/coverage/organisations.csv?{wanted.query()}",
        paging=page_links(request, found.page, found.pages),
    )
    return render(request, page)


@router.get("/organisations.csv")
def take_organisations(session: Reading, actor: CurrentActor, wanted: WantedOrganisations) -> Response:
    text = files.organisations_csv(queries.find_all_organisations(session, actor, wanted))
    headers = {"Content-Disposition": 'attachment; filename="organisations.csv"'}
    return Response(text, media_type=files.CSV, headers=headers)
