"""What merging one product into another would do, found before anything is done."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.people.models import Interest
from exchange.plumbing.errors import NotFound
from exchange.technologies.access import check_can_merge
from exchange.technologies.models import Deployment, FunctionalArea, Product, ProductAlias, Supplier
from exchange.technologies.vocabularies import product_to_change
from exchange.technologies.vocabulary_schemas import Kept, KnownTerm, MergePlan

T = TypeVar("T", Deployment, Interest, ProductAlias)


@dataclass
class Merge:
    """The rows that merging touches.

    ``twins`` are pairs of uses at one organisation for one area: the first stays, the second goes.
    """

    source: Product
    target: Product
    moved: list[Deployment] = field(default_factory=list)
    twins: list[tuple[Deployment, Deployment]] = field(default_factory=list)
    interests_moved: list[Interest] = field(default_factory=list)
    interests_dropped: list[Interest] = field(default_factory=list)
    aliases_moved: list[ProductAlias] = field(default_factory=list)
    aliases_dropped: list[ProductAlias] = field(default_factory=list)
    is_new_alias: bool = True
    is_locked: bool = False

    @property
    def plan(self) -> str:
        """A hash of all that would be changed, and of what decides which of two twins stays."""
        stays = [("twin", kept.id, gone.id) for kept, gone in self.twins]
        rows = [
            *(("moved", each.id, "") for each in self.moved),
            *(("interest", each.id, "") for each in self.interests_moved),
            *(("dropped", each.id, "") for each in self.interests_dropped),
            *(("alias", each.id, each.name) for each in (*self.aliases_moved, *self.aliases_dropped)),
            ("products", self.source.id, self.target.id),
            ("names", self.source.name, self.target.name),
        ]
        return hashlib.sha256("\n".join(sorted(map(str, [*stays, *rows]))).encode()).hexdigest()

    def repoint(self) -> None:
        """Have everything that stays name the target."""
        for use in (*self.moved, *(kept for kept, _ in self.twins)):
            use.product_id, use.supplier_id = self.target.id, self.target.supplier_id
        for each in (*self.interests_moved, *self.aliases_moved):
            each.product_id = self.target.id


def find_merge(
    session: Session, actor: Actor, source_id: UUID, target_id: UUID, *, is_locked: bool = False
) -> Merge:
    """Return what merging would touch.

    Args:
        is_locked: hold all of it until the transaction ends, because it is about to be changed.

    Raises:
        NotFound: one of the two is not there.
        NotAllowed: the actor does not look after the service.
        Conflict: the two are one.
    """
    # In one order, so that two who merge at once cannot wait for each other.
    found = {each: _product(session, each, is_locked) for each in sorted({source_id, target_id})}
    merge = Merge(found[source_id], found[target_id], is_locked=is_locked)
    check_can_merge(actor, merge.source, merge.target)
    _sort_deployments(session, merge)
    _sort_interests(session, merge)
    _sort_aliases(session, merge)
    return merge


def preview_merge(session: Session, actor: Actor, source_id: UUID, target_id: UUID) -> MergePlan:
    """Return what merging would do, in words.

    Raises:
        NotFound: one of the two is not there.
        NotAllowed: the actor does not look after the service.
        Conflict: the two are one.
    """
    merge = find_merge(session, actor, source_id, target_id)
    places = _organisations(session, [kept for kept, _ in merge.twins])
    areas = dict(session.exec(select(FunctionalArea.code, FunctionalArea.short_name)).all())
    makers = dict(
        session.exec(
            select(Supplier.id, Supplier.name).where(
                col(Supplier.id).in_([merge.source.supplier_id, merge.target.supplier_id])
            )
        ).all()
    )
    return MergePlan(
        source=_term(merge.source, makers),
        target=_term(merge.target, makers),
        moved=len(merge.moved),
        duplicates=tuple(
            _kept(merge, kept, gone, places[kept.organisation_id], areas[kept.functional_area_code])
            for kept, gone in merge.twins
        ),
        interests_moved=len(merge.interests_moved),
        interests_dropped=len(merge.interests_dropped),
        aliases=tuple(sorted(_new_names(merge))),
        plan=merge.plan,
    )


def _sort_deployments(session: Session, merge: Merge) -> None:
    """Group the uses of both by place; where there are several, one stays."""
    groups: dict[tuple[UUID, str], list[Deployment]] = defaultdict(list)
    for product in (merge.target, merge.source):
        for each in _of(session, Deployment, Deployment.product_id, product, merge):
            groups[each.organisation_id, each.functional_area_code].append(each)
    for group in groups.values():
        if all(each.product_id == merge.target.id for each in group):
            continue
        first, *others = sorted(group, key=_weight, reverse=True)  # of equals, the target's comes first
        merge.twins += [(first, each) for each in others]
        if not others:
            merge.moved.append(first)


def _weight(deployment: Deployment) -> tuple[str, str]:
    """Say which of several entries about one use stays: the one confirmed last, else the newest source."""
    return (str(deployment.confirmed_on or ""), deployment.source_date)


def _sort_interests(session: Session, merge: Merge) -> None:
    have = {(i.person_id, i.kind) for i in _of(session, Interest, Interest.product_id, merge.target, merge)}
    for each in _of(session, Interest, Interest.product_id, merge.source, merge):
        known = (each.person_id, each.kind) in have
        (merge.interests_dropped if known else merge.interests_moved).append(each)


def _sort_aliases(session: Session, merge: Merge) -> None:
    aliases = _of(session, ProductAlias, ProductAlias.product_id, merge.target, merge)
    known = {merge.target.name.casefold(), *(each.name.casefold() for each in aliases)}
    for each in _of(session, ProductAlias, ProductAlias.product_id, merge.source, merge):
        is_known = each.name.casefold() in known
        (merge.aliases_dropped if is_known else merge.aliases_moved).append(each)
        known.add(each.name.casefold())
    merge.is_new_alias = merge.source.name.casefold() not in known


def _new_names(merge: Merge) -> list[str]:
    moved = [each.name for each in merge.aliases_moved]
    return [merge.source.name, *moved] if merge.is_new_alias else moved


def _kept(merge: Merge, kept: Deployment, gone: Deployment, organisation: str, area: str) -> Kept:
    product = merge.source if kept.product_id == merge.source.id else merge.target
    if str(kept.confirmed_on or "") != str(gone.confirmed_on or ""):
        why = "it was confirmed last"
    elif kept.source_date != gone.source_date:
        why = "its source is newer"
    else:
        why = "both are as well founded"
    return Kept(organisation=organisation, area=area, stays=product.name, why=why)


def _organisations(session: Session, deployments: Sequence[Deployment]) -> dict[UUID, str]:
    ids = [each.organisation_id for each in deployments]
    return dict(
        session.exec(select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids))).all()
    )


def _term(product: Product, makers: dict[UUID, str]) -> KnownTerm:
    return KnownTerm(
        id=str(product.id),
        name=product.name,
        slug=product.slug,
        supplier=makers[product.supplier_id],
        uses=0,
        people=0,
    )


def _of(session: Session, table: type[T], column: Any, product: Product, merge: Merge) -> list[T]:
    """Return the rows that name a product, in an order of their own."""
    statement = select(table).where(col(column) == product.id).order_by(col(table.id))
    return list(session.exec(statement.with_for_update() if merge.is_locked else statement))


def _product(session: Session, product_id: UUID, is_locked: bool) -> Product:
    if is_locked:
        return product_to_change(session, product_id)
    found = session.get(Product, product_id)
    if found is None:
        raise NotFound("There is no such product")
    return found
