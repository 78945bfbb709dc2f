"""What pages on technologies show beside the facts: the map, links to other pages of a list, redirects."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from exchange.technologies.decision_schemas import UserOfProduct
from exchange.technologies.schemas import Address, Place
from exchange.web import maps

MOST_STEPS = 6
_NEIGHBOURS = 1  # pages shown on either side of the current one


def picture_of(places: Iterable[Place], *, what: str) -> maps.MapPicture:
    """Draw where the organisations are that have ``what``."""
    marks = [maps.Place(place.name, place.latitude, place.longitude, place.href) for place in places]
    one = "organisation" if len(marks) == 1 else "organisations"
    return maps.draw(
        marks,
        title=f"Map of England: {len(marks):,} {one} with {what}",
        description="Places are those of registered addresses. The table of organisations says the same.",
    )


def first_to_ask(users: Sequence[UserOfProduct], askable: Collection[str]) -> list[UserOfProduct]:
    """Return the nearest few, those first at whose organisation somebody can be asked."""
    return sorted(users, key=lambda user: user.ods_code not in askable)[:MOST_STEPS]


def page_links(request: Request, page: int, pages: int) -> dict[str, Any] | None:
    """Return the parameters of the NHS.UK pagination that leads to the other pages; None for a single one."""
    if pages == 1:
        return None
    numbers = [n for n in range(1, pages + 1) if n in {1, pages} or abs(n - page) <= _NEIGHBOURS]
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "href": _with(request, page=number), "current": number == page})
    return {
        "items": items,
        "previous": {"href": _with(request, page=page - 1)} if page > 1 else None,
        "next": {"href": _with(request, page=page + 1)} if page < pages else None,
    }


def new_url(request: Request, address: Address, *, prefix: str = "") -> str:
    """Return where a request for another or former name belongs; a page is told which name that was."""
    query = {name: value for name, value in request.query_params.items() if name != "from"}
    if address.known_as and not prefix:
        query["from"] = address.known_as
    return f"{prefix}{address.href}{'?' if query else ''}{urlencode(query)}"


def _with(request: Request, *, page: int) -> str:
    query = {
        name: value for name, value in request.query_params.items() if value and name not in {"page", "from"}
    }
    return f"{request.url.path}?{urlencode({**query, 'page': page})}#results"
