"""A picture of what a product replaced and what replaced it, as lines from left to right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.technologies.decision_schemas import Move

_WIDTH, _ROW, _TOP, _BOX = 360, 66, 28, 44
_ALONE, _MIDDLE, _LAST = 6, 132, 258
_BOX_WIDTH, _LETTERS = 96, 15
_WIDEST = 10


@dataclass(frozen=True)
class Box:
    """One system, its name in at most three lines."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    lines: tuple[tuple[float, str], ...]
    kind: str


@dataclass(frozen=True)
class Line:
    """A way that organisations took."""

    path: str
    width: float
    title: str


@dataclass(frozen=True)
class Moves:
    """All that a template needs to draw it."""

    width: int
    height: float
    title: str
    description: str
    headings: tuple[tuple[float, str], ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw_moves(moves: Sequence[Move], *, what: str) -> Moves | None:
    """Return the picture; None when nothing is known to have replaced anything.

    Args:
        what: the name of the product, which stands in the middle.
    """
    if not moves:
        return None
    towards = [move for move in moves if move.is_towards]
    away = [move for move in moves if not move.is_towards]
    rows = max(len(towards), len(away))
    middle = _TOP + (rows - 1) * _ROW / 2
    boxes, lines = [_box(_MIDDLE, middle, what, "own")], []
    for column, side in ((_ALONE, towards), (_LAST, away)):
        for number, move in enumerate(side):
            y = _TOP + _ROW * (number + (rows - len(side)) / 2)
            boxes.append(_box(column, y, move.from_system if column == _ALONE else move.to_system, "other"))
            lines.append(_line(column, y, middle, move))
    headings = [(_ALONE, "Before")] * bool(towards) + [(_LAST, "After")] * bool(away)
    return Moves(
        width=_WIDTH,
        height=_TOP + rows * _ROW,
        title=f"What {what} replaced, and what replaced it",
        description="Lines are as thick as there are organisations. The table below names them.",
        headings=tuple(headings),
        boxes=tuple(boxes),
        lines=tuple(lines),
    )


def _box(x: float, y: float, name: str, kind: str) -> Box:
    words = _lines(name)
    first = y + _BOX / 2 - (len(words) - 1) * 6.5 + 4
    lines = tuple((round(first + 13 * number, 1), words) for number, words in enumerate(words))
    return Box(x, y, _BOX_WIDTH, _BOX, x + _BOX_WIDTH / 2, lines, kind)


def _lines(name: str) -> list[str]:
    """Break a name into at most three lines of some letters each."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LETTERS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    short = [line if len(line) <= _LETTERS else f"{line[: _LETTERS - 1]}…" for line in lines]
    return short if len(short) <= 3 else [*short[:2], f"{short[2][: _LETTERS - 1]}…"]


def _line(column: float, y: float, middle: float, move: Move) -> Line:
    left, right = (column, _MIDDLE) if move.is_towards else (_MIDDLE, column)
    begin_y, end_y = (y, middle) if move.is_towards else (middle, y)
    begin, end = left + _BOX_WIDTH, right
    half = (begin + end) / 2
    a, b = begin_y + _BOX / 2, end_y + _BOX / 2
    number = len(move.movers)
    one = "organisation" if number == 1 else "organisations"
    return Line(
        path=f"M{begin} {a}C{half} {a} {half} {b} {end} {b}",
        width=min(2 * number, _WIDEST),
        title=f"{move.from_system} to {move.to_system}: {number} {one}",
    )
