"""A service that is killed while it saves, as when its machine stops: what it has acknowledged is there."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlmodel import select

from exchange.lessons.models import Lesson
from exchange.migrations.running import ensure_schema
from exchange.plumbing.database import make_engine, reading, writing
from tests import examples
from tests.lessons.writers import add_writers, filled

pytestmark = pytest.mark.slow

KILLS = 15
SLUG = "0" * 32


class Killable:
    """A service in a process of its own that can be killed and started again on the same database."""

    def __init__(self, url: str, token: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address, self.url, self.token = f"http://127.0.0.1:{self.port}", url, token
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-c", "from exchange.cli import main; main()", "serve"]
        source = str(Path(__file__).parents[2] / "src")
        self.process = subprocess.Popen(
            [*command, "--database", self.url, "--port", str(self.port)],
            env={**os.environ, "EXCHANGE_BASE_URL": self.address, "PYTHONPATH": source},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/health/live").close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("The service did not answer within 30 seconds")

    def kill(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def post(self, path: str, form: dict[str, object]) -> bytes:
        request = urllib.request.Request(
            self.address + path,
            urlencode(form, doseq=True).encode(),
            {"Cookie": f"exchange={self.token}", "Origin": self.address},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return bytes(answer.read())


@pytest.fixture
def engine(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'exchange.db'}")
    ensure_schema(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def writer(engine):
    """The id of an author who has signed in and begun a draft, and the token they are signed in by."""
    with writing(engine) as session:
        ana, trust = (writers := add_writers(session)).ana, writers.trust
        session.add(Lesson(slug=SLUG, organisation_id=trust.id, author_id=ana.id, contact_person_id=ana.id))
        found = (ana.id, examples.start_session(session, ana))
        session.commit()
    return found


@pytest.fixture
def service(engine, writer):
    service = Killable(str(engine.url), writer[1])
    yield service
    if service.process and service.process.poll() is None:
        service.kill()


def save_until_it_dies(service: Killable, person_id: UUID, kept: Lesson, seconds: float) -> int:
    """Save one text after the other and return the number of the last one that was acknowledged.

    The service is killed so many seconds after it has answered for the first time.
    """
    number, version, killer = int(kept.title or 0), kept.version, threading.Timer(seconds, service.kill)
    try:
        while True:
            text = {"title": str(number + 1), "what_happened": f"Text {number + 1}"}
            answer = service.post(f"/lessons/{SLUG}/autosave", filled(person_id, version, **text))
            number, version = number + 1, json.loads(answer)["version"]
            if killer.ident is None:
                killer.start()
    except (OSError, HTTPException):
        killer.join()
    return number


def test_every_acknowledged_save_is_there_after_each_of_fifteen_kills(engine, writer, service):
    chance, last = random.Random(20261126), 0
    for _ in range(KILLS):
        with reading(engine) as session:
            before = session.exec(select(Lesson)).one()
        service.start()
        last = save_until_it_dies(service, writer[0], before, chance.uniform(0, 0.25))
        with reading(engine) as session:
            kept = session.exec(select(Lesson)).one()
        # One more may have been saved without an answer; none is ever half there.
        assert int(kept.title) in {last, last + 1}
        assert kept.what_happened == f"Text {kept.title}"
    assert last >= KILLS
