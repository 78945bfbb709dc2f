"""HTML for technologies: the search, and a page for each functional area, supplier and product."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.directory.at_places import Askable, find_askable_at
from exchange.directory.queries import find_people_for
from exchange.directory.schemas import PeopleHere
from exchange.lessons.here import find_lessons_about
from exchange.lessons.schemas import LessonsHere
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.clock import today
from exchange.technologies import presenting, queries
from exchange.technologies.decision_schemas import Decision, UserOfProduct
from exchange.technologies.decisions import get_decision
from exchange.technologies.filtering import PLACES, PageNumber, Wanted, Words
from exchange.technologies.moving import Moves, draw_moves
from exchange.technologies.schemas import (
    Address,
    AreaDetail,
    Capability,
    Choice,
    Findings,
    Kind,
    OrganisationName,
    ProductDetail,
    SupplierDetail,
    UseFilter,
)
from exchange.technologies.timeline import Timeline, draw_timeline
from exchange.web.maps import MapPicture
from exchange.web.rendering import Page, render
from exchange.web.responding import moved
from exchange.web.sessions import Reading

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)

Get = Callable[..., AreaDetail | SupplierDetail | ProductDetail]  # one of queries.get_…


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """Search by any name, and everything by functional area below."""

    template = "technologies/search.html"
    fragments = frozenset({"results"})
    section = "technologies"
    findings: Findings
    capabilities: list[Capability]
    paging: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class ElsewherePage(Page):
    """An address that several things share, or that nothing has."""

    template = "technologies/elsewhere.html"
    section = "technologies"
    kind: Kind
    address: Address


@dataclass(frozen=True, kw_only=True)
class UsersPage(Page):
    """One thing: who has it, where, at which stage, and a form to find whom to ask."""

    fragments = frozenset({"results"})
    section = "technologies"
    detail: AreaDetail | SupplierDetail | ProductDetail
    chosen: UseFilter
    regions: list[Choice]
    organisations: tuple[OrganisationName, ...]
    picture: MapPicture
    paging: dict[str, Any] | None
    other_name: str
    people: PeopleHere
    lessons: LessonsHere
    asking: str


@dataclass(frozen=True, kw_only=True)
class AreaPage(UsersPage):
    template = "technologies/area.html"


@dataclass(frozen=True, kw_only=True)
class SupplierPage(UsersPage):
    template = "technologies/supplier.html"


@dataclass(frozen=True, kw_only=True)
class ProductPage(UsersPage):
    """What helps to decide about a product; ``ahead`` and ``behind`` begin with those who can be asked."""

    template = "technologies/product.html"
    decision: Decision
    ahead: list[UserOfProduct]
    behind: list[UserOfProduct]
    askable: Askable
    timeline: Timeline | None
    moves: Moves | None


@dataclass(frozen=True)
class Visit:
    """What the pages of one thing are asked with."""

    request: Request
    session: Reading
    actor: CurrentActor
    wanted: Wanted
    came_from: Annotated[str, Query(alias="from", max_length=200)] = ""
    org: Words = ""


Asked = Annotated[Visit, Depends()]


@router.get("/technologies")
def search(
    request: Request, session: Reading, actor: CurrentActor, q: Words = "", page: PageNumber = 1
) -> Response:
    findings = queries.find_technologies(session, actor, words=q, page=page)
    capabilities = queries.find_capabilities(session, actor)
    paging = presenting.page_links(request, findings.page, findings.pages)
    return render(request, SearchPage(findings=findings, capabilities=capabilities, paging=paging))


@router.get("/functional-areas/{code}")
def show_area(asked: Asked, code: str) -> Response:
    return _show(asked, Kind.AREA, code, queries.get_area, AreaPage)


@router.get("/technologies/{slug}")
def show_product(asked: Asked, slug: str) -> Response:
    return _show(asked, Kind.PRODUCT, slug, queries.get_product, ProductPage, _deciding)


@router.get("/suppliers/{slug}")
def show_supplier(asked: Asked, slug: str) -> Response:
    return _show(asked, Kind.SUPPLIER, slug, queries.get_supplier, SupplierPage)


def _nothing_more(asked: Visit, detail: Any) -> dict[str, Any]:
    return {}


def _deciding(asked: Visit, detail: ProductDetail) -> dict[str, Any]:
    """Return what the page of a product tells beside its users."""
    session, actor, product = asked.session, asked.actor, detail.product
    decision = get_decision(session, actor, product.slug, org=asked.org.strip())
    steps = (*decision.ahead, *decision.behind, *decision.going_live, *decision.nearest)
    codes = {each.ods_code for each in steps}
    askable = find_askable_at(session, actor, codes, product=product.slug, area=product.area_code)
    return {
        "decision": decision,
        "ahead": presenting.first_to_ask(decision.ahead, askable),
        "behind": presenting.first_to_ask(decision.behind, askable),
        "askable": askable,
        "timeline": draw_timeline(decision.dated, what=product.name, today=today()),
        "moves": draw_moves(decision.moves, what=product.name),
    }


def _show(
    asked: Visit,
    kind: Kind,
    name: str,
    get: Get,
    page: type[UsersPage],
    more: Callable[[Visit, Any], dict[str, Any]] = _nothing_more,
) -> Response:
    """Show the page of one thing, lead to it from its other names, or offer the closest."""
    request, session, actor = asked.request, asked.session, asked.actor
    address = queries.find_address(session, actor, kind, name)
    if address.href != PLACES[kind] + quote(name):
        return _elsewhere(request, kind, address)
    detail = get(session, actor, name, asked.wanted)
    places = queries.find_places(session, actor, kind, name, asked.wanted)
    shown = page(
        detail=detail,
        chosen=asked.wanted,
        regions=queries.find_region_choices(session, actor),
        organisations=queries.find_organisation_choices(session, actor),
        picture=presenting.picture_of(places, what=detail.name),
        paging=presenting.page_links(request, detail.usage.uses.page, detail.usage.uses.pages),
        other_name=queries.get_other_name(session, actor, kind, address.href, asked.came_from),
        people=_people(asked, kind, name),
        lessons=find_lessons_about(session, actor, kind.name.lower(), name),
        asking=asked.org,
        **more(asked, detail),
    )
    return render(request, shown)


def _people(asked: Visit, kind: Kind, name: str) -> PeopleHere:
    """Return those who can help with an area or a product; a supplier is not what people help with."""
    if kind is Kind.SUPPLIER:
        return PeopleHere()
    area, product = (name, "") if kind is Kind.AREA else ("", name)
    return find_people_for(asked.session, asked.actor, area=area, product=product)


def _elsewhere(request: Request, kind: Kind, address: Address) -> Response:
    if address.href:
        return moved(presenting.new_url(request, address))
    status = 200 if address.candidates else 404
    return render(request, ElsewherePage(kind=kind, address=address), status=status)
