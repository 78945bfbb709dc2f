"""Giving and ending duties: HTML and JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from exchange.administration import queries
from exchange.administration.people_pages import PEOPLE, person_page
from exchange.administration.schemas import LeaderGiven
from exchange.memberships.actions import end_duty, grant_administrator, grant_network_leader
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import render
from exchange.web.responding import see_other
from exchange.web.sessions import Writing

router = APIRouter(
    prefix=f"{PEOPLE}/{{person_id}}/duties",
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
    include_in_schema=False,
)
api = APIRouter(
    prefix=f"/api/v1{PEOPLE}/{{person_id}}/duties",
    tags=["administration"],
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
)

LeaderForm = Annotated[Submission[LeaderGiven], Depends(submitted(LeaderGiven))]


@router.post("/network-leader")
def give_network(
    request: Request, session: Writing, actor: CurrentActor, person_id: UUID, form: LeaderForm
) -> Response:
    """Make somebody leader of a network."""
    try:
        grant_network_leader(session, actor, person_id, _network(form.value))
    except Invalid as refusal:
        person = queries.get_person(session, actor, person_id)
        return render(request, person_page(person, form=form.refused("network_id", str(refusal))), status=422)
    return see_other(f"{PEOPLE}/{person_id}?done=granted")


@router.post("/administrator")
def give_administration(session: Writing, actor: CurrentActor, person_id: UUID) -> Response:
    """Make somebody an administrator."""
    grant_administrator(session, actor, person_id)
    return see_other(f"{PEOPLE}/{person_id}?done=granted")


@router.post("/{duty_id}/end")
def end(session: Writing, actor: CurrentActor, person_id: UUID, duty_id: UUID) -> Response:
    """End a duty."""
    end_duty(session, actor, duty_id, holder_id=person_id)
    return see_other(f"{PEOPLE}/{person_id}?done=ended")


@api.post("/network-leader", status_code=204)
def give_network_in_json(session: Writing, actor: CurrentActor, person_id: UUID, given: LeaderGiven) -> None:
    """Make somebody leader of a network."""
    grant_network_leader(session, actor, person_id, _network(given))


@api.post("/administrator", status_code=204)
def give_administration_in_json(session: Writing, actor: CurrentActor, person_id: UUID) -> None:
    """Make somebody an administrator."""
    grant_administrator(session, actor, person_id)


@api.post("/{duty_id}/end", status_code=204)
def end_in_json(session: Writing, actor: CurrentActor, person_id: UUID, duty_id: UUID) -> None:
    """End a duty."""
    end_duty(session, actor, duty_id, holder_id=person_id)


def _network(given: LeaderGiven | None) -> UUID:
    if given is None or given.network_id is None:
        raise Invalid("Choose a network", field="network_id")
    return given.network_id
