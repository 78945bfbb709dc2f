"""The SELECTs on uses: who has a product, something of a supplier, or anything in a functional area."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, or_, select, true
from sqlmodel import Session, col

from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.plumbing.provenance import since, source_label
from exchange.technologies import models
from exchange.technologies.access import visible_to
from exchange.technologies.catalogue import PAGE_SIZE, Catalogue, page_of
from exchange.technologies.counting import is_current
from exchange.technologies.models import Deployment, Stage
from exchange.technologies.schemas import Choice, Kind, Place, StageCount, Usage, Use, UseFilter, Uses

_ORGANISATION = col(Deployment.organisation_id)


@dataclass(frozen=True)
class Scope:
    """Whose users are meant. ``named`` is the part of them whose source names the thing itself."""

    everyone: ColumnElement[bool]
    named: ColumnElement[bool]


def scope_of(catalogue: Catalogue, kind: Kind, name: str) -> Scope:
    """Return whose users are meant by the page of one thing.

    Some sources name the supplier and not the product. Those users belong on the page of each of its products
    for that area, told apart from those that name the product.
    """
    if kind is Kind.AREA:
        return Scope(col(Deployment.functional_area_code) == name, true())
    if kind is Kind.SUPPLIER:
        supplier = catalogue.suppliers[name]
        return Scope(col(Deployment.supplier_id) == catalogue.ids[supplier.href], true())
    product = catalogue.products[name]
    maker = catalogue.suppliers[product.supplier_slug]
    named = col(Deployment.product_id) == catalogue.ids[product.href]
    if maker.in_house:
        return Scope(named, true())
    unnamed = and_(
        col(Deployment.supplier_id) == catalogue.ids[maker.href],
        col(Deployment.product_id).is_(None),
        col(Deployment.functional_area_code) == product.area_code,
    )
    return Scope(or_(named, unnamed), col(Deployment.product_id).is_not(None))


def _uses(actor: Actor, scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    owner = col(Organisation.id) == _ORGANISATION
    statement = select(*columns).select_from(Deployment).join(Organisation, owner)
    return statement.where(visible_to(actor), is_current(), scope.everyone)


def _passes(use_filter: UseFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if use_filter.stage:
        conditions.append(col(Deployment.stage) == use_filter.stage)
    if use_filter.region:
        conditions.append(col(Organisation.region_code) == use_filter.region)
    if use_filter.area:
        conditions.append(col(Deployment.functional_area_code) == use_filter.area)
    return and_(*conditions)


def get_usage(
    session: Session, actor: Actor, catalogue: Catalogue, scope: Scope, use_filter: UseFilter
) -> Usage:
    """Return how many use what ``scope`` means, and a page of those that the filter lets through."""
    passes = _passes(use_filter)
    totals = _uses(
        actor,
        scope,
        func.count(distinct(_ORGANISATION)),
        _count_named(scope),
        func.count(case((passes, 1))),
        func.count(distinct(case((passes, _ORGANISATION)))),
    )
    organisations, named, total, passing = session.execute(totals).one()
    page, pages = page_of(total, use_filter.page)
    rows = _find_rows(session, actor, catalogue, scope, use_filter, page)
    sources = list(dict.fromkeys(row.source for row in rows if row.source))
    return Usage(
        organisations=named,
        unnamed=organisations - named,
        stages=_find_stages(session, actor, scope),
        areas=_find_areas(session, actor, catalogue, scope),
        uses=Uses(total=total, organisations=passing, page=page, pages=pages, sources=sources, rows=rows),
    )


def find_places(session: Session, actor: Actor, scope: Scope, use_filter: UseFilter) -> list[Place]:
    """Return where the organisations are that the filter lets through, each once, by name."""
    code, name = col(Organisation.ods_code), col(Organisation.name)
    north, east = col(Organisation.latitude), col(Organisation.longitude)
    statement = _uses(actor, scope, code, name, north, east).where(_passes(use_filter), north.is_not(None))
    return [
        Place(
            ods_code=row[0], name=row[1], latitude=row[2], longitude=row[3], href=f"/organisations/{row[0]}"
        )
        for row in session.execute(statement.distinct().order_by(name, code))
    ]


def _find_stages(session: Session, actor: Actor, scope: Scope) -> list[StageCount]:
    """Return every stage that has anybody, in the order in which deployments move."""
    stage = col(Deployment.stage)
    everyone, named = func.count(distinct(_ORGANISATION)), _count_named(scope)
    rows = session.execute(_uses(actor, scope, stage, everyone, named).group_by(stage)).all()
    counts = {row[0]: (row[2], row[1] - row[2]) for row in rows}
    longest = max((named + unnamed for named, unnamed in counts.values()), default=1)
    return [
        StageCount(
            stage=stage,
            organisations=counts[stage][0],
            unnamed=counts[stage][1],
            width=round(100 * counts[stage][0] / longest),
            unnamed_width=round(100 * counts[stage][1] / longest),
        )
        for stage in Stage
        if stage in counts
    ]


def _count_named(scope: Scope) -> ColumnElement[int]:
    return func.count(distinct(case((scope.named, _ORGANISATION))))


def _find_areas(session: Session, actor: Actor, catalogue: Catalogue, scope: Scope) -> list[Choice]:
    """Return the functional areas of the uses, by name."""
    code = col(Deployment.functional_area_code)
    codes = session.execute(_uses(actor, scope, code).distinct()).scalars()
    areas = (catalogue.areas[code] for code in codes if code in catalogue.areas)
    return sorted((Choice(value=a.code, label=a.short_name) for a in areas), key=lambda c: c.label.casefold())


def _find_rows(
    session: Session, actor: Actor, catalogue: Catalogue, scope: Scope, use_filter: UseFilter, page: int
) -> list[Use]:
    statement = (
        _uses(actor, scope, Deployment, Organisation, col(models.Supplier.slug), col(models.Product.slug))
        .outerjoin(models.Supplier, col(models.Supplier.id) == col(Deployment.supplier_id))
        .outerjoin(models.Product, col(models.Product.id) == col(Deployment.product_id))
        .where(_passes(use_filter))
        .order_by(*_most_useful_first(scope, date.today()))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [_use(catalogue, *row) for row in session.execute(statement)]


def _most_useful_first(scope: Scope, today: date) -> list[Any]:
    """Order by what helps to decide whom to ask.

    Those with a go-live ahead, soonest first; the others that are implementing, newest source first; then
    those that went live, newest first, since they remember it best; then the rest by name. Dates are texts of
    which less may be known: "2026" is ahead until the year is over, and comes after "2026-05" once live.
    """
    stage, live_on = col(Deployment.stage), col(Deployment.live_on)
    is_implementing = stage == Stage.IMPLEMENTING
    is_ahead = live_on >= func.substr(today.isoformat(), 1, func.length(live_on))
    will_be_live = and_(is_implementing, live_on != "", is_ahead)
    went_live = and_(stage == Stage.LIVE, live_on != "")
    return [
        case((scope.named, 0), else_=1),
        case((will_be_live, 0), (is_implementing, 1), (went_live, 2), else_=3),
        case((will_be_live, live_on), else_=""),
        case((is_implementing, col(Deployment.source_date)), (went_live, live_on), else_="").desc(),
        col(Organisation.name),
        col(Deployment.functional_area_code),
        col(Deployment.id),
    ]


def _use(
    catalogue: Catalogue,
    deployment: Deployment,
    organisation: Organisation,
    supplier_slug: str | None,
    product_slug: str | None,
) -> Use:
    supplier = catalogue.suppliers.get(supplier_slug or "")
    product = catalogue.products.get(product_slug or "")
    area = catalogue.areas.get(deployment.functional_area_code)
    system = product or supplier
    return Use(
        ods_code=organisation.ods_code,
        organisation=organisation.name,
        organisation_href=f"/organisations/{organisation.ods_code}",
        icb=catalogue.icbs.get(organisation.icb_code or "", ""),
        region=catalogue.regions.get(organisation.region_code or "", ""),
        area_code=deployment.functional_area_code,
        area=area.short_name if area else "",
        supplier=supplier.name if supplier else "",
        system=system.name if system else "",
        system_href=system.href if system else "",
        names_product=product is not None,
        stage=deployment.stage,
        since=since(deployment, date.today()),
        source_label=source_label(
            deployment.confirmed_on,
            deployment.source_date,
            has_source=bool(deployment.source or deployment.source_url),
            was_confirmed_on=deployment.was_confirmed_on,
        ),
        source_url=deployment.source_url,
        source=deployment.source,
        peers_href=f"/peers?org={organisation.ods_code}&area={quote(deployment.functional_area_code)}",
    )
