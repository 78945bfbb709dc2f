"""What a row of the table of rights says, and the lines that many rows share.

A line has seven statuses, in the order of ``ACTORS``. A row has four lines, in the order of ``RELATIONS``;
one is enough where nothing in the request belongs to anybody.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.rights.world import RELATIONS, World

Sent = Callable[[World, str, str], dict[str, Any]] | dict[str, Any]
Shape = dict[str, "Shape"]

#             visitor newcomer staff lead leader admin disabled
SEEN = "          200 200 200 200 200 200 200"
NOT_THERE = "     404 404 404 404 404 404 404"
SIGNED_IN = "     401 200 200 200 200 200 401"
SIGNED_IN_NONE = "401 404 404 404 404 404 401"
STAFF = "         401 403 200 200 200 200 401"
ADMIN = "         401 403 403 403 403 200 401"


@dataclass(frozen=True, kw_only=True)
class Row:
    """What is expected of one method of one route.

    Attributes:
        lines: four lines, or one where nothing belongs to anybody.
        fields: the keys of an answer in JSON; in brackets those of what lies within.
        event: what an allowed change leaves in the audit trail, last of all if it leaves several.
        sent: a form, or JSON below /api/v1 and where ``is_json``.
        cast: whom the ids of the route belong to, where they do not belong to the actor.
        spends: the event, or "", of a refusal that uses something up all the same.
        is_demonstration: asked of a service that shows made-up people.
    """

    method: str
    route: str
    lines: str | tuple[str, ...]
    fields: str = ""
    query: str = ""
    event: str = ""
    sent: Sent | None = None
    is_json: bool = False
    cast: str = "others"
    spends: str | None = None
    is_demonstration: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.route}{' of the demonstration' if self.is_demonstration else ''}"

    def status(self, actor_number: int, relation: str) -> int:
        """The status for one actor."""
        line = self.lines if isinstance(self.lines, str) else self.lines[RELATIONS.index(relation)]
        return int(line.split()[actor_number])

    def changes(self, status: int) -> bool:
        """Say whether a request with this answer leaves anything behind."""
        return bool(self.event) if status < 400 else self.spends is not None

    def left(self, status: int) -> str:
        """The event that a request with this answer leaves."""
        return self.event if status < 400 else self.spends or ""

    def body(self, world: World, actor: str, relation: str) -> dict[str, Any]:
        """What is sent, as an argument of a request."""
        if self.sent is None:
            return {}
        made = self.sent(world, actor, relation) if callable(self.sent) else self.sent
        return {"json" if self.is_json or self.route.startswith("/api/") else "data": made}


def get(route: str, lines: str | tuple[str, ...], fields: str = "", query: str = "", **more: Any) -> Row:
    """A row of something that is read."""
    return Row(method="GET", route=route, lines=lines, fields=fields, query=query, **more)


def post(
    route: str, lines: str | tuple[str, ...], event: str = "", sent: Sent | None = None, **more: Any
) -> Row:
    """A row of a change."""
    return Row(method="POST", route=route, lines=lines, event=event, sent=sent, **more)


def instead(lines: str | tuple[str, ...], status: int) -> Any:
    """The same lines with another status for those who may: what a change answers."""
    if isinstance(lines, str):
        return lines.replace("200", str(status))
    return tuple(line.replace("200", str(status)) for line in lines)


def shape_of(fields: str) -> Shape:
    """Read "id place(name href)" as the keys of a document, with the keys within them."""
    shape: Shape = {}
    open_shapes, last = [shape], shape
    for word in re.findall(r"\w+|[()]", fields):
        if word == "(":
            open_shapes.append(last)
        elif word == ")":
            open_shapes.pop()
        else:
            last = open_shapes[-1].setdefault(word, {})
    return shape


def misfits(shape: Shape, body: Any, where: str = "the answer") -> Iterator[str]:
    """Say of every part of a document that has other keys than it should what is wrong with it."""
    if isinstance(body, list):
        if not body:
            yield f"{where} is empty"
        for each in body:
            yield from misfits(shape, each, where)
    elif not isinstance(body, Mapping):
        yield f"{where} is {body}"
    elif set(body) != set(shape):
        yield f"{where} has {' '.join(body)}"
    else:
        for key, within in shape.items():
            if within:
                yield from misfits(within, body[key], key)
