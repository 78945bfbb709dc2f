"""HTML for finding people and looking after their accounts."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.administration import actions, presenting, queries
from exchange.administration.presenting import Option, Pages, ShownPerson
from exchange.administration.schemas import AccountDetail, LeaderGiven, PersonFilter, PersonSought
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/administration/people",
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
    include_in_schema=False,
)

PEOPLE = "/administration/people"
SoughtForm = Annotated[Submission[PersonSought], Depends(submitted(PersonSought))]
_DONE = {
    "off": "The account is switched off, and signed out everywhere.",
    "on": "The account is in use again.",
    "ended": "The duty has ended.",
    "granted": "The duty is given.",
}


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """People by name, with a form to find them."""

    template = "administration/people.html"
    section = "administration"
    form: Submission[PersonSought]
    people: list[ShownPerson]
    heading: str
    pagination: Pages | None
    states: list[Option]
    roles: list[Option]


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """One account, and what can be done with it."""

    template = "administration/person.html"
    section = "administration"
    person: AccountDetail
    name: str
    state: str
    place: str
    is_off: bool
    is_erased: bool
    can_be_administrator: bool
    done: str = ""
    form: Submission[LeaderGiven] = field(default_factory=Submission)


@router.get("")
def list_people(
    request: Request, session: Reading, actor: CurrentActor, wanted: Annotated[PersonFilter, Query()]
) -> Response:
    """Show one page of accounts."""
    form: Submission[PersonSought] = Submission(wanted.model_dump(mode="json") | {"words": wanted.q})
    return render(request, _people_page(session, actor, wanted, form))


@router.post("")
def search_people(request: Request, session: Reading, actor: CurrentActor, form: SoughtForm) -> Response:
    """Go to whom an address belongs to, or to the list that a name and filters give."""
    sought = form.value
    if sought is None:
        return render(request, _people_page(session, actor, PersonFilter(), form), status=422)
    if "@" not in sought.words:
        values = sought.model_dump(exclude={"words"})
        wanted = PersonFilter(q=sought.words[:100], **values)
        return see_other(presenting.address(PEOPLE, wanted))
    try:
        person_id = queries.get_person_of(session, actor, sought.words)
    except Invalid as refusal:
        refused = form.refused(refusal.field, str(refusal))
        return render(request, _people_page(session, actor, PersonFilter(), refused), status=422)
    return see_other(f"{PEOPLE}/{person_id}")


@router.get("/{person_id}")
def show_person(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    person_id: UUID,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show one account."""
    person = queries.get_person(session, actor, person_id)
    return render(request, person_page(person, done=_DONE.get(done, "")))


@router.post("/{person_id}/disable")
def disable(session: Writing, actor: CurrentActor, person_id: UUID) -> Response:
    """Switch an account off."""
    actions.disable_person(session, actor, person_id)
    return see_other(f"{PEOPLE}/{person_id}?done=off")


@router.post("/{person_id}/enable")
def enable(session: Writing, actor: CurrentActor, person_id: UUID) -> Response:
    """Switch an account on again."""
    actions.enable_person(session, actor, person_id)
    return see_other(f"{PEOPLE}/{person_id}?done=on")


def person_page(
    person: AccountDetail, *, done: str = "", form: Submission[LeaderGiven] | None = None
) -> PersonPage:
    """Return the page of an account."""
    return PersonPage(
        person=person,
        name=presenting.name_of(person),
        state=presenting.state_of(person),
        place=presenting.place_of(person),
        is_off=person.state == "disabled",
        is_erased=person.state == "erased",
        can_be_administrator=not any(duty.kind == "administrator" for duty in person.duties),
        done=done,
        form=form or Submission(),
    )


def _people_page(
    session: Reading, actor: CurrentActor, wanted: PersonFilter, form: Submission[PersonSought]
) -> PeoplePage:
    found = queries.find_people(session, actor, wanted)
    return PeoplePage(
        form=form,
        people=presenting.shown(found.people),
        heading=presenting.counted(found.total, "account"),
        pagination=presenting.pages(PEOPLE, wanted, found.page, found.pages),
        states=presenting.STATE_OPTIONS,
        roles=presenting.ROLE_OPTIONS,
    )
