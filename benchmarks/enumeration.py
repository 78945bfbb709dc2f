"""Does the time of a sign-in tell whether an address has an account? Two groups, asked in turns.

python benchmarks/enumeration.py [--tries 500]

Prints medians, their difference, and the p-value of a Kolmogorov-Smirnov test: the groups are told apart
when it is below 0.01. Source of the method and of the bounds: OPERATIONS section 5, T10.
"""

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path

from fastapi.testclient import TestClient
from scipy.stats import ks_2samp

from exchange.app import create_app
from exchange.migrations.running import ensure_schema
from exchange.people.models import Person
from exchange.plumbing.database import make_engine, writing
from exchange.plumbing.settings import Settings
from exchange.signing_in.models import EmailDomain

ADDRESS = "https://exchange.test"


def main() -> None:
    """Compare ``--tries`` known addresses with as many unknown ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=500)
    tries = parser.parse_args().tries
    with tempfile.TemporaryDirectory() as folder:
        known, unknown = _times(Path(folder), tries)
    medians = [1000 * statistics.median(times) for times in (known, unknown)]
    p_value = ks_2samp(known, unknown).pvalue
    print(f"{tries} sign-ins each, milliseconds")
    print(f"  known address    median {medians[0]:.2f}")
    print(f"  unknown address  median {medians[1]:.2f}")
    print(f"  difference       {abs(medians[0] - medians[1]):.3f}")
    print(f"  Kolmogorov-Smirnov p-value {p_value:.3f}")


def _times(folder: Path, tries: int) -> tuple[list[float], list[float]]:
    engine = make_engine(f"sqlite:///{folder / 'exchange.db'}")
    ensure_schema(engine)
    with writing(engine) as session, session.begin():
        session.add(EmailDomain(domain="nhs.net"))
        session.add_all(Person(email=f"known{n}@nhs.net", name=f"Person {n}") for n in range(tries))
    engine.dispose()
    app = create_app(Settings(database_url=str(engine.url), base_url=ADDRESS))
    questions = [f"{kind}{n}@nhs.net" for n in range(tries) for kind in ("known", "other")]
    random.Random(1).shuffle(questions)
    times: dict[str, list[float]] = {"known": [], "other": []}
    for number, address in enumerate(questions):
        # Another network address each time, so that no limit is reached.
        where = (f"10.{number // 62500}.{number // 250 % 250}.{number % 250}", 1)
        client = TestClient(app, base_url=ADDRESS, client=where, follow_redirects=False)
        started = time.perf_counter()
        answer = client.post("/sign-in", data={"email": address}, headers={"Sec-Fetch-Site": "same-origin"})
        times[address[:5]].append(time.perf_counter() - started)
        assert answer.status_code == 303, answer.text
    app.state.engine.dispose()
    return times["known"], times["other"]


if __name__ == "__main__":
    main()
