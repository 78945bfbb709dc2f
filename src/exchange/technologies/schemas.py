"""What leaves the technology registry. The same shapes serve the HTML pages and the JSON API."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from exchange.technologies.models import Stage


class Shape(BaseModel):
    """Base of everything below: a value that nobody changes."""

    model_config = ConfigDict(frozen=True)


class Kind(StrEnum):
    """The kinds of thing that have a page of their own."""

    AREA = "functional area"
    SUPPLIER = "supplier"
    PRODUCT = "product"


class UseFilter(Shape):
    """Which uses to list: empty fields let everything through; pages hold 50 rows and count from 1."""

    stage: Stage | None = None
    region: str = ""
    area: str = ""
    page: int = 1

    @property
    def is_open(self) -> bool:
        """Say whether everything passes."""
        return not (self.stage or self.region or self.area)


class Choice(Shape):
    """One option of a filter."""

    value: str
    label: str


class OrganisationName(Shape):
    """An organisation that a form offers."""

    ods_code: str
    name: str


class Share(Shape):
    """A system in an area: a product, or everything of a supplier whose product is not named.

    ``in_use`` counts organisations that are live or replacing, ``coming`` those before go-live; ``percent``
    is ``in_use`` in those that have anything in use in the area, 0 to 100. In-house is many systems.
    """

    system: str
    href: str
    supplier_slug: str
    names_product: bool
    in_house: bool
    in_use: int
    coming: int
    percent: int


class Area(Shape):
    """A functional area. ``organisations`` counts those with a system registered that is not retired."""

    code: str
    name: str
    short_name: str
    capability: str
    href: str
    organisations: int
    top_systems: list[Share]


class Capability(Shape):
    """The areas that serve one of NHS England's digital capabilities."""

    name: str
    areas: list[Area]


class Supplier(Shape):
    """A supplier. ``in_house`` stands for many unconnected systems that organisations have of their own."""

    slug: str
    name: str
    other_names: list[str]
    website: str
    href: str
    in_house: bool
    organisations: int


class Product(Shape):
    """A product by the name it has today. ``name`` includes the supplier's.

    A proposed one has been named by somebody and not been checked yet.
    """

    slug: str
    name: str
    own_name: str
    other_names: list[str]
    supplier_slug: str
    supplier: str
    area_code: str
    area: str
    href: str
    organisations: int
    is_proposed: bool


class Hit(Shape):
    """One thing found, with the other names it is known by. ``organisations`` as for its kind."""

    kind: Kind
    name: str
    href: str
    about: str
    other_names: list[str]
    organisations: int


class Findings(Shape):
    """What a search found, best first; without words everything, by name."""

    words: str
    total: int
    page: int
    pages: int
    hits: list[Hit]
    closest: list[Hit]


class StageCount(Shape):
    """Organisations at one stage; ``unnamed`` counts those whose source names the supplier, not the product.

    ``width`` and ``unnamed_width`` are lengths of bars, 0 to 100.
    """

    stage: Stage
    organisations: int
    unnamed: int
    width: int
    unnamed_width: int


class Use(Shape):
    """One organisation's use of a system in an area."""

    ods_code: str
    organisation: str
    organisation_href: str
    icb: str
    region: str
    area_code: str
    area: str
    supplier: str
    system: str
    system_href: str
    names_product: bool
    stage: Stage
    since: str
    source_label: str
    source_url: str
    source: str
    peers_href: str


class Uses(Shape):
    """A page of the uses that a filter lets through: ``total`` uses by so many ``organisations``."""

    total: int
    organisations: int
    page: int
    pages: int
    sources: list[str]
    rows: list[Use]


class Place(Shape):
    """Where an organisation that uses something is: WGS 84 degrees."""

    ods_code: str
    name: str
    latitude: float
    longitude: float
    href: str


class Usage(Shape):
    """Who uses something: all by stage, and the list that the filter lets through.

    ``organisations`` counts those whose source names the thing, ``unnamed`` the others (see ``StageCount``).
    """

    organisations: int
    unnamed: int
    stages: list[StageCount]
    areas: list[Choice]
    uses: Uses


class AreaDetail(Shape):
    """A functional area with its systems, its suppliers and who uses them."""

    area: Area
    systems: list[Share]
    suppliers: list[Supplier]
    all_organisations: int
    unregistered: int
    in_use: int
    usage: Usage

    @property
    def name(self) -> str:
        """Return what the page is called."""
        return self.area.short_name

    @property
    def areas_to_ask_about(self) -> list[Choice]:
        """Return what a form to find peers may be about."""
        return [Choice(value=self.area.code, label=self.area.short_name)]

    @property
    def shows_system(self) -> bool:
        """Say whether rows differ in their system."""
        return True


class SupplierDetail(Shape):
    """A supplier with its products and who uses them."""

    supplier: Supplier
    products: list[Product]
    usage: Usage

    @property
    def name(self) -> str:
        """Return what the page is called."""
        return self.supplier.name

    @property
    def areas_to_ask_about(self) -> list[Choice]:
        """Return what a form to find peers may be about."""
        return self.usage.areas

    @property
    def shows_system(self) -> bool:
        """Say whether rows differ in their system."""
        return bool(self.products)


class ProductDetail(Shape):
    """A product with who uses it and what else is used for the same purpose."""

    product: Product
    supplier: Supplier
    alternatives: list[Share]
    usage: Usage

    @property
    def name(self) -> str:
        """Return what the page is called."""
        return self.product.name

    @property
    def areas_to_ask_about(self) -> list[Choice]:
        """Return what a form to find peers may be about, first what the product is mainly for."""
        main = [Choice(value=self.product.area_code, label=self.product.area)] if self.product.area else []
        return main + [area for area in self.usage.areas if area.value != self.product.area_code]

    @property
    def shows_system(self) -> bool:
        """Say whether rows differ in their system."""
        return self.usage.unnamed > 0


class Address(Shape):
    """What an address leads to: one thing (``href``), several that share a name, or the closest to none.

    ``known_as`` is the other name that the address used, as it is written; "" when it used today's.
    """

    asked_for: str
    href: str = ""
    known_as: str = ""
    candidates: list[Hit] = []
    closest: list[Hit] = []
