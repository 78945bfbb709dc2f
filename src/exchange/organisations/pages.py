"""HTML for organisations."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.deployments.keeping_queries import find_way_to_keep
from exchange.directory import queries as people_queries
from exchange.directory.schemas import PeopleHere
from exchange.lessons.here import find_lessons_of
from exchange.lessons.schemas import LessonsHere
from exchange.organisations import presenting, queries
from exchange.organisations.directory import Selection
from exchange.organisations.presenting import Chip, Filter, Pagination
from exchange.organisations.schemas import (
    Choices,
    Moved,
    OrganisationDetail,
    OrganisationFilter,
    OrganisationSummary,
    Unknown,
)
from exchange.organisations.wording import Fact, facts
from exchange.peers import queries as peer_queries
from exchange.peers.schemas import Example
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.maps import MapPicture
from exchange.web.rendering import Page, render
from exchange.web.responding import moved
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/organisations", dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False
)


@dataclass(frozen=True, kw_only=True)
class DirectoryPage(Page):
    """Organisations that match words and filters, as a list and on a map."""

    template = "organisations/directory.html"
    fragments = frozenset({"results"})
    section = "organisations"
    title: str
    wanted: OrganisationFilter
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]
    without_filters: str
    heading: str
    organisations: tuple[OrganisationSummary, ...]
    pagination: Pagination | None
    picture: MapPicture


@dataclass(frozen=True, kw_only=True)
class OrganisationPage(Page):
    """One organisation: facts, systems, maturity, place, and the way to its peers and people."""

    template = "organisations/organisation.html"
    section = "organisations"
    organisation: OrganisationDetail
    facts: list[Fact]
    became: str
    picture: MapPicture | None
    peers: list[Example]
    people: PeopleHere
    lessons: LessonsHere
    keep_href: str


@dataclass(frozen=True, kw_only=True)
class UnknownOrganisationPage(Page):
    """Nothing has the code or name asked for; these are the closest."""

    template = "organisations/unknown.html"
    section = "organisations"
    asked_for: str
    closest: tuple[OrganisationSummary, ...]


@router.get("")
def list_organisations(
    request: Request, session: Reading, actor: CurrentActor, wanted: Annotated[OrganisationFilter, Query()]
) -> Response:
    selection = queries.find_organisations(session, actor, wanted)
    choices = queries.find_choices(session, actor, icb=wanted.icb)
    response = render(request, _directory_page(wanted, selection, choices))
    response.headers["HX-Push-Url"] = presenting.address(wanted, page=wanted.page)  # without empty fields
    return response


@router.get("/{asked_for}")
def show_organisation(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    asked_for: str,
    came_from: Annotated[str, Query(alias="from", max_length=200)] = "",
) -> Response:
    way = queries.find_way(session, actor, asked_for)
    if isinstance(way, Unknown):
        unknown = UnknownOrganisationPage(asked_for=way.asked_for[:80], closest=way.closest)
        return render(request, unknown, status=404)
    if isinstance(way, Moved):
        return moved(_address(way))
    organisation = queries.get_organisation(session, actor, way.ods_code)
    page = OrganisationPage(
        organisation=organisation,
        facts=facts(organisation),
        became=queries.get_became(session, actor, came_from, way.ods_code).text,
        picture=presenting.map_to(organisation),
        peers=peer_queries.find_first_peers(session, actor, way.ods_code),
        people=people_queries.find_people_at(session, actor, way.ods_code),
        lessons=find_lessons_of(session, actor, way.ods_code),
        keep_href=find_way_to_keep(session, actor, way.ods_code),
    )
    return render(request, page)


def _address(way: Moved) -> str:
    """Return where to send somebody, with what they asked for if that needs explaining."""
    asked_for = f"?from={quote(way.asked_for)}" if way.asked_for else ""
    return f"/organisations/{quote(way.ods_code)}{asked_for}"


def _directory_page(wanted: OrganisationFilter, selection: Selection, choices: Choices) -> DirectoryPage:
    found = selection.page(wanted.page)
    return DirectoryPage(
        title=presenting.title(wanted, found),
        wanted=wanted,
        filters=presenting.filters(wanted, choices),
        chips=presenting.chips(wanted, choices),
        without_filters=presenting.address(OrganisationFilter(q=wanted.q)),
        heading=presenting.heading(wanted, found),
        organisations=found.organisations,
        pagination=presenting.pagination(wanted, found),
        picture=presenting.map_of(selection),
    )
