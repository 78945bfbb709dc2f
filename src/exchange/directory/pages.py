"""HTML for the people who can be asked."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.directory import presenting, queries
from exchange.directory.schemas import PeopleFilter, PersonDetail, PersonSummary
from exchange.lessons.here import find_lessons_by
from exchange.lessons.schemas import LessonsHere
from exchange.organisations.presenting import Chip, Filter
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.profiles.presenting import day_in_words
from exchange.technologies.presenting import page_links
from exchange.technologies.queries import find_organisation_choices
from exchange.technologies.schemas import OrganisationName
from exchange.web.rendering import Page, render
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/people", dependencies=[Depends(Needs(Permission.READ_PEOPLE))], include_in_schema=False
)


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """People that match words and filters."""

    template = "directory/people.html"
    fragments = frozenset({"results"})
    section = "people"
    title: str
    wanted: PeopleFilter
    filters: tuple[Filter, ...]
    organisations: tuple[OrganisationName, ...]
    chips: tuple[Chip, ...]
    without_filters: str
    heading: str
    people: tuple[PersonSummary, ...]
    paging: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """One person: what they can be asked, and who else is there."""

    template = "directory/person.html"
    section = "people"
    person: PersonDetail
    paused_until: str
    lessons: LessonsHere


@router.get("")
def list_people(
    request: Request, session: Reading, actor: CurrentActor, wanted: Annotated[PeopleFilter, Query()]
) -> Response:
    found = queries.find_people(session, actor, wanted)
    choices = queries.find_choices(session, actor)
    organisations = find_organisation_choices(session, actor)
    names = {each.ods_code: each.name for each in organisations}
    page = PeoplePage(
        title=presenting.title(wanted, found),
        wanted=wanted,
        filters=presenting.filters(wanted, choices),
        organisations=organisations,
        chips=presenting.chips(wanted, choices, names),
        without_filters=presenting.address(PeopleFilter(q=wanted.q)),
        heading=presenting.heading(wanted, found),
        people=found.people,
        paging=page_links(request, found.page, found.pages),
    )
    response = render(request, page)
    response.headers["HX-Push-Url"] = presenting.address(wanted, page=wanted.page)  # without empty fields
    return response


@router.get("/{person_id}")
def show_person(request: Request, session: Reading, actor: CurrentActor, person_id: UUID) -> Response:
    person = queries.get_person(session, actor, person_id)
    page = PersonPage(
        person=person,
        paused_until=day_in_words(person.paused_until),
        lessons=find_lessons_by(session, actor, person_id, limit=10),
    )
    return render(request, page)
