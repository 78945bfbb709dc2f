"""Save a fitted recommender as one compressed JSON file, and load it again without running anything in it.

The file has the profiles that the epoch was fitted to and what has changed since. Loading fits to the former
and applies the latter, so that no private column is part of the format and every score comes out the same.
"""

import gzip
import json
import os
import tempfile
import zlib
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from exchange.matching.profile import Deployment, Profile, Stage
from exchange.matching.recommender import PeerRecommender

_FORMAT = "exchange peers"
_VERSION = 1


def save(recommender: PeerRecommender, path: str | Path) -> None:
    """Write a fitted recommender; a file that is there is replaced at once or not at all.

    Raises:
        ValueError: as ``dumps``.
    """
    _replace(Path(path), dumps(recommender))


def dumps(recommender: PeerRecommender) -> bytes:
    """Return a fitted recommender as it is saved.

    Raises:
        ValueError: it has not been fitted, or has a number that is not finite.
    """
    if not hasattr(recommender, "fitted_profiles_"):
        raise ValueError("Only a recommender that has been fitted can be saved")
    fitted = {profile.ods_code: profile for profile in recommender.fitted_profiles_}
    now = {profile.ods_code: profile for profile in recommender.index_.profiles}
    content = {
        "format": _FORMAT,
        "version": _VERSION,
        "weights": dict(recommender.weights),
        "fitted": [_plain(fitted[code]) for code in sorted(fitted)],
        "changed": [_plain(now[code]) for code in sorted(now) if now[code] != fitted.get(code)],
        "removed": sorted(fitted.keys() - now.keys()),
    }
    text = json.dumps(content, allow_nan=False, ensure_ascii=False)
    return gzip.compress(text.encode(), mtime=0)


def load(path: str | Path, *, compiled: bool = False) -> PeerRecommender:
    """Return the recommender that was saved, whose answers are those that it gave.

    Args:
        compiled: as for ``PeerRecommender``; it belongs to the machine, not to what is saved.

    Raises:
        FileNotFoundError: there is no such file.
        ModuleNotFoundError: as ``PeerRecommender.fit``.
        ValueError: the file is cut off, of another version, or no saved recommender.
    """
    return loads(Path(path).read_bytes(), compiled=compiled, name=str(path))


def loads(packed: bytes, *, compiled: bool = False, name: str = "This") -> PeerRecommender:
    """Return the recommender of which ``dumps`` gave this; ``name`` is what errors call it.

    Raises:
        ModuleNotFoundError, ValueError: as ``load``.
    """
    try:
        content = json.loads(gzip.decompress(packed), parse_constant=_refuse)
    except (EOFError, OSError, zlib.error, ValueError, RecursionError) as error:
        raise ValueError(f"{name} is cut off or no saved recommender") from error
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise ValueError(f"{name} is no saved recommender")
    if content.get("version") != _VERSION:
        raise ValueError(f"{name} has version {content.get('version')}, only {_VERSION} can be read")
    try:
        return _rebuilt(content, compiled=compiled)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} is no complete saved recommender: {error}") from error


def _rebuilt(content: dict[str, Any], *, compiled: bool) -> PeerRecommender:
    fitted = [_profile(each) for each in content["fitted"]]
    recommender = PeerRecommender(content["weights"], compiled=compiled).fit(fitted)
    for each in content["changed"]:
        recommender.add(_profile(each))
    for code in content["removed"]:
        recommender.remove(code)
    return recommender


def _plain(profile: Profile) -> dict[str, Any]:
    plain = asdict(profile) | {"themes": sorted(profile.themes), "networks": sorted(profile.networks)}
    for run in plain["deployments"]:
        run["live_on"] = run["live_on"].isoformat() if run["live_on"] else None
    return plain


def _profile(plain: dict[str, Any]) -> Profile:
    runs = tuple(_deployment(run) for run in plain["deployments"])
    maturity = {setting: tuple(scores) for setting, scores in plain["maturity"].items()}
    sets = {name: frozenset(plain[name]) for name in ("themes", "networks")}
    return Profile(**(plain | sets | {"deployments": runs, "maturity": maturity}))


def _deployment(plain: dict[str, Any]) -> Deployment:
    day = date.fromisoformat(plain["live_on"]) if plain["live_on"] else None
    return Deployment(**(plain | {"stage": Stage(plain["stage"]), "live_on": day}))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:  # whatever stops it, nothing half-written stays
        Path(name).unlink(missing_ok=True)
        raise
