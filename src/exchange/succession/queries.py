"""Every SELECT on mergers and boards. Each that shows something asks first who wants to know."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from exchange.lessons.models import Candour, Lesson, LessonState
from exchange.organisations.assembling import is_current
from exchange.organisations.models import Icb, IcbMembership, Organisation, OrganisationStatus
from exchange.organisations.queries import find_way
from exchange.organisations.schemas import Moved
from exchange.people.actor import Actor
from exchange.people.models import Duty, DutyState, Membership, MembershipState
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Invalid, NotFound
from exchange.succession.access import check_can_carry_over
from exchange.succession.models import OrganisationMerger
from exchange.succession.schemas import (
    Board,
    BoardOf,
    FormerBoard,
    MergerDone,
    Mergers,
    MergerToDo,
    MergerWanted,
)
from exchange.technologies.models import Deployment

_CLOSED = OrganisationStatus.CLOSED
_UNDER_WAY = (MembershipState.ASKED, MembershipState.APPROVED)


def find_mergers(session: Session, actor: Actor) -> Mergers:
    """Return the closed organisations that still have entries, and what was carried over."""
    check_can_carry_over(actor)
    return Mergers(to_do=tuple(_to_do(session, actor)), done=tuple(_done(session)))


def get_pair(session: Session, actor: Actor, wanted: MergerWanted) -> tuple[UUID, UUID]:
    """Return the ids of the two organisations of a merger by their codes, of a closed one its own.

    Raises:
        Invalid: there is none of one of the codes.
    """
    check_can_carry_over(actor)
    codes = {"gone": wanted.gone.upper(), "into": wanted.into.upper()}
    statement = select(Organisation.ods_code, Organisation.id)
    found = dict(session.exec(statement.where(col(Organisation.ods_code).in_(codes.values()))).all())
    for field, code in codes.items():
        if code not in found:
            raise Invalid(f"There is no organisation with the code '{code}'", field=field)
    return found[codes["gone"]], found[codes["into"]]


def organisations_of(session: Session, *ids: UUID, is_locked: bool = False) -> dict[UUID, Organisation]:
    """Return organisations by their ids, in one order if locked, so that two cannot wait for each other.

    Raises:
        NotFound: one of them is not there.
    """
    statement = select(Organisation).where(col(Organisation.id).in_(ids)).order_by(col(Organisation.id))
    if is_locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = {row.id: row for row in session.exec(statement)}
    if set(ids) - found.keys():
        raise NotFound("There is no such organisation")
    return found


def find_heir(session: Session, organisation: Organisation) -> str:
    """Return the code of the organisation in which one has ended, perhaps by way of others; else its own."""
    followed = [organisation]
    while followed[-1].status is _CLOSED:
        code = followed[-1].successor_ods_code
        row = session.exec(select(Organisation).where(Organisation.ods_code == code)).one_or_none()
        if row is None or row in followed:
            break
        followed.append(row)
    return followed[-1].ods_code


def get_board(session: Session, actor: Actor, ods_code: str) -> BoardOf:
    """Return where an organisation belongs and belonged, and where it may come to.

    Raises:
        NotFound: there is no such organisation.
    """
    check_can_carry_over(actor)
    row = get_by_code(session, ods_code)
    names = {each.code: each for each in session.exec(select(Icb).order_by(col(Icb.name)))}
    former = select(IcbMembership).where(IcbMembership.organisation_id == row.id)
    now = names.get(row.icb_code or "")
    return BoardOf(
        ods_code=row.ods_code,
        name=row.name,
        icb_code=row.icb_code or "",
        icb=now.name if now else "",
        former=tuple(
            FormerBoard(name=names[each.icb_code].name, left_on=each.valid_to)
            for each in session.exec(former.order_by(col(IcbMembership.valid_to).desc()))
        ),
        boards=tuple(
            Board(code=each.code, name=each.name)
            for each in names.values()
            if is_current(each, today()) and each.code != row.icb_code
        ),
    )


def get_by_code(session: Session, ods_code: str, *, is_locked: bool = False) -> Organisation:
    """Return an organisation by its code.

    Raises:
        NotFound: there is none.
    """
    statement = select(Organisation).where(Organisation.ods_code == ods_code.upper())
    row = session.exec(statement.with_for_update() if is_locked else statement).one_or_none()
    if row is None:
        raise NotFound("There is no such organisation")
    return row


def find_last_board_left_on(session: Session, organisation_id: UUID) -> date | None:
    """Return the day on which an organisation came to its present board; None when that is not known."""
    statement = select(func.max(IcbMembership.valid_to))
    return session.exec(statement.where(IcbMembership.organisation_id == organisation_id)).one()


def find_people_of(session: Session, organisation_id: UUID) -> set[UUID]:
    """Return everybody who belongs to an organisation or leads it, or has asked to."""
    places = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, col(Membership.state).in_(_UNDER_WAY)
    )
    duties = select(Duty.person_id).where(
        Duty.organisation_id == organisation_id, col(Duty.state).in_((DutyState.ASKED, DutyState.HELD))
    )
    return {*session.exec(places), *session.exec(duties)}


def _to_do(session: Session, actor: Actor) -> list[MergerToDo]:
    """Return what is to be done. Drafts and lessons by relay are not counted: that would tell of them."""
    shown = (col(Lesson.candour) != Candour.RELAY, col(Lesson.state) != LessonState.DRAFT)
    counts = (
        _number(Deployment),
        _number(Lesson, *shown),
        _number(Membership, col(Membership.state).in_(_UNDER_WAY)),
    )
    columns: Any = (Organisation, *counts)
    statement = (
        select_columns(*columns)
        .where(col(Organisation.status) == _CLOSED, col(Organisation.successor_ods_code).is_not(None))
        .order_by(col(Organisation.name), col(Organisation.ods_code))
    )
    rows = [row for row in session.execute(statement) if any(row[1:])]
    ways = {row[0].ods_code: find_way(session, actor, row[0].ods_code) for row in rows}
    heirs = {code: way.ods_code for code, way in ways.items() if isinstance(way, Moved)}
    named = select(Organisation.ods_code, Organisation.name)
    names = dict(session.exec(named.where(col(Organisation.ods_code).in_(heirs.values()))).all())
    return [
        MergerToDo(
            **row.model_dump(include={"ods_code", "name", "closed_on"}),
            into_code=heirs[row.ods_code],
            into=names[heirs[row.ods_code]],
            systems=systems,
            lessons=lessons,
            people=people,
        )
        for row, systems, lessons, people in rows
        if row.ods_code in heirs
    ]


def _number(table: Any, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    own = col(table.organisation_id) == col(Organisation.id)
    counted = select_columns(func.count()).select_from(table).where(own, *conditions)
    return counted.correlate(Organisation).scalar_subquery()


def _done(session: Session) -> list[MergerDone]:
    into = aliased(Organisation)
    columns: Any = (OrganisationMerger.merged_on, Organisation, into)
    statement = (
        select_columns(*columns)
        .select_from(OrganisationMerger)
        .join(Organisation, col(Organisation.id) == col(OrganisationMerger.gone_id))
        .join(into, col(into.id) == col(OrganisationMerger.into_id))
        .order_by(col(OrganisationMerger.carried_over_at).desc(), col(Organisation.name))
    )
    return [
        MergerDone(
            **gone.model_dump(include={"ods_code", "name"}),
            into_code=other.ods_code,
            into=other.name,
            merged_on=day,
        )
        for day, gone, other in session.execute(statement)
    ]
