"""Where pages about peers are; ``kept`` are the parameters of what the viewer has chosen."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode
from uuid import UUID

API = "/api/v1"


def peers_address(code: str, kept: Mapping[str, str], *, base: str = "") -> str:
    """Return where the peers of an organisation are listed."""
    return f"{base}/peers?{urlencode({'org': code, **kept})}"


def comparison_address(code: str, other: str, kept: Mapping[str, str], *, base: str = "") -> str:
    """Return where two organisations are compared."""
    path = f"{base}/peers/{quote(code, safe='')}/{quote(other, safe='')}"
    return f"{path}?{urlencode(kept)}" if kept else path


def person_address(person_id: UUID) -> str:
    """Return the page of a person, which members of staff may open."""
    return f"/people/{person_id}"


def organisation_address(code: str) -> str:
    """Return the page of an organisation."""
    return f"/organisations/{quote(code, safe='')}"
