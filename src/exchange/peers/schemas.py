"""What leaves the peers subject: lists of peers and comparisons of two, with reasons that add up."""

import math
from collections.abc import Iterable
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from exchange.peers.likeness import Likeness

_ROUNDING = 1e-9  # the most by which contributions may miss the score, through the order of adding alone

Share = Annotated[float, Field(ge=0, le=1)]


class Shape(BaseModel):
    """The base of every shape here: a value, not to be changed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class OrganisationBrief(Shape):
    """An organisation in a few words; places by name, "" where unknown."""

    ods_code: str
    name: str
    type: str
    icb: str
    region: str
    latitude: float | None = Field(default=None, exclude=True)
    longitude: float | None = Field(default=None, exclude=True)


class Reason(Shape):
    """One factor's part in a score: ``contribution`` is ``weight`` times ``value``.

    Where ``known`` is false, ``value`` is the average over all pairs and ``text`` says what is missing.
    ``records`` are the facts behind a known one: "RGT/themes/NHS App", or "RGT/deployments/" and an id.
    """

    factor: str
    value: Share
    weight: Share
    contribution: Share
    text: str
    known: bool
    records: tuple[Annotated[str, BeforeValidator(str)], ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.known and not self.records:
            raise ValueError(f"no record stands behind '{self.text}'")
        _equal(self.contribution, self.weight * self.value, "weight times value")
        return self


class RoleContact(Shape):
    """Whom to ask for where nobody can be named: a role, reached through the switchboard."""

    role: str
    text: str


class PersonContact(Shape):
    """The person to ask, whom only members of staff are shown; never with an address.

    ``role`` is "" where they have not given one. ``because`` says why them, without a full stop; it is part
    of ``text``.
    """

    role: str
    text: str
    person_id: UUID
    name: str
    href: str
    because: str = Field(exclude=True)


Contact = PersonContact | RoleContact


def add_up(score: float, reasons: Iterable[Reason]) -> None:
    """Raise ValueError unless the contributions of reasons sum to a score, but for rounding."""
    total = math.fsum(reason.contribution for reason in reasons)
    _equal(score, total, "the sum of contributions")


def _equal(given: float, worked_out: float, what: str) -> None:
    if abs(given - worked_out) > _ROUNDING:
        raise ValueError(f"{given!r} should be {what}, {worked_out!r}")


class Peer(Shape):
    """An organisation worth talking to, why, and whom to ask for there.

    ``score`` is the sum of the contributions; ``distance_km`` is between registered addresses.
    """

    rank: int
    ods_code: str
    name: str
    score: Share
    distance_km: float | None
    reasons: tuple[Reason, ...]
    contact: Contact
    organisation: OrganisationBrief = Field(exclude=True)

    @model_validator(mode="after")
    def _reasonsadd_up(self) -> Self:
        add_up(self.score, self.reasons)
        return self


class Explained(Shape):
    """What one organisation can get from another: a score with the reasons that add up to it."""

    score: Share
    reasons: tuple[Reason, ...]

    @model_validator(mode="after")
    def _reasonsadd_up(self) -> Self:
        add_up(self.score, self.reasons)
        return self


class PersonPeer(Shape):
    """A person worth talking to, and why: their organisation's reasons, and beside them "same agenda".

    ``is_busy`` when they have as many open requests as they take: they have stepped back in the order.
    """

    rank: int
    person_id: UUID
    name: str
    role: str
    href: str
    organisation: OrganisationBrief
    score: Share
    distance_km: float | None
    reasons: tuple[Reason, ...]
    is_busy: bool

    @model_validator(mode="after")
    def _reasonsadd_up(self) -> Self:
        add_up(self.score, self.reasons)
        return self


class PeopleList(Shape):
    """The persons most worth talking to for the one who asks, best first.

    ``organisation`` is their own, None where it has closed or nobody has confirmed them.
    """

    organisation: OrganisationBrief | None
    people: tuple[PersonPeer, ...]


class PeerList(Shape):
    """The peers most worth talking to for one organisation, best first."""

    organisation: OrganisationBrief
    peers: tuple[Peer, ...]


class System(Shape):
    """What an organisation runs in one functional area, and who says so."""

    name: str
    stage: str
    since: str
    source_label: str
    source_url: str


class SharedArea(Shape):
    """What two organisations have registered in one functional area, and how alike that is."""

    area: str
    name: str
    likeness: Likeness
    of_organisation: tuple[System, ...]
    of_other: tuple[System, ...]


class Overlap(Shape):
    """Names that both have, and that only one of the two has."""

    both: tuple[str, ...]
    only_organisation: tuple[str, ...]
    only_other: tuple[str, ...]


class MaturityPair(Shape):
    """One What Good Looks Like score of both, from 1 to 5, in a care setting that both assessed."""

    care_setting: str
    measure: str
    of_organisation: float
    of_other: float


class Comparison(Shape):
    """Two organisations side by side, and what each can get from talking to the other."""

    organisation: OrganisationBrief
    other: OrganisationBrief
    distance_km: float | None
    can_get: Explained
    can_give: Explained
    contact: Contact
    systems: tuple[SharedArea, ...]
    themes: Overlap
    networks: Overlap
    maturity: tuple[MaturityPair, ...]
    staff_wte: tuple[float | None, float | None]
    beds: tuple[float | None, float | None]


class AreaChoice(Shape):
    """A functional area to find peers for, with how many organisations registered something there."""

    code: str
    name: str
    organisations: int
    registered_here: bool


class Example(Shape):
    """An organisation, one of its peers, and the reason that lifts that peer most above the others."""

    organisation: OrganisationBrief
    peer: OrganisationBrief
    reason: str


class Evaluation(Shape):
    """How well each method ranks known partners: mean reciprocal rank, and hits among the first few.

    ``not_loaded`` names organisations of the given pairs that could not be judged.
    """

    pairs: int
    methods: tuple[dict[str, str | float], ...]
    not_loaded: tuple[str, ...] = Field(exclude=True)
