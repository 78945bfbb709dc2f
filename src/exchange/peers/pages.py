"""HTML for peers: the search, the list for one organisation, and the comparison of two."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.peers import presenting, queries
from exchange.peers.addresses import API, comparison_address, peers_address
from exchange.peers.index import UnknownOrganisation
from exchange.peers.schemas import (
    AreaChoice,
    Comparison,
    Example,
    OrganisationBrief,
    PeerList,
    PeopleList,
)
from exchange.peers.side_by_side import SideBySide, side_by_side
from exchange.peers.weights import Choices, ChoicesInAddress, Problem
from exchange.people.actor import Actor, Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict, Invalid
from exchange.web.maps import MapPicture
from exchange.web.rendering import Page, render
from exchange.web.responding import moved
from exchange.web.sessions import Reading

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)

MOST_NAMES_OFFERED = 500
NOBODY = PeopleList(organisation=None, people=())
Words = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, kw_only=True)
class StartPage(Page):
    """Which organisation are you? Real examples show what it leads to.

    Members of staff are offered their own organisation, and people to talk to.
    """

    template = "peers/start.html"
    section = "peers"
    asked_for: str
    unknown: bool
    suggestions: tuple[OrganisationBrief, ...]
    names: list[OrganisationBrief]
    examples: list[Example]
    own: OrganisationBrief | None
    is_staff: bool
    people: tuple[presenting.PersonCard, ...]
    weighting: str
    unknowns: list[str]


@dataclass(frozen=True, kw_only=True)
class PeersPage(Page):
    """The peers of one organisation, and the sliders that decide what counts."""

    template = "peers/list.html"
    fragments = frozenset({"peer_list"})
    section = "peers"
    organisation: OrganisationBrief
    setting: str
    choices: Choices
    area_name: str
    areas_here: list[AreaChoice]
    areas_elsewhere: list[AreaChoice]
    nothing_here: bool
    problems: tuple[Problem, ...]
    cards: tuple[presenting.Card, ...]
    invitation: presenting.Invitation | None
    summary: str
    weighting: str
    unknowns: list[str]
    picture: MapPicture | None
    reset_href: str
    all_areas_href: str
    json_href: str

    @property
    def status(self) -> int:
        """Return 422 for an address that nobody can have made with the form."""
        return 422 if any(problem.is_mistake for problem in self.problems) else 200


@dataclass(frozen=True, kw_only=True)
class ComparisonPage(Page):
    """Two organisations side by side, and what each can get from the other."""

    template = "peers/compare.html"
    section = "peers"
    comparison: Comparison
    invitation: presenting.Invitation | None
    view: SideBySide


@dataclass(frozen=True, kw_only=True)
class SameTwicePage(Page):
    """An organisation compared with itself."""

    template = "peers/same.html"
    section = "peers"
    organisation: OrganisationBrief
    peers: PeerList


@router.get("/peers")
def find_peers(
    request: Request, session: Reading, actor: CurrentActor, choices: ChoicesInAddress, org: Words = ""
) -> Response:
    if not org.strip():
        return render(request, _start_page(session, actor))
    try:
        organisation = queries.get_organisation(session, actor, org)
    except UnknownOrganisation as unknown:
        return render(request, _start_page(session, actor, unknown))
    if organisation.ods_code != org:
        return moved(peers_address(organisation.ods_code, choices.kept))
    page = _peers_page(session, actor, organisation, choices)
    return render(request, page, status=page.status)


@router.get("/peers/{ods_code}/{other}")
def compare(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    choices: ChoicesInAddress,
    ods_code: str,
    other: str,
) -> Response:
    code, other_code = (queries.get_organisation(session, actor, each).ods_code for each in (ods_code, other))
    if (code, other_code) != (ods_code, other):
        return moved(comparison_address(code, other_code, choices.kept))
    try:
        page = _comparison_page(session, actor, (code, other), choices)
    except Conflict:
        return render(request, _same_twice_page(session, actor, code))
    return render(request, page)


def _start_page(session: Reading, actor: Actor, unknown: UnknownOrganisation | None = None) -> StartPage:
    is_staff = actor.may(Permission.READ_PEOPLE)
    found = queries.find_people(session, actor) if is_staff else NOBODY
    own = found.organisation
    return StartPage(
        asked_for=unknown.asked_for if unknown else own.name if own else "",
        unknown=unknown is not None,
        suggestions=unknown.suggestions if unknown else (),
        names=queries.find_names(session, actor, at_most=MOST_NAMES_OFFERED),
        examples=queries.find_examples(session, actor),
        own=own,
        is_staff=is_staff,
        people=presenting.person_cards(found),
        weighting=presenting.weighting(found.people[0].reasons) if found.people else "",
        unknowns=presenting.unknowns(*(person.reasons for person in found.people)),
    )


def _peers_page(
    session: Reading, actor: Actor, organisation: OrganisationBrief, choices: Choices
) -> PeersPage:
    code, area = organisation.ods_code, choices.area
    areas = queries.find_areas(session, actor, code)
    elsewhere = [each for each in areas if not each.registered_here]
    found, problems = _found(session, actor, organisation, choices)
    return PeersPage(
        organisation=organisation,
        setting=presenting.setting(organisation),
        choices=choices,
        area_name=next((each.name for each in areas if each.code == area), ""),
        areas_here=[each for each in areas if each.registered_here],
        areas_elsewhere=elsewhere,
        nothing_here=any(each.code == area for each in elsewhere),
        problems=problems,
        cards=presenting.cards(found, choices.kept),
        invitation=presenting.invitation(actor, peers_address(code, choices.kept)),
        summary=problems[0].text if problems else presenting.summary(found),
        weighting=presenting.weighting(found.peers[0].reasons) if found.peers else "",
        unknowns=presenting.unknowns(*(peer.reasons for peer in found.peers)),
        picture=presenting.peer_map(found) if found.peers else None,
        reset_href=peers_address(code, {"area": area} if area else {}),
        all_areas_href=peers_address(code, choices.moved),
        json_href=peers_address(code, choices.kept, base=API),
    )


def _found(
    session: Reading, actor: Actor, organisation: OrganisationBrief, choices: Choices
) -> tuple[PeerList, tuple[Problem, ...]]:
    """Return the list, or what is wrong with the viewer's choices."""
    problems = choices.problems
    if not problems:
        try:
            found = queries.find_peers(
                session, actor, organisation.ods_code, weights=choices.weights, area=choices.area
            )
        except Invalid as refusal:
            problems = (Problem(text=str(refusal), field=refusal.field),)
        else:
            return found, ()
    return PeerList(organisation=organisation, peers=()), problems


def _comparison_page(
    session: Reading, actor: Actor, pair: tuple[str, str], choices: Choices
) -> ComparisonPage:
    for problem in choices.problems:
        raise Invalid(problem.text, field=problem.field)
    found = queries.compare_organisations(session, actor, *pair, weights=choices.weights, area=choices.area)
    path = comparison_address(*pair, choices.kept)
    return ComparisonPage(
        comparison=found,
        invitation=presenting.invitation(actor, path),
        view=side_by_side(found, choices.kept),
    )


def _same_twice_page(session: Reading, actor: Actor, ods_code: str) -> SameTwicePage:
    peers = queries.find_peers(session, actor, ods_code, limit=5)
    return SameTwicePage(organisation=peers.organisation, peers=peers)
