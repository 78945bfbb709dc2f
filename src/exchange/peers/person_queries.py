"""The SELECTs behind suggestions of persons: whom an actor may be shown, and what all agendas are made of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, false, select

from exchange.matching import PersonProfile
from exchange.organisations.models import Organisation, Theme
from exchange.peers.access import may_be_suggested_to, visible_to
from exchange.people import access
from exchange.people.actor import Actor
from exchange.people.models import Interest, InterestKind, Membership, MembershipState, Person, PersonState
from exchange.plumbing.clock import today
from exchange.technologies.models import FunctionalArea, Product


@dataclass(frozen=True, kw_only=True)
class Helper:
    """A person who may be asked, as they are now.

    ``cover_id`` is of whoever stands in while they are away.
    """

    id: UUID
    name: str
    profile: PersonProfile
    is_away: bool
    cover_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Helpers:
    """Who asks, whom they may be shown, and the names of the subjects that these persons name."""

    asking: Helper | None
    others: tuple[Helper, ...]
    subjects: dict[str, str]


def find_helpers_at(session: Session, actor: Actor, ods_codes: Collection[str]) -> Helpers:
    """Return who may be suggested to ``actor`` at some organisations. Two queries, however many there are."""
    return _helpers(session, actor, col(Organisation.ods_code).in_(ods_codes))


def find_helpers(session: Session, actor: Actor, ids: Collection[UUID]) -> Helpers:
    """Return those of some persons who may be suggested to ``actor``. Two queries."""
    return _helpers(session, actor, col(Person.id).in_(ids) if ids else false())


def _helpers(session: Session, actor: Actor, which: ColumnElement[bool]) -> Helpers:
    asking = and_(access.visible_to(actor), col(Person.id) == actor.person_id)
    condition = and_(visible_to(actor), or_(asking, and_(which, may_be_suggested_to(actor))))
    agendas = _Agendas(session, condition)
    found = [
        Helper(
            id=row.id,
            name=row.name,
            profile=agendas.profile(row),
            is_away=row.away_until is not None and row.away_until >= today(),
            cover_id=row.cover_person_id,
        )
        for row in session.execute(_persons(condition))
    ]
    return Helpers(
        asking=next((each for each in found if each.id == actor.person_id), None),
        others=tuple(each for each in found if each.id != actor.person_id),
        subjects=agendas.names,
    )


def find_all_agendas(session: Session, actor: Actor) -> tuple[list[PersonProfile], dict[str, str]]:
    """Return role and subjects of all confirmed persons by opaque id, and the names of the subjects.

    For statistics and for choosing whom to ask the database about: nobody is shown from this, because it
    knows neither names nor who has paused, is away or wants to be seen by whom.
    """
    condition = and_(
        visible_to(actor),
        col(Person.state) == PersonState.ACTIVE,
        col(Membership.state) == MembershipState.APPROVED,
    )
    agendas = _Agendas(session, condition)
    return [agendas.profile(row) for row in session.execute(_persons(condition))], agendas.names


def find_joined(session: Session, actor: Actor, ods_codes: Sequence[str]) -> set[str]:
    """Return those of some organisations from which anybody has joined: that much is public."""
    statement = (
        select(Organisation.ods_code)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            visible_to(actor),
            col(Organisation.ods_code).in_(ods_codes),
            col(Membership.state) == MembershipState.APPROVED,
            col(Person.state) == PersonState.ACTIVE,
        )
        .distinct()
    )
    return set(session.exec(statement))


def _persons(condition: ColumnElement[bool]) -> Any:
    columns: list[Any] = [
        col(Person.id),
        col(Person.name),
        col(Person.job_role),
        col(Person.request_budget),
        col(Person.away_until),
        col(Person.cover_person_id),
        col(Organisation.ods_code),
    ]
    return (
        select_columns(*columns)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(condition, col(Membership.state) == MembershipState.APPROVED)
    )


class _Agendas:
    """The subjects of all persons who fulfil a condition, from one query."""

    def __init__(self, session: Session, condition: ColumnElement[bool]) -> None:
        self.names: dict[str, str] = {}
        self._subjects: defaultdict[tuple[UUID, InterestKind], set[str]] = defaultdict(set)
        for row in session.execute(_interests(condition)):
            for key, name in _keys(row):
                self._subjects[row.person_id, row.kind].add(key)
                self.names[key] = name

    def profile(self, row: Row[Any]) -> PersonProfile:
        """Return a person as matching sees them.

        Requests are not counted yet; a budget of none is one that is always spent.
        """
        return PersonProfile(
            id=str(row.id),
            ods_code=row.ods_code,
            role=row.job_role or "",
            can_help=frozenset(self._subjects.get((row.id, InterestKind.CAN_HELP), ())),
            wants=frozenset(self._subjects.get((row.id, InterestKind.WANTS_TO_LEARN), ())),
            at_budget=row.request_budget == 0,
        )


def _interests(condition: ColumnElement[bool]) -> Any:
    columns: list[Any] = [
        col(Interest.person_id),
        col(Interest.kind),
        col(Interest.product_id),
        col(Product.name).label("product"),
        col(FunctionalArea.code).label("area_code"),
        col(FunctionalArea.short_name).label("area"),
        col(Interest.theme_code),
        col(Theme.name).label("theme"),
    ]
    area = func.coalesce(col(Interest.functional_area_code), col(Product.functional_area_code))
    return (
        select_columns(*columns)
        .join(Product, col(Product.id) == col(Interest.product_id), isouter=True)
        .join(FunctionalArea, col(FunctionalArea.code) == area, isouter=True)
        .join(Theme, col(Theme.code) == col(Interest.theme_code), isouter=True)
        .join(Person, col(Person.id) == col(Interest.person_id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(condition, col(Membership.state) == MembershipState.APPROVED)
    )


def _keys(row: Row[Any]) -> Iterable[tuple[str, str]]:
    """Yield what an interest is in; one in a product is one in its functional area as well."""
    if row.product_id:
        yield f"product:{row.product_id}", row.product
    if row.area_code:
        yield f"area:{row.area_code}", row.area
    if row.theme_code:
        yield f"theme:{row.theme_code}", row.theme
