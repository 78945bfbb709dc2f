"""What matching knows of a person, and what it answers: plain values, no name and no address."""

from dataclasses import dataclass

from exchange.matching.peer import Reason


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """One person as the recommender sees them. Whatever is "" or empty is unknown, not absent.

    Attributes:
        id: unique among the persons of one fit.
        ods_code: of the organisation they belong to.
        role: name of their job role.
        can_help, wants: keys of the subjects they can be asked about, and would like to learn:
            "area:epma", "product:…" or "theme:…".
        at_budget: they have as many open requests as they take.
    """

    id: str
    ods_code: str
    role: str = ""
    can_help: frozenset[str] = frozenset()
    wants: frozenset[str] = frozenset()
    at_budget: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMatch:
    """A person worth talking to.

    Attributes:
        rank: 1 is best among those compared.
        score: in [0, 1]: the sum of the contributions of all reasons.
        distance_km: geodesic between the main sites to 0.1 km, None where either is unknown.
        reasons: what speaks for the organisation, then for the person, in the order of ``PERSON_FACTORS``.
        at_budget: they have stepped back in the order, because they have as many requests as they take.
    """

    rank: int
    id: str
    ods_code: str
    score: float
    distance_km: float | None
    reasons: tuple[Reason, ...]
    at_budget: bool
