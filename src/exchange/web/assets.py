"""Where the files that ship beside the code are: templates, style sheets, scripts, third-party assets."""

import json
from functools import lru_cache
from importlib import resources
from pathlib import Path

PACKAGE = Path(str(resources.files("exchange")))
STATIC = PACKAGE / "static"
VENDOR = STATIC / "vendor"


def shipped_folder(name: str) -> Path:
    """Return a folder inside the installed package, else the one at the top of the checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parents[1] / name


@lru_cache
def vendor_versions() -> dict[str, str]:
    """Return the version of each browser package by its npm name."""
    versions: dict[str, str] = json.loads((VENDOR / "versions.json").read_text("utf-8"))
    return versions
