"""Where the folders that ship beside the code are."""

from importlib import resources
from pathlib import Path

PACKAGE = Path(str(resources.files("exchange")))


def shipped_folder(name: str) -> Path:
    """Return a folder inside the installed package, else the one at the top of the checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parents[1] / name
