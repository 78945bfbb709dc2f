"""Who is a step ahead, who goes live soon, who is near, and what replaced what. Values in, values out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from exchange.matching.nearby import geodesic_km
from exchange.plumbing.provenance import since, source_label
from exchange.technologies.catalogue import Catalogue
from exchange.technologies.decision_schemas import Asker, Move, Mover, UserOfProduct
from exchange.technologies.models import Deployment, Stage
from exchange.technologies.spans import falls_between, months_after, span
from exchange.technologies.steps import (
    BEFORE_LIVE,
    RANK,
    basis,
    dates,
    in_stage,
    is_further,
    is_newer,
    moment,
)
from exchange.technologies.steps import reason as reason_for
from exchange.technologies.uses_of_product import Place, Row

_LEAVING = (Stage.REPLACING, Stage.RETIRED)
_COMING = (*BEFORE_LIVE, Stage.LIVE)
NEAREST = 5


@dataclass(frozen=True)
class Users:
    """The uses of one product, read once: ``rows`` hold all that its users have in the same areas."""

    catalogue: Catalogue
    product_id: UUID
    supplier_id: UUID
    main_area: str
    rows: Sequence[Row]
    place: Place | None
    today: date
    hrefs: Mapping[UUID, str]

    def named(self) -> Iterator[Row]:
        """Yield the uses whose source names the product."""
        return (row for row in self.rows if row.deployment.product_id == self.product_id)

    def asker(self) -> Asker | None:
        """Return who asks, at the furthest stage they have reached with it."""
        if self.place is None:
            return None
        own = self._own()
        return Asker(
            ods_code=self.place.ods_code,
            name=self.place.name,
            stage=own.stage if own else None,
            since=since(own, self.today) if own else "",
        )

    def confirmed(self) -> int:
        """Return how many organisations said themselves that they have it and have not retired it."""
        sure = (row for row in self.named() if row.deployment.confirmed_on and not _is_over(row))
        return len({row.organisation.id for row in sure})

    def going_live(self) -> tuple[UserOfProduct, ...]:
        """Return those whose go-live may fall into the next six months, soonest first."""
        found = []
        for row in self.named():
            live_on = row.deployment.live_on
            if row.deployment.stage in BEFORE_LIVE and live_on:
                may, must = falls_between(live_on, self.today, months_after(self.today))
                if may:
                    found.append((span(live_on), _sure(self._user(row), must)))
        return tuple(user for _, user in sorted(found, key=lambda each: (each[0], each[1].organisation)))

    def ahead(self) -> tuple[UserOfProduct, ...]:
        """Return those further than the asker, the nearest step first, the most recent of each first."""
        if self.place is None:
            return ()
        own = self._own()
        found = [row for row in self._others() if is_further(row.deployment, own)]
        found.sort(key=lambda row: (RANK[row.deployment.stage], -moment(row.deployment), self._far(row)))
        return self._once(found, own)

    def behind(self) -> tuple[UserOfProduct, ...]:
        """Return those whom the asker is ahead of, the nearest step first."""
        own = self._own()
        if self.place is None or own is None:
            return ()
        found = [row for row in self._others() if is_further(own, row.deployment)]
        found.sort(key=lambda row: (-RANK[row.deployment.stage], moment(row.deployment), self._far(row)))
        return self._once(found, own)

    def nearest(self) -> tuple[UserOfProduct, ...]:
        """Return the users nearest to the asker that have not retired it."""
        known = [row for row in self._others() if not _is_over(row) and self._km(row) is not None]
        return self._once(sorted(known, key=self._far))[:NEAREST]

    def dated(self) -> tuple[UserOfProduct, ...]:
        """Return the uses of which any date is known, the newest first."""
        found = [row for row in self.named() if dates(row.deployment)]
        found.sort(key=lambda row: row.organisation.name)
        found.sort(key=lambda row: max(span(each)[1] for each in dates(row.deployment)), reverse=True)
        return tuple(self._user(row) for row in found)

    def undated(self) -> int:
        """Return how many organisations have the product with no date at all."""
        named = {row.organisation.id for row in self.named()}
        return len(named - {row.organisation.id for row in self.named() if dates(row.deployment)})

    def moves(self) -> tuple[Move, ...]:
        """Return what replaced what, the ways that most took first."""
        taken: dict[tuple[str, ...], list[Mover]] = defaultdict(list)
        for old, new in self._replacements():
            before, after = self._system(old.deployment), self._system(new.deployment)
            is_towards = self._is_ours(new.deployment)
            key = (*before, *after, old.deployment.functional_area_code, "to" if is_towards else "")
            taken[key].append(self._mover(old, new))
        moves = (
            Move(
                from_system=key[0],
                from_href=key[1],
                to_system=key[2],
                to_href=key[3],
                area=self._area(key[4]),
                is_towards=bool(key[5]),
                movers=tuple(movers),
            )
            for key, movers in taken.items()
        )
        return tuple(sorted(moves, key=lambda m: (-len(m.movers), m.from_system, m.to_system)))

    def _replacements(self) -> Iterator[tuple[Row, Row]]:
        """Yield what an organisation leaves with what comes after it in an area; one of the two is ours."""
        here: dict[tuple[UUID, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            here[row.organisation.id, row.deployment.functional_area_code].append(row)
        for rows in here.values():
            leaving = [row for row in rows if row.deployment.stage in _LEAVING]
            coming = [row for row in rows if row.deployment.stage in _COMING]
            for old, new in ((o, n) for o in leaving for n in coming):
                ours = self._is_ours(old.deployment) or self._is_ours(new.deployment)
                if ours and is_newer(new.deployment, old.deployment):
                    yield old, new

    def _is_ours(self, deployment: Deployment) -> bool:
        return deployment.product_id == self.product_id

    def _mover(self, old: Row, new: Row) -> Mover:
        before, after = self._user(old), self._user(new)
        return Mover(
            ods_code=before.ods_code,
            organisation=before.organisation,
            before=in_stage(before),
            after=in_stage(after),
            basis=basis(before.source_label, after.source_label),
        )

    def _system(self, deployment: Deployment) -> tuple[str, str]:
        """Return what a system is called, and its address."""
        ids = (deployment.product_id, deployment.supplier_id)
        href = next((self.hrefs[id] for id in ids if id is not None and id in self.hrefs), "")
        return (self.catalogue.hits[href].name if href else "A system not named", href)

    def _area(self, code: str) -> str:
        area = self.catalogue.areas.get(code)
        return area.short_name if area else ""

    def _own(self) -> Deployment | None:
        """Return the asker's own use: of the product itself, else of something of its supplier."""
        if self.place is None:
            return None
        own = [row.deployment for row in self.rows if row.organisation.id == self.place.id]
        named = [each for each in own if each.product_id == self.product_id]
        unnamed = [each for each in own if each.product_id is None and each.supplier_id == self.supplier_id]
        in_main_area = [each for each in named if each.functional_area_code == self.main_area]
        found = in_main_area or named or unnamed
        return max(found, key=lambda each: RANK[each.stage]) if found else None

    def _others(self) -> Iterator[Row]:
        place = self.place.id if self.place else None
        return (row for row in self.named() if row.organisation.id != place)

    def _once(self, rows: Iterable[Row], own: Deployment | None = None) -> tuple[UserOfProduct, ...]:
        """Return each organisation once, by the first of its rows."""
        first: dict[UUID, Row] = {}
        for row in rows:
            first.setdefault(row.organisation.id, row)
        return tuple(self._user(row, reason_for(row.deployment, own, self.today)) for row in first.values())

    def _km(self, row: Row) -> float | None:
        here, there = self.place, row.organisation
        if here is None or here.latitude is None or here.longitude is None:
            return None
        if there.latitude is None or there.longitude is None:
            return None
        return geodesic_km((here.latitude, here.longitude), (there.latitude, there.longitude))

    def _far(self, row: Row) -> tuple[float, str]:
        km = self._km(row)
        return (float("inf") if km is None else km, row.organisation.name)

    def _user(self, row: Row, reason: str = "") -> UserOfProduct:
        deployment, organisation = row.deployment, row.organisation
        return UserOfProduct(
            ods_code=organisation.ods_code,
            organisation=organisation.name,
            area_code=deployment.functional_area_code,
            area=self._area(deployment.functional_area_code),
            stage=deployment.stage,
            started_on=deployment.started_on,
            live_on=deployment.live_on,
            retired_on=deployment.retired_on,
            since=since(deployment, self.today),
            source_label=source_label(
                deployment.confirmed_on,
                deployment.source_date,
                has_source=bool(deployment.source or deployment.source_url),
                was_confirmed_on=deployment.was_confirmed_on,
            ),
            source_url=deployment.source_url,
            distance_km=self._km(row),
            reason=reason,
        )


def _is_over(row: Row) -> bool:
    return row.deployment.stage is Stage.RETIRED


def _sure(user: UserOfProduct, must: bool) -> UserOfProduct:
    return user.model_copy(update={"is_certain": must})
