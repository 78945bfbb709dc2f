"""The list of lessons beside Datasette: ``python benchmarks/lesson_list.py [--lessons 10000]``.

Both serve the same SQLite file in the same run, each from one process, to one client that asks again as
soon as it is answered: twenty lessons a page, newest first. Ours is the whole page of a visitor, with filters
and their counts; Datasette shows its table without counts. Datasette is installed into ``var/datasette``.
"""

import argparse
import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

REPOSITORY = Path(__file__).parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "benchmarks/searching")]

import made_up  # noqa: E402

from exchange.loading import load_folder  # noqa: E402
from exchange.migrations.running import migrate  # noqa: E402
from exchange.people.actor import OPERATOR  # noqa: E402
from exchange.plumbing.database import make_engine, writing  # noqa: E402
from tests.serving import serving  # noqa: E402

DATASETTE = REPOSITORY / "var/datasette"
VERSION = "datasette==0.65.5"
SECONDS, ROUNDS = 5, 3


def main() -> None:
    """Fill a database, serve it both ways, and print requests a second and server times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lessons", type=int, default=10_000)
    count = parser.parse_args().lessons
    with tempfile.TemporaryDirectory() as folder:
        file, log = Path(folder) / "lessons.db", Path(folder) / "log"
        filled(file, count)
        own = serving(f"sqlite:///{file}", output=log.open("wb"))
        with own as address, beside(file) as other:
            compare(
                {
                    "Exchange, /lessons": f"{address}/lessons",
                    "Exchange, filtered": f"{address}/lessons?area=epr&sort=newest",
                    "Datasette, the same table": f"{other}/lessons/lesson?_size=20&_sort_desc=published_at",
                }
            )
        tell_server_time(log)


@contextmanager
def beside(file: Path) -> Iterator[str]:
    """Serve the file by Datasette and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([datasette(), "serve", str(file), "-p", str(port)], stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def filled(file: Path, count: int) -> None:
    """Make a database of the reference data and so many made-up lessons."""
    engine = make_engine(f"sqlite:///{file}")
    migrate(engine)
    with writing(engine) as session, session.begin():
        load_folder(session, OPERATOR, REPOSITORY / "seed_data")
    with writing(engine) as session, session.begin():
        made_up.fill(session, count)
    engine.dispose()


def datasette() -> str:
    """Return the program, installed where the tests of this repository never look."""
    program = DATASETTE / "bin/datasette"
    if not program.exists():
        venv.create(DATASETTE, with_pip=True)
        subprocess.run([DATASETTE / "bin/python", "-m", "pip", "install", "--quiet", VERSION], check=True)
    return str(program)


def compare(pages: dict[str, str]) -> None:
    """Print, for each page by name, requests a second over one connection, in turns."""
    rates: dict[str, list[float]] = {name: [] for name in pages}
    for address in pages.values():
        warm(address)
    for _ in range(ROUNDS):
        for name, address in pages.items():
            rates[name].append(rate(address))
    slowest = median(rates["Datasette, the same table"])
    for name, each in rates.items():
        print(
            f"{name:26} {median(each):8.1f} requests a second {median(each) / slowest:6.1f} times Datasette"
        )


def warm(address: str) -> None:
    """Ask until there has been an answer: a server needs a while to start."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.25)
    raise SystemExit(f"{address} is not answered")


def rate(address: str) -> float:
    """Return requests a second."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        done += 1
    return done / (time.perf_counter() - began)


def tell_server_time(log: Path) -> None:
    """Print what the log says of our page."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    took = sorted(line["took_ms"] for line in lines if line.get("path") == "/lessons")
    print(f"server time of /lessons: median {median(took):.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms")


if __name__ == "__main__":
    main()
