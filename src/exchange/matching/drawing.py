"""Pictures of peers for notebooks: where they are, and why. They need matplotlib, the product does not."""

import math
from collections.abc import Sequence
from typing import Any

from exchange.matching.peer import Peer
from exchange.matching.recommender import PeerRecommender

# Source: Okabe and Ito, Color Universal Design, 2008: told apart with any kind of colour vision.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
_GREY = "#b5b5b5"


def draw_map(recommender: PeerRecommender, ods_code: str, peers: Sequence[Peer]) -> Any:
    """Return a matplotlib figure: the asking organisation, its peers by number, all others around in grey.

    Whoever has no known place is left out. The stronger a match, the darker its line.

    Raises:
        ImportError: matplotlib is not installed.
        UnknownOrganisation: the code, or that of a peer, has not been fitted.
    """
    pyplot, index = _pyplot(), recommender.index_
    figure, axes = pyplot.subplots(figsize=(8, 7), layout="constrained")
    place = {each.ods_code: (each.longitude, each.latitude) for each in index.profiles}
    placed = {code: spot for code, spot in place.items() if None not in spot}
    name = index.profile(index.row_of(ods_code)).name
    for peer in peers:
        index.row_of(peer.ods_code)
    shown = [each for each in peers if each.ods_code in placed]
    axes.scatter(*zip(*placed.values(), strict=True), s=20, color=_GREY) if placed else None
    own = placed.get(ods_code)
    if own:
        axes.scatter(*own, s=420, marker="*", color=_COLOURS[5], edgecolor="black", zorder=4)
        for peer in shown:
            shade = pyplot.colormaps["viridis_r"](_strength(peer, peers))
            axes.plot(*zip(own, placed[peer.ods_code], strict=True), color=shade, linewidth=2, zorder=2)
    _zoom(axes, [*(placed[peer.ods_code] for peer in shown), *([own] if own else [])])
    _number(axes, [(peer.rank, placed[peer.ods_code]) for peer in shown], [own] if own else [])
    axes.set_aspect(1 / math.cos(math.radians(53)))  # at mid-England
    axes.set_title(f"{name}\nand its peers by rank; darker lines match better")
    axes.set_axis_off()
    return figure


def _zoom(axes: Any, spots: Sequence[tuple[Any, Any]]) -> None:
    """Show what is around some places, half a degree at least."""
    if not spots:
        return
    for degrees, limit in zip(zip(*spots, strict=True), (axes.set_xlim, axes.set_ylim), strict=True):
        margin = max(0.25, 0.15 * (max(degrees) - min(degrees)))
        limit(min(degrees) - margin, max(degrees) + margin)


def _number(axes: Any, numbered: Sequence[tuple[int, tuple[Any, Any]]], taken: list[Any]) -> None:
    """Draw a numbered disc for each place, beside those that would be under it."""
    left, right = axes.get_xlim()
    for number, spot in numbered:
        beside = sum(math.dist(spot, other) < (right - left) / 25 for other in taken)
        axes.annotate(
            str(number),
            spot,
            (20 * beside, 0),
            textcoords="offset points",
            ha="center",
            va="center",
            color="white",
            weight="bold",
            bbox={"boxstyle": "circle,pad=0.3", "facecolor": _COLOURS[0], "edgecolor": "white"},
            zorder=5,
        )
        taken = [*taken, spot]


def draw_reasons(peers: Sequence[Peer]) -> Any:
    """Return a matplotlib figure: what each factor adds to each score; hatched where it is unknown.

    Raises:
        ImportError: matplotlib is not installed.
    """
    pyplot = _pyplot()
    figure, axes = pyplot.subplots(figsize=(11, 1.5 + 0.45 * len(peers)), layout="constrained")
    for place, peer in enumerate(peers):
        left = 0.0
        for number, reason in enumerate(peer.reasons):
            hatch = None if reason.known else "///"
            label = reason.factor if place == 0 else None
            colour = _COLOURS[number % len(_COLOURS)]
            bar = axes.barh(
                place, reason.contribution, left=left, color=colour, edgecolor="white", label=label
            )
            bar.patches[0].set_hatch(hatch)
            left += reason.contribution
        axes.annotate(f"{peer.score:.0%}", (left + 0.005, place), va="center")
    axes.set_yticks(range(len(peers)), [f"{peer.rank}  {peer.name}" for peer in peers])
    axes.invert_yaxis()
    axes.set_xlabel("Score, and what each factor adds to it (hatched: unknown, counted as average)")
    axes.spines[["top", "right"]].set_visible(False)
    if peers:
        figure.legend(loc="outside upper center", ncols=len(_COLOURS), frameon=False)
    return figure


def _strength(peer: Peer, peers: Sequence[Peer]) -> float:
    """Return 0.15 for the weakest of the peers to 1 for the strongest."""
    least, most = min(each.score for each in peers), max(each.score for each in peers)
    return 0.15 + 0.85 * (peer.score - least) / (most - least) if most > least else 1.0


def _pyplot() -> Any:
    try:
        from matplotlib import pyplot  # noqa: PLC0415  (optional, and slow to import)
    except ImportError as error:
        raise ImportError("Pictures need matplotlib: pip install exchange[notebook]") from error
    return pyplot
