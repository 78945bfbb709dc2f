"""Every address of the application, with examples for the parts that vary, so that new ones are tested."""

import re
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

READS = {"GET", "HEAD", "OPTIONS"}
FILES = ("/static/exchange.css", "/assets/images/favicon.ico")
NOT_THERE = ("/no-such-page", "/api/v1/no-such-thing", "/static/no-such-file", "/assets/no-such-file")
_EXAMPLES = {"ods_code": "RXA", "other": "RXB", "asked_for": "RXA", "code": "epr", "slug": "nothing"}
_ANY_ID = "6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d"


def all_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield method and path of every route, its parts filled in."""
    for context in iter_route_contexts(app.routes):
        for method in sorted(context.methods or ()):
            yield method, _filled(context.path)


def reading_paths(app: FastAPI) -> list[str]:
    """Return every path that can be read."""
    return [path for method, path in all_routes(app) if method == "GET"]


def changing_routes(app: FastAPI) -> list[tuple[str, str]]:
    """Return method and path of every route that may change something."""
    return [(method, path) for method, path in all_routes(app) if method not in READS]


def _filled(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda part: _EXAMPLES.get(part[1], _ANY_ID), path)
