"""What matching knows of an organisation: plain values, no database row."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """How far an organisation is with a system; members stand in the order of its life."""

    EXPLORING = "exploring"
    PROCURING = "procuring"
    IMPLEMENTING = "implementing"
    LIVE = "live"
    REPLACING = "replacing"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One system in one functional area of one organisation.

    Attributes:
        area: id of the functional area, for example "epma".
        area_name: its short display name, for example "ePMA".
        supplier, product: current names, "" where unknown.
        live_on: day of go-live, planned or past; the first day where only the month or year is known.
        confirmed: the organisation itself said so, it is not only in a public source.
        id: of its record in the register, "" where it has none.
    """

    area: str
    area_name: str
    supplier: str = ""
    product: str = ""
    stage: Stage = Stage.LIVE
    live_on: date | None = None
    confirmed: bool = False
    id: str = field(default="", compare=False)

    @property
    def is_in_house(self) -> bool:
        """Whether its supplier's name only says that there is none to share ("In-house or generic")."""
        return self.supplier.casefold().startswith("in-house")

    @property
    def is_named(self) -> bool:
        """Whether it is known whose system this is."""
        return bool(self.supplier) and not self.is_in_house

    @property
    def system(self) -> str:
        """What people call it: "Oracle Health Millennium", "Epic", "" where unknown."""
        return system_name(self.supplier, self.product)


def system_name(supplier: str, product: str) -> str:
    """Return supplier and product as people say them, the supplier once."""
    if not product or not supplier:
        return product or supplier
    return product if product.casefold().startswith(supplier.casefold()) else f"{supplier} {product}"


@dataclass(frozen=True, slots=True)
class Profile:
    """One organisation as the recommender sees it. Whatever is "", None or empty is unknown, not absent.

    Attributes:
        ods_code: unique among the profiles of one fit.
        type: organisation type, for example "acute".
        latitude, longitude: WGS 84 degrees of the main site.
        region, icb: display names.
        staff_wte: whole-time-equivalent staff.
        maturity: care setting → seven scores from 1 to 5, the pillars of What Good Looks Like in their order.
        themes, networks: display names of declared priorities, and of groups it belongs to.
    """

    ods_code: str
    name: str
    type: str = ""
    latitude: float | None = None
    longitude: float | None = None
    region: str = ""
    icb: str = ""
    staff_wte: float | None = None
    beds: float | None = None
    maturity: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    deployments: tuple[Deployment, ...] = ()
    themes: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()


def check(profile: Profile) -> None:
    """Refuse a profile whose numbers cannot be what they say.

    Raises:
        ValueError: a latitude or longitude is outside the earth's, staff or beds are below 0, or one of
            them is no finite number.
    """
    ranges = (
        ("latitude", profile.latitude, -90.0, 90.0),
        ("longitude", profile.longitude, -180.0, 180.0),
        ("staff_wte", profile.staff_wte, 0.0, math.inf),
        ("beds", profile.beds, 0.0, math.inf),
    )
    for name, number, least, most in ranges:
        if number is not None and not (math.isfinite(number) and least <= number <= most):
            raise ValueError(f"The {name} of {profile.ods_code} cannot be {number}")
