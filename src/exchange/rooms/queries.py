"""Every SELECT of rooms: who is in one, and what they ask."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from exchange.deployments.models import SupplierAsk, SupplierAskBacking
from exchange.directory.at_places import find_askable_at
from exchange.lessons.here import find_lessons_about
from exchange.lessons.schemas import LessonsHere
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.clock import now
from exchange.plumbing.errors import NotFound, allows
from exchange.rooms import access
from exchange.rooms.access import OPENS_AT
from exchange.rooms.presenting import ask_shown, asks_sorted, brief, member
from exchange.rooms.schemas import Ask, Room, RoomBrief
from exchange.technologies.models import Deployment, Stage
from exchange.technologies.queries import catalogue_with, find_products

Row = tuple[Deployment, Organisation]


def find_rooms(session: Session, actor: Actor) -> list[RoomBrief]:
    """Return the rooms that have opened or will, those of most organisations first."""
    check_may(actor, Permission.READ_PEOPLE)
    confirmed = _count(session, func.count(col(Deployment.organisation_id).distinct()))
    asked = select(col(SupplierAsk.product_id), func.count()).where(col(SupplierAsk.withdrawn_at).is_(None))
    asks = {row[0]: row[1] for row in session.execute(asked.group_by(col(SupplierAsk.product_id)))}
    products = find_products(session, actor, list(confirmed))
    rooms = [brief(product, confirmed[id], asks.get(id, 0)) for id, product in products.items()]
    return sorted(rooms, key=lambda room: (-room.organisations, room.product.casefold()))


def get_room(session: Session, actor: Actor, slug: str) -> Room:
    """Return one room; only how many must still confirm while it has not opened.

    Raises:
        NotFound: there is no such product; or no room yet, and the actor is no member of staff.
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed them.
    """
    catalogue, product = catalogue_with(session, slug)
    rows = _users(session, catalogue.ids[product.href])
    confirmed = confirmed_in(rows)
    access.check_can_enter(actor, len(confirmed))
    is_open = len(confirmed) >= OPENS_AT
    known = {organisation.id: organisation for _, organisation in rows}
    people = find_askable_at(
        session,
        actor,
        [known[id].ods_code for id in confirmed] if is_open else [],
        product=slug,
        area=product.area_code,
    )
    lapsed = [row for row in rows if row[1].id not in confirmed and row[0].was_confirmed_on]
    can_ask = allows(access.check_can_ask, actor, confirmed)
    return Room(
        slug=slug,
        product=product.name,
        product_href=product.href,
        supplier=product.supplier,
        supplier_href=f"/suppliers/{product.supplier_slug}",
        missing=max(0, OPENS_AT - len(confirmed)),
        members=tuple(member(*row, people) for row in _once(rows) if row[1].id in confirmed)
        if is_open
        else (),
        lapsed=tuple(member(*row, {}) for row in _once(lapsed)) if is_open else (),
        asks=_asks(session, actor, catalogue.ids[product.href], confirmed) if is_open else (),
        can_ask=can_ask,
        why_not="" if can_ask else _why_not(actor, known),
        lessons=find_lessons_about(session, actor, "product", slug) if is_open else LessonsHere(),
    )


def confirmed_in(rows: Sequence[Row]) -> frozenset[UUID]:
    """Return the organisations that say themselves that they have the product."""
    return frozenset(organisation.id for deployment, organisation in rows if deployment.confirmed_on)


def find_confirmed(session: Session, actor: Actor, slug: str) -> tuple[UUID, frozenset[UUID]]:
    """Return the key of a product, and the organisations that have confirmed it, for who may enter its room.

    Raises:
        NotFound: there is no product of that slug.
        NotAllowed: they are no member of staff.
    """
    check_may(actor, Permission.READ_PEOPLE)
    catalogue, product = catalogue_with(session, slug)
    id = catalogue.ids[product.href]
    return id, confirmed_in(_users(session, id))


def ask_to_change(session: Session, product_id: UUID, ask_id: UUID) -> SupplierAsk:
    """Return an ask that stands, locked until the transaction ends.

    Raises:
        NotFound: there is none in this room, or it was withdrawn.
    """
    statement = select(SupplierAsk).where(
        col(SupplierAsk.id) == ask_id,
        col(SupplierAsk.product_id) == product_id,
        col(SupplierAsk.withdrawn_at).is_(None),
    )
    found: SupplierAsk | None = session.execute(statement.with_for_update()).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such ask, or it was withdrawn")
    return found


def find_backing(session: Session, actor: Actor, ask: SupplierAsk) -> SupplierAskBacking | None:
    """Return that the actor's organisation backs an ask, if it does."""
    return session.get(SupplierAskBacking, (ask.id, actor.organisation_id))


def count_own_asks(session: Session, actor: Actor, product_id: UUID) -> tuple[int, int]:
    """Return how many asks of the actor's organisation stand in a room, and how many are of today.

    Its row is locked, so that two cannot pass a limit together.
    """
    own = col(Organisation.id) == actor.organisation_id
    session.execute(select(col(Organisation.id)).where(own).with_for_update())
    theirs = select(func.count()).where(col(SupplierAsk.organisation_id) == actor.organisation_id)
    stands = theirs.where(col(SupplierAsk.product_id) == product_id, col(SupplierAsk.withdrawn_at).is_(None))
    lately = theirs.where(col(SupplierAsk.asked_at) > now() - timedelta(days=1))
    return session.execute(stands).scalar_one(), session.execute(lately).scalar_one()


def _users(session: Session, product_id: UUID) -> list[Row]:
    """Return who has a product that is not retired, the confirmed entry of an organisation first."""
    statement = (
        _in_use(select(Deployment, Organisation))
        .where(col(Deployment.product_id) == product_id)
        .order_by(
            col(Organisation.name),
            col(Deployment.confirmed_on).is_(None),
            col(Deployment.functional_area_code),
        )
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def _count(session: Session, counted: Any) -> dict[UUID, int]:
    statement = _in_use(select(col(Deployment.product_id), counted)).where(
        col(Deployment.confirmed_on).is_not(None), col(Deployment.product_id).is_not(None)
    )
    return {row[0]: row[1] for row in session.execute(statement.group_by(col(Deployment.product_id)))}


def _in_use(selected: Any) -> Any:
    owner = col(Organisation.id) == col(Deployment.organisation_id)
    is_open = col(Organisation.status) != OrganisationStatus.CLOSED
    return selected.join(Organisation, owner).where(is_open, col(Deployment.stage) != Stage.RETIRED)


def _once(rows: Sequence[Row]) -> list[Row]:
    first: dict[UUID, Row] = {}
    for row in rows:
        first.setdefault(row[1].id, row)
    return list(first.values())


def _why_not(actor: Actor, users: Collection[UUID]) -> str:
    """Return what keeps the actor's organisation from asking, in words."""
    if actor.organisation_id in users:
        return "Your organisation's entry is not confirmed. Its knowledge lead can confirm it."
    return "Your organisation is not registered with this product."


def _asks(session: Session, actor: Actor, product_id: UUID, confirmed: frozenset[UUID]) -> tuple[Ask, ...]:
    """Return what stands, the asks of most organisations first. A lapsed confirmation takes none away."""
    stands = (col(SupplierAsk.product_id) == product_id, col(SupplierAsk.withdrawn_at).is_(None))
    asks = session.execute(select(SupplierAsk).where(*stands)).scalars().all()
    backed: dict[UUID, list[UUID]] = defaultdict(list)
    backings = select(SupplierAskBacking).where(col(SupplierAskBacking.ask_id).in_([ask.id for ask in asks]))
    for row in session.execute(backings.order_by(col(SupplierAskBacking.backed_at))).scalars():
        backed[row.ask_id].append(row.organisation_id)
    ids = {ask.organisation_id for ask in asks} | {id for each in backed.values() for id in each}
    names = _organisations(session, ids)
    return asks_sorted(ask_shown(actor, ask, backed[ask.id], names, confirmed) for ask in asks)


def _organisations(session: Session, ids: Collection[UUID]) -> Mapping[UUID, tuple[str, str]]:
    columns = (col(Organisation.id), col(Organisation.ods_code), col(Organisation.name))
    rows = session.execute(select(*columns).where(col(Organisation.id).in_(ids)))
    return {row[0]: (row[1], row[2]) for row in rows}
