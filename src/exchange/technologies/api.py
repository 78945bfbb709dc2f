"""JSON for technologies. Same queries and same schemas as the pages."""

from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Request, Response

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.technologies import presenting, queries
from exchange.technologies.decision_schemas import Decision
from exchange.technologies.decisions import get_decision
from exchange.technologies.filtering import PageNumber, Wanted, Words
from exchange.technologies.schemas import (
    Address,
    AreaDetail,
    Capability,
    Findings,
    Kind,
    ProductDetail,
    SupplierDetail,
)
from exchange.web.responding import moved
from exchange.web.sessions import Reading

PREFIX = "/api/v1"
MOVED: dict[int | str, dict[str, Any]] = {
    308: {"description": "Another or former name: see the new address."}
}


class ProductAnswer(ProductDetail):
    """A product with what helps to decide about it."""

    decision: Decision


router = APIRouter(
    prefix=PREFIX, tags=["technologies"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)


@router.get("/technologies")
def find_technologies(session: Reading, actor: CurrentActor, q: Words = "", page: PageNumber = 1) -> Findings:
    """Functional areas, suppliers and products by any of their names, best first; all by name without `q`."""
    return queries.find_technologies(session, actor, words=q, page=page)


@router.get("/functional-areas")
def find_areas(session: Reading, actor: CurrentActor) -> list[Capability]:
    """All functional areas under their capability, with the systems that most organisations have."""
    return queries.find_capabilities(session, actor)


@router.get("/functional-areas/{code}", response_model=AreaDetail, responses=MOVED)
def show_area(request: Request, session: Reading, actor: CurrentActor, code: str, wanted: Wanted) -> Any:
    """One functional area: its systems by share, and who has what at which stage."""
    address = queries.find_address(session, actor, Kind.AREA, code)
    return _moved(request, address) or queries.get_area(session, actor, code, wanted)


@router.get("/technologies/{slug}", response_model=ProductAnswer, responses=MOVED)
def show_product(
    request: Request, session: Reading, actor: CurrentActor, slug: str, wanted: Wanted, org: Words = ""
) -> Any:
    """One product: who uses it at which stage, and who is a step ahead of `org`, or of one's own."""
    address = queries.find_address(session, actor, Kind.PRODUCT, slug)
    if elsewhere := _moved(request, address):
        return elsewhere
    detail = queries.get_product(session, actor, slug, wanted)
    return ProductAnswer(**dict(detail), decision=get_decision(session, actor, slug, org=org.strip()))


@router.get("/suppliers/{slug}", response_model=SupplierDetail, responses=MOVED)
def show_supplier(request: Request, session: Reading, actor: CurrentActor, slug: str, wanted: Wanted) -> Any:
    """One supplier: its products, and who uses any of them."""
    address = queries.find_address(session, actor, Kind.SUPPLIER, slug)
    return _moved(request, address) or queries.get_supplier(session, actor, slug, wanted)


def _moved(request: Request, address: Address) -> Response | None:
    """Lead to today's address; None when it was asked for, or when nothing or several things are meant."""
    if not address.href or request.url.path == PREFIX + unquote(address.href):
        return None
    return moved(presenting.new_url(request, address, prefix=PREFIX))
