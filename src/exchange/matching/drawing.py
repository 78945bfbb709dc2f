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
    """Return a matplotlib figure: every organisation in grey, the asking one, its peers by number.

    Whoever has no known place is left out. The stronger a match, the darker its line.

    Raises:
        ImportError: matplotlib is not installed.
        UnknownOrganisation: the code, or that of a peer, has not been fitted.
    """
    pyplot, index = _pyplot(), recommender.index_
    figure, axes = pyplot.subplots(figsize=(7, 8), layout="constrained")
    spots = [(each.longitude, each.latitude) for each in index.profiles]
    placed = [spot for spot in spots if None not in spot]
    axes.scatter(*zip(*placed, strict=True), s=14, color=_GREY) if placed else None
    own = spots[index.row_of(ods_code)]
    for peer in peers:
        spot = spots[index.row_of(peer.ods_code)]
        if None in spot:
            continue
        if None not in own:
            shade = pyplot.colormaps["viridis_r"](_strength(peer, peers))
            axes.plot(*zip(own, spot, strict=True), color=shade, linewidth=2, zorder=2)
        axes.scatter(*spot, s=60, color=_COLOURS[0], zorder=3)
        side = 12 if peer.rank % 2 else -12
        axes.annotate(str(peer.rank), spot, (side, 6), textcoords="offset points", ha="center", weight="bold")
    if None not in own:
        axes.scatter(*own, s=220, marker="*", color=_COLOURS[5], edgecolor="black", zorder=4)
    axes.set_aspect(1 / math.cos(math.radians(53)))  # at mid-England
    axes.set_title(f"{index.profiles[index.row_of(ods_code)].name}\nand its peers; darker lines match better")
    axes.set_axis_off()
    return figure


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
