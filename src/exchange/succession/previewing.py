"""What a merger would do, in words, before it is done."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor
from exchange.people.models import DutyState, MembershipState
from exchange.succession.planning import Merger, find_merger
from exchange.succession.schemas import Carried, MergerPlan, Party, PersonCarried, Twin
from exchange.technologies.models import Deployment, FunctionalArea, Product, Supplier

_NOTES = {
    "Networks": "of those that both belong to, the other one's entry stays",
    "Priorities": "of those that both have, the other one's entry stays",
    "Asks of suppliers joined": "of an ask that both join or made, it counts once",
    "Questions whether entries are true": "the later day stays",
}


def preview_merger(session: Session, actor: Actor, gone_id: UUID, into_id: UUID) -> MergerPlan:
    """Return what carrying over would do, in words.

    Raises:
        NotFound: one of the two is not there.
        NotAllowed: the actor does not look after the service.
        Conflict: the two cannot become one, or there is nothing to carry over.
    """
    merger = find_merger(session, actor, gone_id, into_id)
    return MergerPlan(
        gone=_party(merger.gone),
        into=_party(merger.into),
        carried=tuple(_carried(merger)),
        twins=tuple(_twins(session, merger)),
        lessons=tuple(title for _, title in merger.lessons),
        people=tuple(_people(merger)),
        hides_contracts=merger.hides_contracts,
        plan=merger.plan,
    )


def _party(organisation: Organisation) -> Party:
    return Party(
        **organisation.model_dump(include={"id", "ods_code", "name", "closed_on"}),
        is_closed=organisation.status is OrganisationStatus.CLOSED,
    )


def _carried(merger: Merger) -> Iterator[Carried]:
    twins = (
        "both have an entry of the system: one stays, the other is kept as removed" if merger.twins else ""
    )
    yield Carried(what="Systems", moves=len(merger.systems), others=len(merger.twins), note=twins)
    yield Carried(
        what="Lessons",
        moves=len(merger.lessons),
        note="drafts and lessons by relay come along, too, and are not counted here",
    )
    comes = sum(comes for _, comes in merger.uses)
    yield Carried(
        what="Reports on lessons",
        moves=comes,
        others=len(merger.uses) - comes,
        note="those on a lesson that the other one wrote or reported on stay under the old name",
    )
    yield Carried(what="People", moves=len(merger.places))
    for what, rows in merger.moved.items():
        yield Carried(what=what, moves=len(rows))
    for what, (moved, dropped) in merger.shared.items():
        yield Carried(what=what, moves=len(moved), others=len(dropped), note=_NOTES[what])


def _twins(session: Session, merger: Merger) -> Iterator[Twin]:
    areas = dict(session.exec(select(FunctionalArea.code, FunctionalArea.short_name)).all())
    both = [stays for stays, _ in merger.twins]
    makers = _names(session, Supplier, [each.supplier_id for each in both])
    products = _names(session, Product, [each.product_id for each in both])
    for stays, other in merger.twins:
        maker, product = makers.get(stays.supplier_id), products.get(stays.product_id)
        name = product or maker or "a system that is not named"
        is_gone = stays.organisation_id == merger.gone.id
        yield Twin(
            system=f"{areas[stays.functional_area_code]}: {name}",
            stays=(merger.gone if is_gone else merger.into).name,
            why=_why(stays, other),
        )


def _names(session: Session, table: Any, ids: list[UUID | None]) -> dict[UUID | None, str]:
    named = select(table.id, table.name).where(col(table.id).in_([id for id in ids if id]))
    return dict(session.exec(named).all())


def _why(stays: Deployment, other: Deployment) -> str:
    if stays.confirmed_on != other.confirmed_on:
        return "it was confirmed last"
    if stays.source_date != other.source_date:
        return "its source is newer"
    return "both are as well founded"


def _people(merger: Merger) -> Iterator[PersonCarried]:
    duties = {duty.person_id: (duty, becomes) for duty, becomes in merger.duties}
    for place, person in merger.places:
        duty, becomes = duties.get(person.id, (None, None))
        if place.state is MembershipState.ASKED:
            words = "asks to join"
        elif becomes is DutyState.HELD:
            words = "a member, and its knowledge lead"
        elif becomes is DutyState.ASKED:
            was = "led" if duty and duty.state is DutyState.HELD else "asked to lead"
            words = f"a member; {was} the old one, and asks to lead this one"
        else:
            words = "a member"
        yield PersonCarried(name=person.name or "Somebody who has not given a name", becomes=words)
