"""Everything that has a name in the technology registry, in memory: to find it and to lead to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product as pairs
from uuid import UUID

from exchange.plumbing.importing import slug
from exchange.plumbing.suggesting import closest
from exchange.technologies.schemas import (
    Address,
    Area,
    Capability,
    Findings,
    Hit,
    Kind,
    OrganisationName,
    Product,
    Share,
    Supplier,
)
from exchange.technologies.searching import Name, NameIndex, plain

IN_HOUSE = "In-house or generic"
"""The supplier that stands for no supplier: systems that organisations built or commissioned themselves."""

PAGE_SIZE = 50
_NO_CAPABILITY = "Infrastructure and other"
_OTHER_NAME, _MAKERS_NAME = 0.97, 0.8  # how well a name other than the thing's own stands for it
_GENERAL_WORDS = {"care", "group", "health", "healthcare", "medical", "systems", "technologies", "the"}
_ORDER = {Kind.AREA: 0, Kind.PRODUCT: 1, Kind.SUPPLIER: 2}
# An address of one kind may hold a name of another: where to look next.
_NEXT = {
    Kind.AREA: (Kind.AREA, Kind.PRODUCT, Kind.SUPPLIER),
    Kind.PRODUCT: (Kind.PRODUCT, Kind.SUPPLIER, Kind.AREA),
    Kind.SUPPLIER: (Kind.SUPPLIER, Kind.PRODUCT, Kind.AREA),
}


def full_name(supplier: str, product: str) -> str:
    """Return what a product is called with its maker: "Oracle Health Millennium", but "MAXIMS EPR"."""
    makers_words = set(plain(supplier).split()) - _GENERAL_WORDS
    is_in_name = bool(makers_words.intersection(plain(product).split()[:1]))
    return product if is_in_name or supplier == IN_HOUSE else f"{supplier} {product}"


def page_of(total: int, asked: int) -> tuple[int, int]:
    """Return the page that can be shown for the one asked for, and how many there are; at least 1."""
    pages = max(1, -(-total // PAGE_SIZE))
    return min(asked, pages), pages


@dataclass(frozen=True)
class Catalogue:
    """One reading of the registry's vocabularies, with counts of organisations.

    ``ids`` are the keys of suppliers and products by address; ``systems`` the shares in an area by its code;
    ``choices`` the organisations to choose from, empty when there are too many for one form.
    """

    areas: dict[str, Area]
    suppliers: dict[str, Supplier]
    products: dict[str, Product]
    ids: dict[str, UUID]
    systems: dict[str, list[Share]]
    in_use: dict[str, int]
    regions: dict[str, str]
    icbs: dict[str, str]
    organisations: int
    choices: tuple[OrganisationName, ...]
    hits: dict[str, Hit] = field(init=False)
    index: NameIndex = field(init=False)
    _addresses: dict[Kind, dict[str, dict[str, str]]] = field(init=False)

    def __post_init__(self) -> None:
        hits = [*self._area_hits(), *self._product_hits(), *self._supplier_hits()]
        object.__setattr__(self, "hits", {hit.href: hit for hit in hits})
        object.__setattr__(self, "index", NameIndex(self._names()))
        object.__setattr__(self, "_addresses", self._all_addresses())

    def find(self, words: str, page: int) -> Findings:
        """Return what fits ``words``, best first; everything by name when there are none."""
        scores = self.index.find(words)
        found = [self.hits[href] for href in scores]
        found.sort(
            key=lambda hit: (-round(scores[hit.href], 2), _ORDER[hit.kind], -hit.organisations, hit.name)
        )
        if not words.strip():
            found = sorted(self.hits.values(), key=lambda hit: (hit.name.casefold(), hit.href))
        page, pages = page_of(len(found), page)
        shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        nearest = [] if found else self.closest_to(words)
        return Findings(words=words, total=len(found), page=page, pages=pages, hits=shown, closest=nearest)

    def closest_to(self, words: str) -> list[Hit]:
        """Return the things whose names are most like ``words``."""
        owners = {name.text: name.key for name in reversed(list(self._names()))}
        return [self.hits[href] for href in dict.fromkeys(owners[name] for name in closest(words, owners))]

    def address(self, kind: Kind, asked_for: str) -> Address:
        """Return what ``asked_for`` leads to when it stands where the address of a ``kind`` is expected."""
        key = slug(asked_for)
        for other in _NEXT[kind]:
            found = self._addresses[other].get(key, {})
            if len(found) == 1:
                ((href, name),) = found.items()
                return Address(asked_for=asked_for, href=href, known_as=name)
            if found:
                sharing = sorted((self.hits[href] for href in found), key=lambda hit: hit.name)
                return Address(asked_for=asked_for, candidates=sharing)
        words = asked_for.replace("-", " ")
        return Address(asked_for=asked_for, closest=self.find(words, 1).hits[:5] or self.closest_to(words))

    def known_as(self, kind: Kind, href: str, name: str) -> str:
        """Return ``name`` as it is written when it is another name of what ``href`` leads to, else ""."""
        address = self.address(kind, name)
        return address.known_as if address.href == href else ""

    def capabilities(self) -> list[Capability]:
        """Return all areas under their capability, those without one last."""
        groups: dict[str, list[Area]] = defaultdict(list)
        for area in sorted(self.areas.values(), key=lambda area: area.short_name.casefold()):
            groups[area.capability].append(area)
        ordered = sorted(groups.items(), key=lambda group: (not group[0], group[0]))
        return [Capability(name=name or _NO_CAPABILITY, areas=areas) for name, areas in ordered]

    def products_of(self, supplier_slug: str) -> list[Product]:
        """Return the products of a supplier, those of most organisations first."""
        made = (product for product in self.products.values() if product.supplier_slug == supplier_slug)
        return sorted(made, key=lambda product: (-product.organisations, product.name.casefold()))

    def _area_hits(self) -> Iterator[Hit]:
        for area in self.areas.values():
            about = area.capability or _NO_CAPABILITY
            yield _hit(Kind.AREA, area, about, other_names=[])

    def _product_hits(self) -> Iterator[Hit]:
        for product in self.products.values():
            yield _hit(Kind.PRODUCT, product, product.area, product.other_names)

    def _supplier_hits(self) -> Iterator[Hit]:
        for supplier in self.suppliers.values():
            made = [product.own_name for product in self.products_of(supplier.slug)]
            about = "Systems of organisations' own" if supplier.in_house else ", ".join(made[:4])
            yield _hit(Kind.SUPPLIER, supplier, about, supplier.other_names)

    def _names(self) -> Iterator[Name]:
        for area in self.areas.values():
            for name in (area.name, area.short_name, area.code):
                yield Name(name, area.href)
        for supplier in self.suppliers.values():
            yield Name(supplier.name, supplier.href)
            yield from (Name(name, supplier.href, _OTHER_NAME) for name in supplier.other_names)
        for product in self.products.values():
            yield Name(product.own_name, product.href)
            yield from (Name(name, product.href, _OTHER_NAME) for name in product.other_names)
            yield from (Name(name, product.href, _MAKERS_NAME) for name, _ in self._long_names(product))

    def _long_names(self, product: Product) -> Iterator[tuple[str, bool]]:
        """Yield every name of a product after every name of its supplier, and whether both are today's."""
        supplier = self.suppliers[product.supplier_slug]
        makers = [supplier.name, *supplier.other_names]
        for maker, own in pairs(makers, [product.own_name, *product.other_names]):
            is_current = (maker, own) == (supplier.name, product.own_name)
            yield full_name(maker, own), is_current

    def _all_addresses(self) -> dict[Kind, dict[str, dict[str, str]]]:
        """Return, by kind and slug, what that leads to and the other name it is; today's names come first."""
        current: dict[Kind, dict[str, dict[str, str]]] = {kind: defaultdict(dict) for kind in Kind}
        former: dict[Kind, dict[str, dict[str, str]]] = {kind: defaultdict(dict) for kind in Kind}
        for href, name, is_current in self._addressed_names():
            names = (current if is_current else former)[self.hits[href].kind][slug(name)]
            names.setdefault(href, "" if is_current else name)
        return {kind: {**former[kind], **current[kind]} for kind in Kind}

    def _addressed_names(self) -> Iterator[tuple[str, str, bool]]:
        """Yield address, name and whether that is today's name, for all that an address may hold."""
        for area in self.areas.values():
            yield from ((area.href, name, True) for name in (area.code, area.short_name, area.name))
        for supplier in self.suppliers.values():
            yield supplier.href, supplier.name, True
            yield from ((supplier.href, name, False) for name in supplier.other_names)
        for product in self.products.values():
            for name in (f"{product.supplier} {product.own_name}", product.name, product.own_name):
                yield product.href, name, True
            yield from ((product.href, *long_name) for long_name in self._long_names(product))
            yield from ((product.href, name, False) for name in product.other_names)


def _hit(kind: Kind, thing: Area | Product | Supplier, about: str, other_names: Sequence[str]) -> Hit:
    return Hit(
        kind=kind,
        name=thing.name,
        href=thing.href,
        about=about,
        other_names=list(other_names),
        organisations=thing.organisations,
    )


def top_systems(shares: Iterable[Share], limit: int = 3) -> list[Share]:
    """Return the systems that most organisations have or will have; in-house is not one system."""
    named = [share for share in shares if share.href and not share.in_house]
    return sorted(named, key=lambda share: (-(share.in_use + share.coming), share.system.casefold()))[:limit]
