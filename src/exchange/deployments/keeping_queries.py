"""Every SELECT on an organisation's systems that those who keep them true need."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from exchange.deployments.access import check_can_confirm, check_can_keep
from exchange.deployments.keeping_access import check_can_add, check_can_see_list
from exchange.deployments.keeping_schemas import (
    Choices,
    Colleague,
    Entry,
    Kept,
    Named,
    Register,
    Removed,
    Standing,
    Waiting,
)
from exchange.deployments.naming_systems import find_labels
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor, Permission, Role
from exchange.people.models import Membership, MembershipState, Person, PersonState
from exchange.plumbing.clock import now, today
from exchange.plumbing.errors import NotFound, allows
from exchange.plumbing.provenance import since, source_label
from exchange.technologies.catalogue import full_name
from exchange.technologies.models import (
    Deployment,
    DeploymentChange,
    FunctionalArea,
    Product,
    ProductProposal,
    Supplier,
)
from exchange.technologies.snapshots import NOTHING, read_snapshot

UNDO_SHOWN_FOR = timedelta(hours=1)


class _Row(NamedTuple):
    deployment: Deployment
    area: str
    supplier: str | None
    product: str | None
    proposed_id: UUID | None
    confirmed_by: str | None
    owner: str | None


def get_place(session: Session, ods_code: str) -> Organisation:
    """Return an organisation by its code; organisations are public.

    Raises:
        NotFound: there is none.
    """
    statement = select(Organisation).where(Organisation.ods_code == ods_code.upper())
    row = session.exec(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such organisation")
    return row


def get_register(session: Session, actor: Actor, ods_code: str) -> Register:
    """Return an organisation's systems for its own people.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor does not belong to it.
    """
    place = get_place(session, ods_code)
    check_can_see_list(actor, place.id)
    undo = _newest_own_changes(session, actor, place.id)
    entries = tuple(_entry(actor, row, undo) for row in _rows(session, place.id))
    is_closed = place.status is OrganisationStatus.CLOSED
    return Register(
        ods_code=place.ods_code,
        organisation=place.name,
        href=f"/organisations/{place.ods_code}/systems",
        entries=entries,
        removed=tuple(_removed(session, undo)),
        waiting=sum(each.standing != "confirmed" for each in entries),
        can_add=allows(check_can_add, actor, place.id, is_closed=is_closed),
        is_closed=is_closed,
        shows_contracts=place.shows_contracts,
    )


def find_waiting(session: Session, actor: Actor) -> Waiting | None:
    """Return how many entries of the organisation that the actor leads wait; None where they lead none."""
    if Role.KNOWLEDGE_LEAD not in actor.roles or actor.organisation_id is None:
        return None
    place = session.get_one(Organisation, actor.organisation_id)
    counted = select(func.count(), func.count(col(Deployment.confirmed_on))).where(
        Deployment.organisation_id == place.id
    )
    entries, confirmed = session.exec(counted).one()
    href = f"/organisations/{place.ods_code}/systems"
    return Waiting(organisation=place.name, href=href, waiting=entries - confirmed, entries=entries)


def find_way_to_keep(session: Session, actor: Actor, ods_code: str) -> str:
    """Return the address of an organisation's list for who may keep some of it true; "" for all others."""
    if not (actor.organisation_id or actor.may(Permission.ADMINISTER)):
        return ""
    place = get_place(session, ods_code)
    owned = select(Deployment.id).where(
        Deployment.organisation_id == place.id, Deployment.owner_id == actor.person_id
    )
    is_owner = actor.organisation_id == place.id and session.exec(owned.limit(1)).first() is not None
    may_keep = is_owner or allows(check_can_keep, actor, place.id)
    return f"/organisations/{place.ods_code}/systems" if may_keep else ""


def get_kept(session: Session, actor: Actor, ods_code: str, deployment_id: UUID) -> Kept:
    """Return one entry to change, with what its form offers.

    Raises:
        NotFound: the organisation has no such entry.
        NotAllowed: the actor neither owns it nor keeps the organisation's systems.
    """
    place = get_place(session, ods_code)
    check_can_see_list(actor, place.id)
    row = next(iter(_rows(session, place.id, deployment_id)), None)
    if row is None:
        raise NotFound("There is no such entry: somebody may have taken it off the list")
    check_can_confirm(actor, row.deployment)
    return _kept(session, place, _entry(actor, row, {}))


def get_new(session: Session, actor: Actor, ods_code: str) -> Kept:
    """Return what the form of a new entry offers.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor does not keep its systems.
        Conflict: it has closed.
    """
    place = get_place(session, ods_code)
    check_can_add(actor, place.id, is_closed=place.status is OrganisationStatus.CLOSED)
    return _kept(session, place, None)


def find_colleagues(session: Session, organisation_id: UUID) -> tuple[Colleague, ...]:
    """Return the members of an organisation whose accounts are in use, by name."""
    statement = (
        select(Person.id, Person.name)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            Membership.organisation_id == organisation_id,
            col(Membership.state) == MembershipState.APPROVED,
            col(Person.state) == PersonState.ACTIVE,
        )
        .order_by(col(Person.name), col(Person.id))
    )
    return tuple(Colleague(id=id, name=name) for id, name in session.exec(statement))


def system_name(supplier: str | None, product: str | None) -> str:
    """Return what a page calls a system: "Oracle Health Millennium", or its supplier alone."""
    if product:
        return full_name(supplier or "", product)
    return supplier or "System not named"


def _kept(session: Session, place: Organisation, entry: Entry | None) -> Kept:
    areas = session.exec(select(FunctionalArea.code, FunctionalArea.name).order_by(FunctionalArea.name)).all()
    return Kept(
        ods_code=place.ods_code,
        organisation=place.name,
        href=f"/organisations/{place.ods_code}/systems",
        shows_contracts=place.shows_contracts,
        entry=entry,
        choices=Choices(
            systems=find_labels(session),
            areas=tuple(Named(key=code, name=name) for code, name in areas),
            colleagues=find_colleagues(session, place.id),
            suppliers=tuple(session.exec(select(Supplier.name).order_by(Supplier.name)).all()),
        ),
    )


def _rows(session: Session, organisation_id: UUID, deployment_id: UUID | None = None) -> list[_Row]:
    """Return the entries of an organisation with their names, by area and system; one of them by its id."""
    confirmer, owner = aliased(Person), aliased(Person)
    statement = (
        select(Deployment, FunctionalArea.name, Supplier.name, Product.name)
        .add_columns(col(ProductProposal.product_id), col(confirmer.name), col(owner.name))
        .join(FunctionalArea, col(FunctionalArea.code) == col(Deployment.functional_area_code))
        .join(Supplier, col(Supplier.id) == col(Deployment.supplier_id), isouter=True)
        .join(Product, col(Product.id) == col(Deployment.product_id), isouter=True)
        .join(ProductProposal, col(ProductProposal.product_id) == col(Deployment.product_id), isouter=True)
        .join(confirmer, col(confirmer.id) == col(Deployment.confirmed_by_id), isouter=True)
        .join(owner, col(owner.id) == col(Deployment.owner_id), isouter=True)
        .where(col(Deployment.organisation_id) == organisation_id)
    )
    if deployment_id is not None:
        statement = statement.where(col(Deployment.id) == deployment_id)
    rows = [_Row(*row) for row in session.execute(statement)]
    return sorted(rows, key=lambda row: (row.area, row.supplier or "", row.product or "", row.deployment.id))


def _entry(actor: Actor, row: _Row, undo: dict[UUID, DeploymentChange]) -> Entry:
    of = row.deployment
    change = undo.get(of.id)
    label = source_label(
        of.confirmed_on,
        of.source_date,
        has_source=bool(of.source or of.source_url),
        was_confirmed_on=of.was_confirmed_on,
    )
    return Entry(
        **of.model_dump(include=set(Entry.model_fields) - {"source_label"}),
        name=system_name(row.supplier, row.product),
        area_code=of.functional_area_code,
        area=row.area,
        supplier=row.supplier or "",
        product=row.product or "",
        is_proposed=row.proposed_id is not None,
        since=since(of, date.today()),
        standing=_standing(of),
        confirmed_by=row.confirmed_by or "",
        owner=row.owner or "",
        source_label=label,
        can_change=allows(check_can_confirm, actor, of),
        is_asked=of.confirmed_on != today(),
        undo_id=change.id if change else None,
    )


def _standing(of: Deployment) -> Standing:
    if of.confirmed_on:
        return "confirmed"
    return "lapsed" if of.was_confirmed_on else "unconfirmed"


def _newest_own_changes(
    session: Session, actor: Actor, organisation_id: UUID
) -> dict[UUID, DeploymentChange]:
    """Return the newest change of every entry that the actor has changed last, within the hour."""
    statement = (
        select(DeploymentChange)
        .where(
            DeploymentChange.organisation_id == organisation_id,
            DeploymentChange.happened_at > now() - UNDO_SHOWN_FOR,
        )
        .order_by(col(DeploymentChange.happened_at))
    )
    newest = {change.deployment_id: change for change in session.exec(statement)}
    return {id: change for id, change in newest.items() if change.person_id == actor.person_id}


def _removed(session: Session, undo: dict[UUID, DeploymentChange]) -> list[Removed]:
    gone = [(change, read_snapshot(change.before)) for change in undo.values() if change.after == NOTHING]
    areas = dict(session.exec(select(FunctionalArea.code, FunctionalArea.name)).all())
    suppliers = [row["supplier_id"] for _, row in gone]
    products = [row["product_id"] for _, row in gone]
    makers = dict(
        session.exec(select(Supplier.id, Supplier.name).where(col(Supplier.id).in_(suppliers))).all()
    )
    named = dict(session.exec(select(Product.id, Product.name).where(col(Product.id).in_(products))).all())
    return [
        Removed(
            id=change.deployment_id,
            name=f"{system_name(makers.get(row['supplier_id']), named.get(row['product_id']))}"
            f" for {areas.get(row['functional_area_code'], '')}",
            undo_id=change.id,
        )
        for change, row in gone
    ]
