"""Turn what the matcher says into what pages, API and command line show. Values in, values out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from exchange import matching
from exchange.matching import Deployment, Profile
from exchange.peers.contacts import contact_at
from exchange.peers.index import PeerIndex
from exchange.peers.likeness import LIKENESSES, common_ground, likeness
from exchange.peers.schemas import (
    Comparison,
    Example,
    Explained,
    MaturityPair,
    Overlap,
    Peer,
    PeerList,
    Reason,
    SharedArea,
    System,
)
from exchange.plumbing.errors import Conflict, Invalid
from exchange.plumbing.suggesting import closest, did_you_mean

# The seven success measures of NHS England's What Good Looks Like framework, in the order of its assessment.
_MEASURES = (
    "Well led",
    "Smart foundations",
    "Safe practice",
    "Support people",
    "Empower citizens",
    "Improve care",
    "Healthy populations",
)


def listed(
    index: PeerIndex, code: str, *, limit: int, weights: Mapping[str, float], area: str | None
) -> PeerList:
    """Return the best ``limit`` peers of ``code``.

    Raises:
        Invalid: no such factor or area, or no weight above 0.
    """
    check_area(index, area)
    with refusals_in_words():
        found = index.matcher.recommend(code, limit=limit, weights=weights, area=area)
    asking = index.profiles[code]
    return PeerList(
        organisation=index.brief(code),
        peers=tuple(_peer(index, asking, each, area) for each in found),
    )


def _peer(index: PeerIndex, asking: Profile, found: matching.Peer, area: str | None) -> Peer:
    helper = index.profiles[found.ods_code]
    return Peer(
        rank=found.rank,
        ods_code=found.ods_code,
        name=found.name,
        score=found.score,
        distance_km=found.distance_km,
        reasons=reasons(found),
        contact=contact_at(found.name, index.area_names[area] if area else common_ground(asking, helper)),
        organisation=index.brief(found.ods_code),
    )


def reasons(found: matching.Peer | matching.PersonMatch) -> tuple[Reason, ...]:
    """Return the reasons of a peer or a person."""
    return tuple(Reason.model_validate(reason) for reason in found.reasons)


def compared(
    index: PeerIndex,
    pair: tuple[str, str],
    systems: Mapping[str, Mapping[str, Sequence[System]]],
    *,
    weights: Mapping[str, float],
    area: str | None,
) -> Comparison:
    """Return the two organisations of ``pair`` side by side; the first one asks.

    Raises:
        Conflict: both are the same.
        Invalid: no such factor or area, or no weight above 0.
    """
    code, other = pair
    if code == other:
        raise Conflict("These are two names of one organisation. Choose another one to compare it with.")
    check_area(index, area)
    with refusals_in_words():
        there = index.matcher.compare(code, other, weights=weights, area=area)
        back = index.matcher.compare(other, code, weights=weights, area=area)
    a, b = index.profiles[code], index.profiles[other]
    return Comparison(
        organisation=index.brief(code),
        other=index.brief(other),
        distance_km=there.distance_km,
        can_get=Explained(score=there.score, reasons=reasons(there)),
        can_give=Explained(score=back.score, reasons=reasons(back)),
        contact=contact_at(b.name, index.area_names[area] if area else common_ground(a, b)),
        systems=_side_by_side(index, pair, systems),
        themes=_overlap(a.themes, b.themes),
        networks=_overlap(a.networks, b.networks),
        maturity=_maturity(a, b),
        staff_wte=(a.staff_wte, b.staff_wte),
        beds=(a.beds, b.beds),
    )


def _side_by_side(
    index: PeerIndex,
    pair: tuple[str, str],
    systems: Mapping[str, Mapping[str, Sequence[System]]],
) -> tuple[SharedArea, ...]:
    """Return every area in which either has something registered, the most alike first."""
    mine, theirs = (systems[code] for code in pair)
    areas = [
        SharedArea(
            area=area,
            name=name,
            likeness=likeness(*(_in_area(index.profiles[code], area) for code in pair)),
            of_organisation=tuple(mine.get(area, ())),
            of_other=tuple(theirs.get(area, ())),
        )
        for area, name in index.area_names.items()
        if area in mine or area in theirs
    ]
    return tuple(sorted(areas, key=lambda each: LIKENESSES.index(each.likeness)))


def _in_area(profile: Profile, area: str) -> list[Deployment]:
    return [each for each in profile.deployments if each.area == area]


def _overlap(mine: frozenset[str], theirs: frozenset[str]) -> Overlap:
    return Overlap(
        both=tuple(sorted(mine & theirs)),
        only_organisation=tuple(sorted(mine - theirs)),
        only_other=tuple(sorted(theirs - mine)),
    )


def _maturity(a: Profile, b: Profile) -> tuple[MaturityPair, ...]:
    return tuple(
        MaturityPair(care_setting=setting, measure=measure, of_organisation=mine, of_other=theirs)
        for setting in sorted(a.maturity.keys() & b.maturity.keys())
        for measure, mine, theirs in zip(_MEASURES, a.maturity[setting], b.maturity[setting], strict=True)
    )


def examples(index: PeerIndex, *, limit: int) -> list[Example]:
    """Return the best documented organisations of ``limit`` types, each with its first peer and why."""
    by_registered = sorted(index.profiles.values(), key=lambda p: (-len(p.deployments), p.ods_code))
    best: dict[str, Profile] = {}
    for profile in by_registered:
        if profile.type and profile.deployments:
            best.setdefault(profile.type, profile)
    chosen = list(best.values())[:limit]
    return [found for profile in chosen for found in first_peers(index, profile.ods_code, limit=1)]


def first_peers(index: PeerIndex, code: str, *, limit: int) -> list[Example]:
    """Return the first peers of an open organisation, each with what lifts it most."""
    peers = index.matcher.recommend(code, limit=limit) if code in index.profiles else []
    return [
        Example(
            organisation=index.brief(code),
            peer=index.brief(peer.ods_code),
            reason=max(peer.reasons, key=lambda reason: reason.lift).text,
        )
        for peer in peers
    ]


def check_area(index: PeerIndex, area: str | None) -> None:
    """Raise unless anybody has registered something in ``area``.

    Raises:
        Invalid: nobody has, or there is no such area.
    """
    if area is None or any(each.code == area for each in index.areas):
        return
    if area in index.area_names:
        raise Invalid(f"Nobody has registered anything for {index.area_names[area]} yet.", field="area")
    question = did_you_mean(closest(area[:40], [each.code for each in index.areas]))
    raise Invalid(f"There is no functional area '{area[:40]}'.{question}", field="area")


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Translate what the matcher refuses: unknown factors, and weights that leave nothing to weigh."""
    try:
        yield
    except ValueError as refusal:
        raise Invalid(str(refusal), field="weights") from refusal
