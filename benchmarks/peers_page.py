"""How long the server takes for /peers?org=… among the organisations that ship, beside matching alone.

usage: python benchmarks/peers_page.py [requests]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

import structlog
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from exchange.app import create_app
from exchange.loading import load_folder
from exchange.matching import PeerRecommender
from exchange.migrations.running import migrate
from exchange.peers import queries
from exchange.peers.profile_queries import find_profiles
from exchange.people.actor import OPERATOR
from exchange.plumbing.database import make_engine, reading, writing
from exchange.plumbing.settings import Settings
from exchange.plumbing.shipped import shipped_folder

TARGET_MS = 30.0
HEADERS = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "peer_list"}


def main(requests: int) -> None:
    """Print one line for each measurement."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'benchmark.db'}"
        codes = _load(url)
        with TestClient(create_app(Settings(database_url=url)), base_url="http://127.0.0.1:8000") as client:
            _measure(client, make_engine(url), codes, requests)


def _measure(client: TestClient, engine: Engine, codes: Sequence[str], requests: int) -> None:
    with reading(engine) as session:
        matcher = PeerRecommender().fit(find_profiles(session, OPERATOR))
        print(f"{len(codes)} organisations, {requests} requests each, medians in milliseconds")
        _print("matching alone", codes, requests, matcher.recommend)
        _print(
            "query: index, matching, schemas",
            codes,
            requests,
            lambda code: queries.find_peers(session, OPERATOR, code),
        )
    for name, path, headers in (
        ("page, server time", "/peers", {}),
        ("fragment, server time", "/peers", HEADERS),
        ("JSON, server time", "/api/v1/peers", {}),
    ):
        _server_ms(client, f"{path}?org={codes[0]}", headers)
        asked = islice(cycle(codes), requests)
        _line(name, [_server_ms(client, f"{path}?org={code}", headers) for code in asked])
    print(f"target for the page: under {TARGET_MS:.0f}")


def _load(url: str) -> list[str]:
    engine = make_engine(url)
    migrate(engine)
    with writing(engine) as session:
        load_folder(session, OPERATOR, shipped_folder("seed_data"))
        session.commit()
        codes = [profile.ods_code for profile in find_profiles(session, OPERATOR)]
    engine.dispose()
    return codes


def _print(name: str, codes: Sequence[str], requests: int, work: Callable[[str], object]) -> None:
    times = []
    for code in codes:  # once before, so that nothing is measured cold
        work(code)
    for code in islice(cycle(codes), requests):
        started = time.perf_counter()
        work(code)
        times.append(1000 * (time.perf_counter() - started))
    _line(name, times)


def _server_ms(client: TestClient, url: str, headers: dict[str, str]) -> float:
    """Return what the Server-Timing header says: from the first byte in to the first byte out."""
    response = client.get(url, headers=headers)
    response.raise_for_status()
    return float(response.headers["Server-Timing"].rpartition("dur=")[2])


def _line(name: str, times: Sequence[float]) -> None:
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"  {name:<34}{statistics.median(times):7.2f}   p95 {p95:7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
