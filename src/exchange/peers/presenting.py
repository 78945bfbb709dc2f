"""What a page about peers shows of a score: whole points that add up, bars on one scale, and words."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from exchange.peers.addresses import comparison_address, organisation_address
from exchange.peers.contacts import BUSY
from exchange.peers.schemas import Contact, OrganisationBrief, PeerList, PeopleList, Reason
from exchange.people.actor import Actor, Permission
from exchange.web.maps import MapPicture, Place, draw

BAR_LENGTH = 100  # in units of the drawing
_BECOMES_KNOWN = {
    "nearby": "once both have a postcode",
    "same systems": "once both have registered a system in the same functional area",
    "a step ahead": "once both have registered a system in the same functional area",
    "shared direction": "once both have a region, or have declared priorities or networks",
    "similar setting": "once both have a type, a size or digital maturity scores",
    "same agenda": "once both have given a role, or what they can help with or want to learn",
}
_UNKNOWN = "Unknown: "  # how matching begins a reason that it does not know; pages show the word by itself


@dataclass(frozen=True, kw_only=True)
class Part:
    """One factor's part in a score. ``filled`` and ``track`` are lengths on the scale of the whole page."""

    factor: str
    text: str
    points: int
    most: int
    filled: float
    track: float
    known: bool


@dataclass(frozen=True, kw_only=True)
class Card:
    """One peer as a page shows it."""

    rank: int
    name: str
    href: str
    compare_href: str
    setting: str
    distance: str
    score: int
    parts: tuple[Part, ...]
    contact: Contact


@dataclass(frozen=True, kw_only=True)
class PersonCard:
    """One person worth talking to as a page shows them. ``note`` is "" unless they have stepped back."""

    rank: int
    name: str
    href: str
    role: str
    organisation: str
    organisation_href: str
    distance: str
    score: int
    parts: tuple[Part, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A link for those who are not shown persons, to what would let them see whom to ask."""

    text: str
    href: str


def cards(found: PeerList, kept: Mapping[str, str]) -> tuple[Card, ...]:
    """Return the peers as cards whose bars share one scale; ``kept`` goes into their links."""
    scale = longest(*(peer.reasons for peer in found.peers))
    code = found.organisation.ods_code
    return tuple(
        Card(
            rank=peer.rank,
            name=peer.name,
            href=organisation_address(peer.ods_code),
            compare_href=comparison_address(code, peer.ods_code, kept),
            setting=setting(peer.organisation),
            distance=distance(peer.distance_km, "away"),
            score=round(100 * peer.score),
            parts=parts(peer.score, peer.reasons, scale),
            contact=peer.contact,
        )
        for peer in found.peers
    )


def person_cards(found: PeopleList) -> tuple[PersonCard, ...]:
    """Return persons as cards whose bars share one scale."""
    scale = longest(*(person.reasons for person in found.people))
    return tuple(
        PersonCard(
            rank=person.rank,
            name=person.name,
            href=person.href,
            role=person.role,
            organisation=person.organisation.name,
            organisation_href=organisation_address(person.organisation.ods_code),
            distance=distance(person.distance_km, "away"),
            score=round(100 * person.score),
            parts=parts(person.score, person.reasons, scale),
            note=f"{BUSY}." if person.is_busy else "",
        )
        for person in found.people
    )


def invitation(actor: Actor, path: str) -> Invitation | None:
    """Return how to get to see whom to ask; None for members of staff, who do.

    Args:
        path: of this page, to come back to after signing in.
    """
    if actor.may(Permission.READ_PEOPLE):
        return None
    if actor.is_signed_in:
        words = "You will see whom to ask once your organisation has confirmed you"
        return Invitation(text=words, href="/account/organisation")
    return Invitation(text="Sign in to see whom to ask", href=f"/sign-in?{urlencode({'next': path})}")


def parts(score: float, reasons: Sequence[Reason], scale: float) -> tuple[Part, ...]:
    """Return the parts of a score, known ones first and the strongest first of all."""
    points = whole_points([reason.contribution for reason in reasons], total=round(100 * score))
    shares = whole_points([reason.weight for reason in reasons], total=100)
    shown = [
        Part(
            factor=reason.factor.capitalize(),
            text=_without_mark(reason.text),
            points=gives,
            most=max(gives, most),
            filled=round(BAR_LENGTH * reason.contribution / scale, 1),
            track=round(BAR_LENGTH * reason.weight / scale, 1),
            known=reason.known,
        )
        for reason, gives, most in zip(reasons, points, shares, strict=True)
    ]
    return tuple(sorted(shown, key=lambda part: (not part.known, -part.filled)))


def longest(*reasons: Sequence[Reason]) -> float:
    """Return the largest weight on a page, whose track is as long as a bar can be."""
    return max((reason.weight for each in reasons for reason in each), default=1.0)


def whole_points(parts_of_one: Sequence[float], *, total: int) -> list[int]:
    """Round parts of 1 to points of 100 that sum to ``total``: the largest remainders are rounded up."""
    exact = [100 * part for part in parts_of_one]
    points = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: points[i] - exact[i])
    for i in by_remainder[: max(0, total - sum(points))]:
        points[i] += 1
    return points


def weighting(reasons: Iterable[Reason]) -> str:
    """Say what a score is made of: "same systems 30 of 100, nearby 25, …", the heaviest first."""
    known = list(reasons)
    shares = whole_points([reason.weight for reason in known], total=100)
    heaviest = sorted(zip(shares, known, strict=True), key=lambda pair: -pair[0])
    words = [f"{reason.factor} {share}" for share, reason in heaviest]
    return ", ".join([f"{words[0]} of 100", *words[1:]]) if words else ""


def unknowns(*reasons: Sequence[Reason]) -> list[str]:
    """Say for the factors that are unknown somewhere on a page what would make them known."""
    missing = {reason.factor for each in reasons for reason in each if not reason.known}
    factors: dict[str, list[str]] = {}
    for factor, how in _BECOMES_KNOWN.items():
        if factor in missing:
            factors.setdefault(how, []).append(factor)
    return [
        f"{' and '.join(names).capitalize()} {'become' if names[1:] else 'becomes'} known {how}"
        for how, names in factors.items()
    ]


def summary(found: PeerList) -> str:
    """Say in one sentence what the list holds, for those who cannot see it change."""
    if not found.peers:
        return "No peers"
    return f"{len(found.peers)} peers of {found.organisation.name}; the first is {found.peers[0].name}"


def setting(organisation: OrganisationBrief) -> str:
    """Return type and ICB, or region where there is no ICB."""
    return ", ".join(filter(None, (organisation.type.capitalize(), organisation.icb or organisation.region)))


def distance(km: float | None, direction: str) -> str:
    """Return "23 km away", or "apart" for two; tenths of a kilometre below ten."""
    if km is None:
        return "Distance unknown"
    if km < 1:
        return f"Less than 1 km {direction}"
    return f"{round(km, 1):g} km {direction}" if km < 10 else f"{km:,.0f} km {direction}"


def peer_map(found: PeerList) -> MapPicture:
    """Mark the organisation and its peers, numbered as in the list."""
    places = [place(found.organisation)]
    places += [place(peer.organisation, mark=str(peer.rank)) for peer in found.peers]
    return draw(
        filter(None, places),
        title=f"Where the peers of {found.organisation.name} are",
        description="Numbers are places in the list on this page, which names every organisation.",
    )


def place(organisation: OrganisationBrief, *, mark: str = "") -> Place | None:
    """Return the organisation's mark on a map, None when nobody knows where it is."""
    if organisation.latitude is None or organisation.longitude is None:
        return None
    return Place(
        label=organisation.name,
        latitude=organisation.latitude,
        longitude=organisation.longitude,
        href=organisation_address(organisation.ods_code),
        kind="peer" if mark else "self",
        mark=mark,
    )


def _without_mark(text: str) -> str:
    rest = text.removeprefix(_UNKNOWN)
    return rest[:1].upper() + rest[1:]
