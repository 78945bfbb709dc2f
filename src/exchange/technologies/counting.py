"""The SELECTs that the catalogue is filled from: vocabularies, and organisations counted by system."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, distinct, func, select
from sqlmodel import Session, col

from exchange.organisations.models import Icb, Organisation, OrganisationStatus, Region
from exchange.people.actor import VISITOR
from exchange.technologies import models, schemas
from exchange.technologies.access import visible_to
from exchange.technologies.catalogue import IN_HOUSE, Catalogue, full_name, top_systems
from exchange.technologies.models import Deployment, Stage

MOST_CHOICES = 500
"""Organisations that a form still lists; with more, people type the code."""

_IN_USE = (Stage.LIVE, Stage.REPLACING)
_COMING = (Stage.EXPLORING, Stage.PROCURING, Stage.IMPLEMENTING)
_ALL_BUT_RETIRED = _IN_USE + _COMING

Suppliers = Mapping[UUID, schemas.Supplier]
Products = Mapping[UUID, schemas.Product]


def is_current() -> ColumnElement[bool]:
    """Return the condition that an organisation is not closed: nobody answers for a closed one."""
    return col(Organisation.status) != OrganisationStatus.CLOSED


def read_catalogue(session: Session) -> Catalogue:
    """Read what a visitor may see: the catalogue is kept for everybody."""
    areas = session.execute(select(models.FunctionalArea)).scalars().all()
    area_names = {area.code: area.short_name for area in areas}
    suppliers = _suppliers(session)
    products = _products(session, suppliers, area_names)
    in_use = _organisations_by(session, col(Deployment.functional_area_code), _IN_USE)
    systems = _systems(session, suppliers, products, in_use)
    count = select(func.count()).select_from(Organisation).where(is_current())
    return Catalogue(
        areas=_areas(session, areas, systems),
        suppliers={supplier.slug: supplier for supplier in suppliers.values()},
        products={product.slug: product for product in products.values()},
        ids={s.href: id for id, s in suppliers.items()} | {p.href: id for id, p in products.items()},
        systems=systems,
        in_use=in_use,
        regions=_dictionary(session, select(col(Region.code), col(Region.name))),
        icbs=_dictionary(session, select(col(Icb.code), col(Icb.name))),
        organisations=session.execute(count).scalar_one(),
        choices=_choices(session),
    )


def _areas(
    session: Session, rows: Iterable[models.FunctionalArea], systems: Mapping[str, list[schemas.Share]]
) -> dict[str, schemas.Area]:
    organisations = _organisations_by(session, col(Deployment.functional_area_code), _ALL_BUT_RETIRED)
    return {
        row.code: schemas.Area(
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            capability=row.capability,
            href=f"/functional-areas/{quote(row.code)}",
            organisations=organisations.get(row.code, 0),
            top_systems=top_systems(systems.get(row.code, [])),
        )
        for row in rows
    }


def _suppliers(session: Session) -> dict[UUID, schemas.Supplier]:
    other_names = _grouped(session, col(models.SupplierAlias.supplier_id), col(models.SupplierAlias.name))
    organisations = _organisations_by(session, col(Deployment.supplier_id), _ALL_BUT_RETIRED)
    return {
        row.id: schemas.Supplier(
            slug=row.slug,
            name=row.name,
            other_names=other_names[row.id],
            website=row.website,
            href=f"/suppliers/{row.slug}",
            in_house=row.name == IN_HOUSE,
            organisations=organisations.get(row.id, 0),
        )
        for row in session.execute(select(models.Supplier)).scalars()
    }


def _products(
    session: Session, suppliers: Suppliers, area_names: Mapping[str, str]
) -> dict[UUID, schemas.Product]:
    other_names = _grouped(session, col(models.ProductAlias.product_id), col(models.ProductAlias.name))
    organisations = _organisations_by(session, col(Deployment.product_id), _ALL_BUT_RETIRED)
    proposed = set(session.execute(select(col(models.ProductProposal.product_id))).scalars())
    return {
        row.id: schemas.Product(
            slug=row.slug,
            name=full_name(suppliers[row.supplier_id].name, row.name),
            own_name=row.name,
            other_names=other_names[row.id],
            supplier_slug=suppliers[row.supplier_id].slug,
            supplier=suppliers[row.supplier_id].name,
            area_code=row.functional_area_code or "",
            area=area_names.get(row.functional_area_code or "", ""),
            href=f"/technologies/{row.slug}",
            organisations=organisations.get(row.id, 0),
            is_proposed=row.id in proposed,
        )
        for row in session.execute(select(models.Product)).scalars()
    }


def _systems(
    session: Session, suppliers: Suppliers, products: Products, in_use: Mapping[str, int]
) -> dict[str, list[schemas.Share]]:
    """Return the systems in each area, those in use at most organisations first."""
    system = (col(Deployment.functional_area_code), col(Deployment.supplier_id), col(Deployment.product_id))
    counted = _visible(select(*system, _organisations_at(_IN_USE), _organisations_at(_COMING)))
    shares: dict[str, list[schemas.Share]] = defaultdict(list)
    for area, supplier_id, product_id, used, coming in session.execute(counted.group_by(*system)):
        supplier, product = suppliers.get(supplier_id), products.get(product_id)
        page = product or supplier
        shares[area].append(
            schemas.Share(
                system=page.name if page else "No supplier named yet",
                href=f"{page.href}?area={quote(area)}" if page else "",
                supplier_slug=supplier.slug if supplier else "",
                names_product=product is not None,
                in_house=supplier is not None and supplier.in_house and product is None,
                in_use=used,
                coming=coming,
                percent=round(100 * used / max(in_use.get(area, 0), 1)),
            )
        )
    for found in shares.values():
        found.sort(key=lambda share: (-share.in_use, -share.coming, share.system.casefold()))
    return dict(shares)


def _organisations_by(session: Session, key: Any, stages: Iterable[Stage]) -> dict[Any, int]:
    """Return the number of organisations at ``stages`` for each value of ``key``."""
    statement = _visible(select(key, _organisations_at(stages))).where(key.is_not(None)).group_by(key)
    return _dictionary(session, statement)


def _dictionary(session: Session, statement: Any) -> dict[Any, Any]:
    return {row[0]: row[1] for row in session.execute(statement)}


def _organisations_at(stages: Iterable[Stage]) -> ColumnElement[int]:
    at_stage = case((col(Deployment.stage).in_(list(stages)), col(Deployment.organisation_id)))
    return func.count(distinct(at_stage))


def _visible(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    owner = col(Organisation.id) == col(Deployment.organisation_id)
    return statement.join(Organisation, owner).where(visible_to(VISITOR), is_current())


def _grouped(session: Session, owner: Any, name: Any) -> dict[UUID, list[str]]:
    groups: dict[UUID, list[str]] = defaultdict(list)
    for key, member in session.execute(select(owner, name).order_by(owner, name)):
        groups[key].append(member)
    return groups


def _choices(session: Session) -> tuple[schemas.OrganisationName, ...]:
    """Return every organisation by name, or none when they are more than a form should list."""
    code, name = col(Organisation.ods_code), col(Organisation.name)
    statement = select(code, name).where(is_current()).order_by(name).limit(MOST_CHOICES + 1)
    rows = session.execute(statement).all()
    return (
        tuple(schemas.OrganisationName(ods_code=c, name=n) for c, n in rows)
        if len(rows) <= MOST_CHOICES
        else ()
    )
