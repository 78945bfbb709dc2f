"""The SELECTs on technologies that pages and API ask for. Each takes the actor and returns a schema."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from exchange.people.actor import Actor
from exchange.plumbing.changes import REGISTRY
from exchange.plumbing.errors import NotFound
from exchange.plumbing.kept import Kept
from exchange.plumbing.suggesting import did_you_mean
from exchange.technologies import uses
from exchange.technologies.catalogue import Catalogue
from exchange.technologies.counting import read_catalogue
from exchange.technologies.schemas import (
    Address,
    AreaDetail,
    Capability,
    Choice,
    Findings,
    Kind,
    OrganisationName,
    Place,
    Product,
    ProductDetail,
    Share,
    SupplierDetail,
    UseFilter,
)

EVERYTHING = UseFilter()
MOST_ALTERNATIVES = 8
_CATALOGUE = Kept(REGISTRY, read_catalogue)


def find_technologies(session: Session, actor: Actor, *, words: str = "", page: int = 1) -> Findings:
    """Return areas, suppliers and products that ``words`` may mean, best first; all by name without words."""
    return _CATALOGUE.get(session).find(words, page)


def find_capabilities(session: Session, actor: Actor) -> list[Capability]:
    """Return all functional areas under their capability, with the systems that most organisations have."""
    return _CATALOGUE.get(session).capabilities()


def find_organisation_choices(session: Session, actor: Actor) -> tuple[OrganisationName, ...]:
    """Return the organisations a form can offer by ODS code; none when they are too many."""
    return _CATALOGUE.get(session).choices


def find_region_choices(session: Session, actor: Actor) -> list[Choice]:
    """Return the regions by name."""
    regions = _CATALOGUE.get(session).regions
    return [Choice(value=code, label=name) for code, name in sorted(regions.items(), key=lambda r: r[1])]


def find_address(session: Session, actor: Actor, kind: Kind, asked_for: str) -> Address:
    """Return what an address with ``asked_for`` for a name leads to: slug, code, other or former name."""
    return _CATALOGUE.get(session).address(kind, asked_for)


def get_other_name(session: Session, actor: Actor, kind: Kind, href: str, name: str) -> str:
    """Return ``name`` as it is written when it is another name of what ``href`` leads to, else ""."""
    return _CATALOGUE.get(session).known_as(kind, href, name)


def get_area(session: Session, actor: Actor, code: str, use_filter: UseFilter = EVERYTHING) -> AreaDetail:
    """Return a functional area, its systems by share and who uses them.

    Raises:
        NotFound: there is no area of that code.
    """
    catalogue = _CATALOGUE.get(session)
    area = catalogue.areas.get(code)
    if area is None:
        raise _not_found(catalogue, Kind.AREA, code)
    usage = uses.get_usage(session, actor, catalogue, uses.scope_of(catalogue, Kind.AREA, code), use_filter)
    shares = catalogue.systems.get(code, [])
    makers = dict.fromkeys(share.supplier_slug for share in shares if share.supplier_slug)
    return AreaDetail(
        area=area,
        systems=shares,
        suppliers=[catalogue.suppliers[slug] for slug in makers],
        all_organisations=catalogue.organisations,
        unregistered=catalogue.organisations - usage.organisations,
        in_use=catalogue.in_use.get(code, 0),
        usage=usage,
    )


def get_supplier(
    session: Session, actor: Actor, slug: str, use_filter: UseFilter = EVERYTHING
) -> SupplierDetail:
    """Return a supplier, its products and who uses any of them.

    Raises:
        NotFound: there is no supplier of that slug.
    """
    catalogue = _CATALOGUE.get(session)
    supplier = catalogue.suppliers.get(slug)
    if supplier is None:
        raise _not_found(catalogue, Kind.SUPPLIER, slug)
    usage = uses.get_usage(
        session, actor, catalogue, uses.scope_of(catalogue, Kind.SUPPLIER, slug), use_filter
    )
    return SupplierDetail(supplier=supplier, products=catalogue.products_of(slug), usage=usage)


def get_product(
    session: Session, actor: Actor, slug: str, use_filter: UseFilter = EVERYTHING
) -> ProductDetail:
    """Return a product, who uses it, and the other systems of the area it is mainly for.

    Raises:
        NotFound: there is no product of that slug.
    """
    catalogue, product = catalogue_with(session, slug)
    usage = uses.get_usage(
        session, actor, catalogue, uses.scope_of(catalogue, Kind.PRODUCT, slug), use_filter
    )
    return ProductDetail(
        product=product,
        supplier=catalogue.suppliers[product.supplier_slug],
        alternatives=_alternatives(catalogue, product),
        usage=usage,
    )


def catalogue_with(session: Session, slug: str) -> tuple[Catalogue, Product]:
    """Return the catalogue and the product of that slug in it, for other modules of this subject.

    Raises:
        NotFound: there is no product of that slug.
    """
    catalogue = _CATALOGUE.get(session)
    product = catalogue.products.get(slug)
    if product is None:
        raise _not_found(catalogue, Kind.PRODUCT, slug)
    return catalogue, product


def find_products(session: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, Product]:
    """Return products by their keys."""
    catalogue = _CATALOGUE.get(session)
    keys = {catalogue.ids[product.href]: product for product in catalogue.products.values()}
    return {id: keys[id] for id in ids if id in keys}


def find_places(
    session: Session, actor: Actor, kind: Kind, name: str, use_filter: UseFilter = EVERYTHING
) -> list[Place]:
    """Return where the organisations are that the filter lets through, each once, by name.

    Raises:
        NotFound: there is nothing of that kind and name.
    """
    catalogue = _CATALOGUE.get(session)
    return uses.find_places(session, actor, uses.scope_of(catalogue, kind, name), use_filter)


def _not_found(catalogue: Catalogue, kind: Kind, asked_for: str) -> NotFound:
    closest = catalogue.address(kind, asked_for)
    names = [hit.name for hit in closest.candidates or closest.closest]
    return NotFound(f"There is no {kind} with the address '{asked_for}'.{did_you_mean(names)}")


def _alternatives(catalogue: Catalogue, product: Product) -> list[Share]:
    """Return what else most use where ``product`` is used, less what only names its supplier."""
    shares = catalogue.systems.get(product.area_code, [])
    others = [
        share
        for share in shares
        if share.href and not share.href.startswith(f"{product.href}?")
        if share.names_product or share.supplier_slug != product.supplier_slug
    ]
    return others[:MOST_ALTERNATIVES]
