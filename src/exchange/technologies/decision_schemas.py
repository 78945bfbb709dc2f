"""What a product's page says to somebody who has to decide; the same shapes serve page and API."""

from pydantic import computed_field

from exchange.technologies.models import Stage
from exchange.technologies.schemas import Shape


class Asker(Shape):
    """The organisation that asks, and its stage with the product; None when that is not registered."""

    ods_code: str
    name: str
    stage: Stage | None
    since: str

    @computed_field
    def href(self) -> str:
        """Return the address of the organisation."""
        return f"/organisations/{self.ods_code}"


class UserOfProduct(Shape):
    """One organisation's use of the product, with what it means to the one that asks.

    Dates hold as much as is known. ``distance_km`` is None where either place is unknown; ``reason`` is "" in
    lists that need none. ``is_certain`` is false where a go-live may fall outside the months asked about.
    """

    ods_code: str
    organisation: str
    area_code: str
    area: str
    stage: Stage
    started_on: str
    live_on: str
    retired_on: str
    since: str
    source_label: str
    source_url: str
    distance_km: float | None
    reason: str = ""
    is_certain: bool = True

    @computed_field
    def organisation_href(self) -> str:
        """Return the address of the organisation."""
        return f"/organisations/{self.ods_code}"

    @computed_field
    def people_href(self) -> str:
        """Return where those who can be asked there are listed, for members of staff."""
        return f"/people?organisation={self.ods_code}"

    @property
    def told(self) -> str:
        """Return the reason, or what is known of the date where there is none."""
        return self.reason or self.when

    @property
    def when(self) -> str:
        """Return what is known of the date."""
        return self.since or "No date is known"

    @property
    def distance(self) -> str:
        """Return the distance in words; "" when it is not known."""
        if self.distance_km is None:
            return ""
        return f"{self.distance_km:.0f} km away" if self.distance_km >= 1 else "Less than 1 km away"


class Mover(Shape):
    """An organisation that went from one system to another, and what says so."""

    ods_code: str
    organisation: str
    before: str
    after: str
    basis: str

    @computed_field
    def organisation_href(self) -> str:
        """Return the address of the organisation."""
        return f"/organisations/{self.ods_code}"


class Move(Shape):
    """A way from one system to another in the same functional area, with those who took it."""

    from_system: str
    from_href: str
    to_system: str
    to_href: str
    is_towards: bool
    area: str
    movers: tuple[Mover, ...]


class Decision(Shape):
    """What helps to decide about one product.

    ``asker`` is None while nobody said who asks; ``not_found`` is the name that nothing has. ``ahead`` and
    ``behind`` begin with the nearest step. ``undated`` counts organisations that are on no timeline;
    ``confirmed`` those that said themselves that they have it. ``learners`` of the product and of its area
    are organisations where somebody would like to learn about it, as far as the reader may see people.
    """

    asker: Asker | None
    not_found: str
    going_live: tuple[UserOfProduct, ...]
    ahead: tuple[UserOfProduct, ...]
    behind: tuple[UserOfProduct, ...]
    nearest: tuple[UserOfProduct, ...]
    dated: tuple[UserOfProduct, ...]
    undated: int
    moves: tuple[Move, ...]
    confirmed: int
    product_learners: int
    area_learners: int
