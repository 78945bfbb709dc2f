"""What every page must pass."""

import subprocess
from pathlib import Path

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Telling of what is right as well takes twice as long.
AXE = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}


def html_errors(folder: Path) -> str:
    """Return what the HTML checker says of the files in a folder; "" when they are valid."""
    checker = Path(__file__).parents[2] / "var/tools/node_modules/vnu-jar/build/dist/vnu.jar"
    # Warnings are left out: the design system writes roles that the checker calls unnecessary.
    options = ["--format", "gnu", "--errors-only"]
    command = ["java", "-jar", str(checker), *options, *map(str, sorted(folder.iterdir()))]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr
