"""What carrying one organisation over to another would do, found before anything is done.

Drafts and lessons by relay come along, but are not part of the plan: neither their number nor a plan that
changes with them may tell an administrator whose they are.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlmodel import Session, col, select

from exchange.deployments.models import DeploymentImport, ImportState, SupplierAsk, SupplierAskBacking
from exchange.lessons.models import Candour, Lesson, LessonState, LessonUse
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.people.duty_queries import find_leads
from exchange.people.models import Duty, DutyState, Membership, MembershipState, Person
from exchange.plumbing.errors import Conflict
from exchange.succession.access import check_can_become, check_can_carry_over
from exchange.succession.models import OrganisationMerger
from exchange.succession.queries import find_heir, organisations_of
from exchange.succession.rules import MOVED, SHARED, Shared
from exchange.technologies.models import Deployment, DeploymentChange

_OPEN_PLACE = (MembershipState.ASKED, MembershipState.APPROVED)
_OPEN_DUTY = (DutyState.ASKED, DutyState.HELD)
_HISTORY = (DeploymentChange,)  # it grows with every merger, and nothing is decided by it


@dataclass
class Merger:
    """The rows that a merger touches.

    Attributes:
        twins: entries of one system: the first stays, the second goes.
        lessons: ids and titles of those that may be shown.
        uses: ids of the gone one's reports on lessons, and whether each comes along.
        moved: primary keys of what comes along as it is, by what it is called.
        shared: rows that come along, and rows that go because the other one has the same.
        places: memberships under way with whose they are.
        duties: leads and claims under way, each with the state that it has at the other one; None: it ends.
    """

    gone: Organisation
    into: Organisation
    systems: list[Deployment] = field(default_factory=list)
    twins: list[tuple[Deployment, Deployment]] = field(default_factory=list)
    lessons: list[tuple[UUID, str]] = field(default_factory=list)
    uses: list[tuple[UUID, bool]] = field(default_factory=list)
    moved: dict[str, list[Any]] = field(default_factory=dict)
    shared: dict[str, tuple[list[Any], list[Any]]] = field(default_factory=dict)
    places: list[tuple[Membership, Person]] = field(default_factory=list)
    duties: list[tuple[Duty, DutyState | None]] = field(default_factory=list)

    @property
    def plan(self) -> str:
        """A hash of all that would be changed and may be shown, and of what decides it."""
        return hashlib.sha256("\n".join(sorted(map(str, self._rows()))).encode()).hexdigest()

    @property
    def has_entries(self) -> bool:
        """Say whether there is anything to carry over."""
        rows = (self.systems, self.twins, self.lessons, self.places, self.duties, *self.moved.values())
        comes = any(comes for _, comes in self.uses) or any(any(pair) for pair in self.shared.values())
        return comes or any(rows)

    @property
    def hides_contracts(self) -> bool:
        """Say whether contracts come along that the gone one did not show, to one that shows its own."""
        hidden = self.into.shows_contracts and not self.gone.shows_contracts
        kept = (*self.systems, *(kept for kept, _ in self.twins))
        return hidden and any(
            each.organisation_id == self.gone.id and (each.contract_from or each.contract_to) for each in kept
        )

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        yield ("organisations", self.gone.id, self.into.id, self.gone.status, self.gone.successor_ods_code)
        yield from (("moves", each.id, each.version) for each in self.systems)
        yield from (("twin", a.id, a.version, b.id, b.version) for a, b in self.twins)
        yield from (("lesson", id) for id, _ in self.lessons)
        yield from (("use", *each) for each in self.uses)
        yield from ((name, each) for name, rows in self.moved.items() for each in rows)
        for name, (moved, dropped) in self.shared.items():
            yield from ((name, key_of(each), "moves") for each in moved)
            yield from ((name, key_of(each), "goes") for each in dropped)
        yield from (("place", place.id, place.state) for place, _ in self.places)
        yield from (("duty", duty.id, duty.state, becomes) for duty, becomes in self.duties)


def find_merger(
    session: Session, actor: Actor, gone_id: UUID, into_id: UUID, *, is_locked: bool = False
) -> Merger:
    """Return what carrying over would touch.

    Args:
        is_locked: hold the two organisations until the transaction ends, because it is about to be done.

    Raises:
        NotFound: one of the two is not there.
        NotAllowed: the actor does not look after the service.
        Conflict: the two are one, the second has closed, the first became part of another one, all of it was
            carried over, or a spreadsheet of one of them is just being written.
    """
    check_can_carry_over(actor)
    found = organisations_of(session, gone_id, into_id, is_locked=is_locked)
    merger = Merger(found[gone_id], found[into_id])
    heir = find_heir(session, merger.gone)
    check_can_become(merger.gone, merger.into, heir=heir, has_entries=True)
    _check_imports(session, merger)
    _find_systems(session, merger)
    _find_lessons(session, merger)
    _find_people(session, merger)
    _find_rest(session, merger)
    has_entries = merger.has_entries or session.get(OrganisationMerger, gone_id) is None
    check_can_become(merger.gone, merger.into, heir=heir, has_entries=has_entries)
    return merger


def key_of(row: Any) -> tuple[Any, ...]:
    """Return the primary key of a row."""
    return tuple(getattr(row, column.key) for column in inspect(type(row)).primary_key)


def _check_imports(session: Session, merger: Merger) -> None:
    writing = select(DeploymentImport.id).where(
        col(DeploymentImport.organisation_id).in_([merger.gone.id, merger.into.id]),
        col(DeploymentImport.state) == ImportState.WRITING,
    )
    if session.exec(writing.limit(1)).first():
        raise Conflict("A spreadsheet of one of the two is just being written. Try again in a minute")


def _find_systems(session: Session, merger: Merger) -> None:
    """Tell twins, entries of the same area, supplier and product, from what moves."""
    statement = select(Deployment).order_by(col(Deployment.id))
    own = {_system(each): each for each in session.exec(statement.where(_at(Deployment, merger.into))).all()}
    for each in session.exec(statement.where(_at(Deployment, merger.gone))).all():
        other = own.get(_system(each))
        if other is None:
            merger.systems.append(each)
        else:
            stays = each if _weight(each) > _weight(other) else other
            merger.twins.append((stays, other if stays is each else each))


def _system(deployment: Deployment) -> tuple[Any, ...]:
    return (deployment.functional_area_code, deployment.supplier_id, deployment.product_id)


def _weight(deployment: Deployment) -> tuple[str, str]:
    """Say which of two entries stays, as for products: the one confirmed last, else the newer source."""
    return (str(deployment.confirmed_on or ""), deployment.source_date)


def _find_lessons(session: Session, merger: Merger) -> None:
    shown = (col(Lesson.candour) != Candour.RELAY, col(Lesson.state) != LessonState.DRAFT)
    titles = select(Lesson.id, Lesson.title).where(_at(Lesson, merger.gone), *shown)
    merger.lessons = list(session.exec(titles.order_by(col(Lesson.title), col(Lesson.id))))
    also = set(session.exec(select(LessonUse.lesson_id).where(_at(LessonUse, merger.into))))
    uses = (
        select(LessonUse.id, LessonUse.lesson_id, Lesson.organisation_id, Lesson.candour)
        .join(Lesson, col(Lesson.id) == col(LessonUse.lesson_id))
        .where(_at(LessonUse, merger.gone))
        .order_by(col(LessonUse.id))
    )
    both = {merger.gone.id, merger.into.id}
    for id, lesson_id, writer_id, candour in session.exec(uses):
        # By relay a lesson is nobody's: a report that stayed behind would tell whose it is.
        is_own = writer_id in both and candour is not Candour.RELAY
        merger.uses.append((id, lesson_id not in also and not is_own))


def _find_people(session: Session, merger: Merger) -> None:
    places = (
        select(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(_at(Membership, merger.gone), col(Membership.state).in_(_OPEN_PLACE))
        .order_by(col(Person.name), col(Person.id))
    )
    merger.places = list(session.exec(places))
    duties = select(Duty).where(col(Duty.state).in_(_OPEN_DUTY)).order_by(col(Duty.id))
    there = {each.person_id for each in session.exec(duties.where(_at(Duty, merger.into)))}
    has_lead = bool(find_leads(session, merger.into.id))
    members = {place.person_id for place, _ in merger.places if place.state is MembershipState.APPROVED}
    for duty in session.exec(duties.where(_at(Duty, merger.gone))):
        becomes: DutyState | None = duty.state
        if duty.state is DutyState.HELD:
            becomes = DutyState.ASKED if has_lead else DutyState.HELD
            becomes = becomes if duty.person_id in members else None
        merger.duties.append((duty, None if duty.person_id in there else becomes))


def _find_rest(session: Session, merger: Merger) -> None:
    for name, table in MOVED.items():
        if table not in _HISTORY:
            keys = [col(getattr(table, column.key)) for column in inspect(table).primary_key]
            found = session.exec(select(*keys).where(_at(table, merger.gone)).order_by(*keys))
            merger.moved[name] = list(found)
    for name, shared in SHARED.items():
        merger.shared[name] = _shared(session, merger, shared)


def _shared(session: Session, merger: Merger, of: Shared) -> tuple[list[Any], list[Any]]:
    """Return the rows that come along and those that go: what the other one has, and backings of own asks."""
    ids = [merger.gone.id, merger.into.id]
    statement = select(of.table).where(col(of.table.organisation_id).in_(ids))
    rows = session.exec(statement.order_by(col(getattr(of.table, of.key)))).all()
    asked = select(SupplierAsk.id).where(col(SupplierAsk.organisation_id).in_(ids))
    own = set(session.exec(asked)) if of.table is SupplierAskBacking else set()
    known = {getattr(row, of.key) for row in rows if row.organisation_id == merger.into.id}
    moved, dropped = [], []
    for row in rows:
        key, is_gone = getattr(row, of.key), row.organisation_id == merger.gone.id
        if key in own or (is_gone and key in known):
            dropped.append(row)
        elif is_gone:
            moved.append(row)
    return moved, dropped


def _at(table: Any, organisation: Organisation) -> Any:
    return col(table.organisation_id) == organisation.id
