"""Rows of an organisation's systems to change, locked, and what a change must not clash with."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.deployments.access import check_can_confirm, check_can_keep
from exchange.deployments.keeping_access import check_can_see_list
from exchange.deployments.keeping_queries import get_place
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.plumbing.errors import NotFound
from exchange.technologies.models import Deployment


def place_to_change(session: Session, actor: Actor, ods_code: str) -> Organisation:
    """Return the row of an organisation whose systems the actor keeps, locked.

    Raises:
        NotFound: there is none.
        NotAllowed: the actor does not keep its systems.
    """
    place = get_place(session, ods_code)
    check_can_keep(actor, place.id)
    lock_place(session, place.id)
    return place


def lock_place(session: Session, organisation_id: UUID) -> None:
    """Hold an organisation's list until the transaction ends."""
    session.exec(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()).one()


def entry_to_change(session: Session, actor: Actor, ods_code: str, deployment_id: UUID) -> Deployment:
    """Return the row of an entry that the actor may change, locked.

    Raises:
        NotFound: the organisation has no such entry.
        NotAllowed: the actor neither owns it nor keeps the organisation's systems.
    """
    place = get_place(session, ods_code)
    check_can_see_list(actor, place.id)
    lock_place(session, place.id)  # so that no other entry becomes the same at the same moment
    row = deployment_of(session, deployment_id)
    if row is None or row.organisation_id != place.id:
        raise NotFound("There is no such entry: somebody may have taken it off the list")
    check_can_confirm(actor, row)
    return row


def entries_to_change(
    session: Session, actor: Actor, ods_code: str, ids: Collection[UUID]
) -> list[Deployment]:
    """Return those rows of an organisation that are still there, locked; the actor may change each.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor neither owns one of them nor keeps the organisation's systems.
    """
    place = get_place(session, ods_code)
    check_can_see_list(actor, place.id)
    lock_place(session, place.id)
    statement = select(Deployment).where(col(Deployment.id).in_(ids), Deployment.organisation_id == place.id)
    rows = list(session.exec(statement.order_by(col(Deployment.id)).with_for_update()))
    for row in rows:
        check_can_confirm(actor, row)
    return rows


def deployment_of(session: Session, deployment_id: UUID) -> Deployment | None:
    """Return the row of an entry, locked; None when it is not there."""
    statement = select(Deployment).where(Deployment.id == deployment_id)
    return session.exec(statement.with_for_update()).one_or_none()


def find_same(
    session: Session, deployment: Deployment, area: str, system: tuple[UUID | None, UUID | None]
) -> UUID | None:
    """Return another entry of the organisation about a supplier and product for an area, if there is one."""
    statement = select(Deployment.id).where(
        Deployment.organisation_id == deployment.organisation_id,
        Deployment.functional_area_code == area,
        col(Deployment.supplier_id).is_not_distinct_from(system[0]),
        col(Deployment.product_id).is_not_distinct_from(system[1]),
        Deployment.id != deployment.id,
    )
    return session.exec(statement.limit(1)).first()
