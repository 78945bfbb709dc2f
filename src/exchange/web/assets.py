"""Style sheets, scripts and third-party assets that pages use."""

import json
from functools import lru_cache

from exchange.plumbing.shipped import PACKAGE

STATIC = PACKAGE / "static"
VENDOR = STATIC / "vendor"


@lru_cache
def vendor_versions() -> dict[str, str]:
    """Return the version of each browser package by its npm name."""
    versions: dict[str, str] = json.loads((VENDOR / "versions.json").read_text("utf-8"))
    return versions
