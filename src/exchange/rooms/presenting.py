"""Rows of a room as it shows them. Values in, values out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from exchange.deployments.models import SupplierAsk
from exchange.directory.at_places import Askable
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.plumbing.clock import today
from exchange.plumbing.errors import allows
from exchange.plumbing.provenance import since, source_label
from exchange.rooms import access
from exchange.rooms.schemas import Ask, Backer, RoomBrief, RoomMember
from exchange.technologies.models import Deployment
from exchange.technologies.schemas import Product


def brief(product: Product, confirmed: int, asks: int) -> RoomBrief:
    """Return a room for the list of rooms."""
    missing = max(0, access.OPENS_AT - confirmed)
    return RoomBrief(
        slug=product.slug,
        product=product.name,
        supplier=product.supplier,
        organisations=confirmed,
        missing=missing,
        asks=0 if missing else asks,
    )


def member(deployment: Deployment, organisation: Organisation, people: Askable) -> RoomMember:
    """Return an organisation of the room."""
    return RoomMember(
        ods_code=organisation.ods_code,
        organisation=organisation.name,
        stage=deployment.stage,
        since=since(deployment, today()),
        confirmed=source_label(
            deployment.confirmed_on,
            deployment.source_date,
            has_source=bool(deployment.source or deployment.source_url),
            was_confirmed_on=deployment.was_confirmed_on,
        ),
        person=people.get(organisation.ods_code),
    )


def ask_shown(
    actor: Actor,
    ask: SupplierAsk,
    backed_by: Sequence[UUID],
    names: Mapping[UUID, tuple[str, str]],
    confirmed: Collection[UUID],
) -> Ask:
    """Return an ask with those who ask it, and what the actor may do with it."""
    is_backed = actor.organisation_id in backed_by
    backers = (
        Backer(ods_code=names[id][0], organisation=names[id][1], has_lapsed=id not in confirmed)
        for id in dict.fromkeys((ask.organisation_id, *backed_by))
    )
    return Ask(
        id=ask.id,
        text=ask.text,
        asked_on=ask.asked_at.date(),
        backers=tuple(backers),
        is_own=ask.organisation_id == actor.organisation_id,
        is_backed=is_backed,
        can_back=not is_backed and allows(access.check_can_back, actor, ask, confirmed),
        can_withdraw=allows(access.check_can_withdraw, actor, ask),
    )


def asks_sorted(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """Return asks by how many organisations ask, then the oldest first."""
    return tuple(sorted(asks, key=lambda ask: (-ask.organisations, ask.asked_on, ask.text)))
