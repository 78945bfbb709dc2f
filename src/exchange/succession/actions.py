"""Carrying one organisation over to another, and moving one to another board; the caller commits."""

from uuid import UUID

from sqlmodel import Session

from exchange.memberships.member_queries import lock_people
from exchange.organisations.assembling import is_current
from exchange.organisations.boards import keep_former_board
from exchange.organisations.models import Icb, OrganisationStatus
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, REGISTRY, note_change
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Conflict, Invalid
from exchange.succession import carrying
from exchange.succession.access import check_can_carry_over
from exchange.succession.models import OrganisationMerger
from exchange.succession.people_carrying import carry_people
from exchange.succession.planning import find_merger
from exchange.succession.queries import find_last_board_left_on, find_people_of, get_by_code
from exchange.succession.schemas import BoardGiven, MergerGiven


def merge_organisations(
    session: Session, actor: Actor, gone_id: UUID, into_id: UUID, given: MergerGiven
) -> None:
    """Make one organisation a part of another: all that is its own comes along, and it is closed.

    Raises:
        NotFound: one of the two is not there.
        NotAllowed: the actor does not look after the service.
        Invalid: the day is in the future.
        Conflict: the two cannot become one, or that would not do any more what was shown.
    """
    check_can_carry_over(actor)
    if given.on > today():
        raise Invalid("The day must not be in the future. Carry it over on the day", field="on")
    lock_people(session, *find_people_of(session, gone_id))
    merger = find_merger(session, actor, gone_id, into_id, is_locked=True)
    if merger.plan != given.plan:
        raise Conflict("Something has changed since you looked. See again what the merger would do")
    is_participating = merger.gone.status is OrganisationStatus.PARTICIPATING
    merger.gone.closed_on = merger.gone.closed_on or given.on
    carry_people(session, actor, merger)
    carrying.carry_systems(session, actor, merger)
    carrying.carry_lessons(session, merger)
    carrying.carry_rest(session, merger)
    carrying.close(session, merger, is_participating=is_participating)
    if session.get(OrganisationMerger, gone_id) is None:
        merged = OrganisationMerger(gone_id=gone_id, into_id=into_id, merged_on=given.on)
        merged.person_id = actor.person_id
        session.add(merged)
    note_change(session, REGISTRY)
    note_change(session, PEOPLE)
    audit.record(session, "organisation.merged", actor=actor, subject=f"organisation:{merger.gone.ods_code}")
    into = f"organisation:{merger.into.ods_code}"
    audit.record(session, "organisation.took_over", actor=actor, subject=into)


def move_to_board(session: Session, actor: Actor, ods_code: str, given: BoardGiven) -> None:
    """Say that an organisation came to another integrated care board; where it was stays known.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor does not look after the service.
        Invalid: there is no such board, or it did not exist on the day; the day is in the future, or before
            the organisation came to the board that it is at.
        Conflict: it is there already, or somebody else has moved it since.
    """
    check_can_carry_over(actor)
    organisation = get_by_code(session, ods_code, is_locked=True)
    if (organisation.icb_code or "") != given.icb_now:
        raise Conflict("Somebody has moved this organisation since you looked. See again where it belongs")
    if given.icb_code == organisation.icb_code:
        raise Conflict("The organisation belongs to this board already")
    icb = session.get(Icb, given.icb_code)
    if icb is None or not is_current(icb, given.on):
        raise Invalid("Choose a board that existed on that day", field="icb_code")
    came_on = find_last_board_left_on(session, organisation.id)
    if given.on > today():
        raise Invalid("The day must not be in the future. Say it on the day", field="on")
    if came_on is not None and given.on < came_on:
        raise Invalid("The organisation came to the board that it is at on a later day", field="on")
    if organisation.icb_code is not None:
        keep_former_board(session, organisation.id, organisation.icb_code, given.on)
    organisation.icb_code, organisation.region_code = icb.code, icb.region_code or organisation.region_code
    note_change(session, REGISTRY)
    audit.record(
        session, "organisation.board_changed", actor=actor, subject=f"organisation:{organisation.ods_code}"
    )
