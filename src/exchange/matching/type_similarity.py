"""How alike two types of organisation are: a published judgement, not a measurement."""

from types import MappingProxyType

_UNLIKE = 0.1  # any two types that are not named below, a new type included

# Source: judgement for this project, docs/decisions/0010-factors-and-scales.md; MATCHING.md section 6 asks to
# publish it. By what the two run and whom they treat: 1 is the same, in either order.
TYPE_SIMILARITY = MappingProxyType(
    {
        frozenset({"mental health", "mental health and community"}): 0.8,
        frozenset({"community", "mental health and community"}): 0.7,
        frozenset({"mental health", "community"}): 0.4,
        frozenset({"acute", "community"}): 0.4,
        frozenset({"acute", "mental health and community"}): 0.3,
    }
)


def type_similarity(one: str, other: str) -> float:
    """Return how alike two types are, in [0, 1]."""
    return 1.0 if one == other else TYPE_SIMILARITY.get(frozenset({one, other}), _UNLIKE)
