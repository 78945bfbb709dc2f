"""The SELECTs behind a decision: who uses a product, with what they had or will have in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, distinct, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from exchange.organisations.models import Organisation
from exchange.people.access import is_available
from exchange.people.access import visible_to as people_visible_to
from exchange.people.actor import Actor, Permission
from exchange.people.models import (
    Interest,
    InterestKind,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.technologies.access import visible_to
from exchange.technologies.catalogue import Catalogue
from exchange.technologies.counting import is_current
from exchange.technologies.models import Deployment
from exchange.technologies.schemas import Kind
from exchange.technologies.uses import scope_of


@dataclass(frozen=True)
class Place:
    """The organisation that asks. Coordinates are WGS 84 degrees."""

    id: UUID
    ods_code: str
    name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Row:
    """A deployment and its organisation."""

    deployment: Deployment
    organisation: Organisation


def get_place(session: Session, actor: Actor, *, ods_code: str = "") -> Place | None:
    """Return the organisation of that code, else the actor's own; None when there is neither."""
    if not ods_code and actor.organisation_id is None:
        return None
    wanted = (
        col(Organisation.ods_code) == ods_code if ods_code else col(Organisation.id) == actor.organisation_id
    )
    columns: Any = [
        col(getattr(Organisation, name)) for name in ("id", "ods_code", "name", "latitude", "longitude")
    ]
    row = session.execute(select(*columns).where(visible_to(actor), wanted)).one_or_none()
    return Place(*row) if row else None


def find_rows(session: Session, actor: Actor, catalogue: Catalogue, slug: str) -> Sequence[Row]:
    """Return every use of a product, and all else that its users have in the same functional areas.

    Those whose source names the supplier alone are among them, as on the rest of the page.
    """
    beside = aliased(Deployment)
    users = (
        select(col(Deployment.organisation_id), col(Deployment.functional_area_code))
        .where(scope_of(catalogue, Kind.PRODUCT, slug).everyone)
        .distinct()
        .subquery()
    )
    statement = (
        select(beside, Organisation)
        .join(
            users,
            and_(
                users.c.organisation_id == beside.organisation_id,
                users.c.functional_area_code == beside.functional_area_code,
            ),
        )
        .join(Organisation, col(Organisation.id) == beside.organisation_id)
        .where(visible_to(actor), is_current())
        .order_by(col(Organisation.name), col(beside.functional_area_code), col(beside.id))
    )
    return [Row(*row) for row in session.execute(statement)]


def count_learners(session: Session, actor: Actor, product_id: UUID, area_code: str) -> tuple[int, int]:
    """Return at how many organisations somebody would like to learn about a product, and about its area.

    Only people whom the actor may see count, so that a count tells nothing that the list of people hides.
    """
    if not actor.may(Permission.READ_PEOPLE):
        return 0, 0
    place = col(Membership.organisation_id)
    about_product = case((col(Interest.product_id) == product_id, place))
    about_area = case((col(Interest.functional_area_code) == area_code, place))
    statement = (
        select(func.count(distinct(about_product)), func.count(distinct(about_area)))
        .select_from(Interest)
        .join(Person, col(Person.id) == col(Interest.person_id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            people_visible_to(actor),
            is_available(),
            col(Person.state) == PersonState.ACTIVE,
            col(Membership.state) == MembershipState.APPROVED,
            col(Interest.kind) == InterestKind.WANTS_TO_LEARN,
        )
    )
    row = session.execute(statement).one()
    return row[0], row[1]
