"""Who would be useful to whom: mechanisms of the literature, in other forms than the recommender's.

Mechanisms: geographical nearness, common technology, shared strategy, alignment, shared context and
professional agendas (Cresswell et al. 2021, as read in MATCHING.md section 1), and a gain from whoever is
further on. How much each area and priority matters, whom persons get on with, and what each organisation
values are drawn at random and never seen by the recommender.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from benchmarks.simulation.organisations import AREAS, TYPES, Array, Organisations
from exchange.matching import Profile

FORMS = ("gravity", "exp", "threshold", "rank")
MECHANISMS = ("nearness", "technology", "strategy", "alignment", "context", "agenda", "further on")
# Source: reference study for MATCHING.md section 5(b) for the first six; the last is an assumption.
WEIGHTS = (0.75, 1.05, 0.55, 0.30, 0.50, 0.45, 0.40)
# The same shares turned about: for the test of drift.
LATER_WEIGHTS = (0.35, 0.45, 0.90, 0.50, 0.95, 0.45, 0.40)
BASE, WILLING, NOISE = -3.3, 3.0, 0.7
# What organisations of a kind do, from which the kinds' likeness follows.
SERVICES = {
    "acute": {"emergency", "wards", "theatres", "laboratory", "maternity", "outpatients"},
    "mental health": {"wards", "crisis", "visits", "therapy"},
    "mental health and community": {"wards", "crisis", "visits", "therapy", "nursing", "children"},
    "community": {"visits", "nursing", "children", "outpatients"},
    "ambulance": {"emergency", "crisis", "vehicles"},
    "other": {"outpatients", "laboratory"},
}


@dataclass(frozen=True)
class Truth:
    """What happens if i is shown j.

    Attributes:
        useful: array of shape (n, n), the chance that j would be useful to i and i asks, having looked.
        gain: array of shape (n, n), the chance of a useful exchange: j useful to i, and willing.
    """

    useful: Array
    gain: Array


@dataclass(frozen=True)
class Mechanisms:
    """What relates organisations, before a form of truth turns it into usefulness.

    Attributes:
        km: array of shape (n, n).
        parts: array of shape (7, n, n) in the order of ``MECHANISMS``; nearness is left empty.
        tastes: array of shape (n, 7), how much each organisation cares for each, 1 on average.
        rest: array of shape (n, n), the pull of the more mature and what nobody can foresee.
    """

    km: Array
    parts: Array
    tastes: Array
    rest: Array


def mechanisms_of(world: Organisations, seed: int) -> Mechanisms:
    """Draw what is hidden, and relate all organisations to one another."""
    chance = np.random.default_rng([seed, 3])
    count = len(world.complete)
    importance = chance.lognormal(0, 0.9, AREAS)
    importance /= importance.max()
    parts = np.stack(
        [
            np.zeros((count, count)),
            _technology(world, importance),
            _strategy(world.complete, chance),
            _alignment(world.complete),
            _context(world.complete, chance),
            _agenda(world.complete, chance),
            _further_on(world, importance),
        ]
    )
    ahead = (world.maturity[None] - world.maturity[:, None]).clip(0)
    return Mechanisms(
        km_between(world.complete),
        parts,
        chance.gamma(4, 1 / 4, (count, len(MECHANISMS))),
        ahead + chance.normal(0, NOISE, (count, count)),
    )


def truth_of(mechanisms: Mechanisms, form: str, weights: tuple[float, ...] = WEIGHTS) -> Truth:
    """Return what one form of truth makes of the mechanisms.

    Args:
        form: "gravity", 1 / (1 + (km / 35)^1.3) with all else as it is; "exp", exp(-km / 60) instead;
            "threshold", yes or no; "rank", compared among one's own options.

    Raises:
        ValueError: there is no such form.
    """
    if form not in FORMS:
        raise ValueError(f"There is no form '{form}'. Known forms: {', '.join(FORMS)}")
    scaled = np.stack([_standard(part) for part in _FORM_OF[form](mechanisms)])
    valued = np.array(weights)[:, None] * mechanisms.tastes.T
    liking = np.einsum("ki,kij->ij", valued, scaled) + 0.25 * scaled[0] * scaled[1] + mechanisms.rest + BASE
    useful = expit(liking)
    np.fill_diagonal(useful, 0)
    return Truth(useful, useful * expit(liking.T + WILLING))


def _standard(part: Array) -> Array:
    return (part - part.mean()) / (part.std() + 1e-9)


def _gravity(mechanisms: Mechanisms) -> Array:
    return np.concatenate(((1 / (1 + (mechanisms.km / 35) ** 1.3))[None], mechanisms.parts[1:]))


def _exp(mechanisms: Mechanisms) -> Array:
    return np.concatenate((np.exp(-mechanisms.km / 60)[None], mechanisms.parts[1:]))


def _threshold(mechanisms: Mechanisms) -> Array:
    """Yes or no: within reach, a main system in common, the same kind, well ahead. Agenda and board stay."""
    km, (_, technology, strategy, alignment, context, agenda, further) = mechanisms.km, mechanisms.parts
    return np.stack(
        [
            1.0 * (km < 60) + 0.5 * (km < 120),
            _above(technology, 0.9) + 0.4 * _above(technology, 0.6),
            _above(strategy, 0.85),
            alignment,
            _above(context, 0.75),
            agenda,
            _above(further, 0.85),
        ]
    )


def _above(part: Array, quantile: float) -> Array:
    return (part > np.quantile(part, quantile)).astype(float)


def _rank(mechanisms: Mechanisms) -> Array:
    """Minus the logarithm of the place among one's own options; ties share their place. Alignment stays."""
    parts = _gravity(mechanisms)
    ranked = [
        part if name == "alignment" else _log_rank(part) for name, part in zip(MECHANISMS, parts, strict=True)
    ]
    return np.stack(ranked)


def _log_rank(part: Array) -> Array:
    ordered = np.sort(-part, axis=1)
    first = np.stack(
        [np.searchsorted(own, -row, side="left") for own, row in zip(ordered, part, strict=True)]
    )
    last = np.stack(
        [np.searchsorted(own, -row, side="right") for own, row in zip(ordered, part, strict=True)]
    )
    return -np.log((first + 1 + last) / 2)


_FORM_OF: dict[str, Callable[[Mechanisms], Array]] = {
    "gravity": _gravity,
    "exp": _exp,
    "threshold": _threshold,
    "rank": _rank,
}


def km_between(profiles: list[Profile]) -> Array:
    """Return kilometres between all, on a plane: another measure than the recommender's."""
    latitude = np.array([profile.latitude or 0.0 for profile in profiles])
    longitude = np.array([profile.longitude or 0.0 for profile in profiles])
    north = 111.2 * (latitude[:, None] - latitude)
    east = 111.2 * np.cos(np.radians(53)) * (longitude[:, None] - longitude)
    return np.hypot(north, east)


def _technology(world: Organisations, importance: Array) -> Array:
    """One shared system is enough: 1 minus the chance that none of them matters; rare ones matter more."""
    count = len(world.product)
    having = np.bincount(world.product[world.product >= 0], minlength=len(world.supplier_of))
    rarity = np.log2(count / np.maximum(having, 1)) / 8
    none_matters = np.ones((count, count))
    supplier = np.where(world.product >= 0, world.supplier_of[world.product], -1)
    for area in range(AREAS):
        product, own_supplier = world.product[:, area], supplier[:, area]
        matters = np.minimum(0.85, 0.9 * importance[area] * rarity[product])
        same = (product[:, None] == product) & (product >= 0)
        alike = (own_supplier[:, None] == own_supplier) & (own_supplier >= 0) & ~same
        none_matters *= 1 - same * matters[:, None] - alike * 0.1 * importance[area]
    return 1 - none_matters


def _strategy(profiles: list[Profile], chance: np.random.Generator) -> Array:
    themes = sorted({theme for profile in profiles for theme in profile.themes})
    weight = chance.gamma(2, 1, len(themes))
    has = np.array([[theme in profile.themes for theme in themes] for profile in profiles], dtype=float)
    shared = (has * weight) @ has.T
    own = np.diag(shared)
    return shared / (np.sqrt(np.outer(own, own)) + 1e-9)


def _alignment(profiles: list[Profile]) -> Array:
    """Same board 1, a network in common 0.8, same region 0.35."""
    board = np.array([profile.icb for profile in profiles])
    region = np.array([profile.region for profile in profiles])
    names = sorted({name for profile in profiles for name in profile.networks})
    member = np.array([[name in profile.networks for name in names] for profile in profiles], dtype=float)
    near = np.where(region[:, None] == region, 0.35, 0.0)
    near = np.maximum(near, 0.8 * (member @ member.T > 0))
    return np.where(board[:, None] == board, 1.0, near)


def _context(profiles: list[Profile], chance: np.random.Generator) -> Array:
    """Seven tenths the services that both offer, with a draw of how kinds get on, three tenths size."""
    overlap = np.array([[_overlap(SERVICES[one], SERVICES[other]) for other in TYPES] for one in TYPES])
    drawn = chance.normal(0, 0.1, overlap.shape)
    alike = np.clip(overlap + (drawn + drawn.T) / 2, 0, 1)
    kind = np.array([TYPES.index(profile.type) for profile in profiles])
    size = np.log([profile.staff_wte or 1.0 for profile in profiles])
    return 0.7 * alike[kind][:, kind] + 0.3 * np.exp(-(((size[:, None] - size) / 0.8) ** 2))


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def _agenda(profiles: list[Profile], chance: np.random.Generator) -> Array:
    """The agreement of six hidden professional interests, which lean with the kind of organisation."""
    leaning = dict(zip(TYPES, 0.8 * chance.standard_normal((len(TYPES), 6)), strict=True))
    interests = chance.standard_normal((len(profiles), 6))
    interests += np.array([leaning[profile.type] for profile in profiles])
    interests /= np.linalg.norm(interests, axis=1, keepdims=True)
    return (interests @ interests.T + 1) / 2


def _further_on(world: Organisations, importance: Array) -> Array:
    """Whoever still works on a system gains from those further on with it: most with the same product.

    One such system is enough, as for technology. Who has long finished has little left to gain.
    """
    count = len(world.product)
    no_gain = np.ones((count, count))
    supplier = np.where(world.product >= 0, world.supplier_of[world.product], -1)
    for area in range(AREAS):
        product, own_supplier, progress = world.product[:, area], supplier[:, area], world.progress[:, area]
        both = (product[:, None] >= 0) & (product >= 0)
        share = np.where(own_supplier[:, None] == own_supplier, 0.5, 0.15)
        share = np.where(product[:, None] == product, 1.0, share) * both
        lead = 1 - np.exp(-(progress - progress[:, None]).clip(0))
        working_on_it = expit(-2 * (progress - 0.5))[:, None]
        no_gain *= 1 - 0.8 * importance[area] * share * lead * working_on_it
    return 1 - no_gain
