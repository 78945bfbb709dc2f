"""A worker that is killed while it writes 5,000 rows: everything is there afterwards, or nothing at all."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import Session, func, select

from exchange.deployments.import_actions import send_spreadsheet, write_spreadsheet
from exchange.deployments.import_jobs import work_on_next
from exchange.deployments.import_schemas import WriteGiven
from exchange.deployments.models import DeploymentImport, ImportState
from exchange.migrations.running import migrate
from exchange.people.models import DutyKind
from exchange.plumbing import audit
from exchange.plumbing.changes import REGISTRY, current_change
from exchange.plumbing.clock import now
from exchange.plumbing.database import make_engine, reading, writing
from exchange.technologies.models import Deployment, DeploymentChange
from tests import examples
from tests.deployments.imports.sheets import add_vocabulary, as_csv, rows_of

pytestmark = pytest.mark.slow

ROWS = 5_000
KILLS = 10  # on each of the two databases
IN_WAITING = (0, 0, ImportState.WRITING)
DONE = (ROWS, ROWS, ImportState.WRITTEN)


@pytest.fixture(scope="module")
def template(databases):
    """The name of a database in which 5,000 rows wait to be written."""
    url = databases.new("imports")
    with _engine(url) as engine:
        migrate(engine)
        with writing(engine) as session, session.begin():
            session.expire_on_commit = False
            lead = _prepare(session)
        assert work_on_next(engine, "first")
        with writing(engine) as session, session.begin():
            import_id = session.exec(select(DeploymentImport.id)).one()
            write_spreadsheet(session, lead, "RXA", import_id, WriteGiven(version=1))
    return "imports"


def _prepare(session: Session):
    trust = examples.add_organisation(session)
    lead = examples.add_person(session, "Kim Lead", trust, duties=[DutyKind.KNOWLEDGE_LEAD])
    add_vocabulary(session, products=ROWS // 5)
    actor = examples.actor_of(session, lead)
    content = as_csv(rows_of(ROWS, products=ROWS // 5))
    send_spreadsheet(session, actor, "RXA", "systems.csv", content)
    return actor


@contextmanager
def _engine(url: str) -> Iterator:
    engine = make_engine(url)
    yield engine
    engine.dispose()


def _work(url: str) -> None:
    with _engine(url) as engine:
        work_on_next(engine, f"worker {os.getpid()}")


def _work_and_be_killed(url: str, seconds: float) -> bool:
    """Let a process of its own work, and kill it after so long; say whether it was still at work."""
    process = multiprocessing.get_context("fork").Process(target=_work, args=(url,))
    process.start()
    process.join(seconds)
    was_at_work = process.is_alive()
    if was_at_work:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return was_at_work


def _there(url: str) -> tuple:
    """How many entries and changes there are, and the state; the registry's number has to tell the same."""
    with _engine(url) as engine, reading(engine) as session:
        entries = session.exec(select(func.count()).select_from(Deployment)).one()
        changes = session.exec(select(func.count()).select_from(DeploymentChange)).one()
        row = session.exec(select(DeploymentImport)).one()
        events = session.exec(select(audit.AuditEntry.event)).all()
        assert ("import.written" in events) == bool(entries) == bool(current_change(session, REGISTRY))
        assert list(audit.find_breaks(session)) == []
        return entries, changes, row.state


def _let_the_lease_end(url: str) -> None:
    with _engine(url) as engine, writing(engine) as session, session.begin():
        row = session.exec(select(DeploymentImport)).one()
        if row.leased_until:
            row.leased_until = now() - timedelta(seconds=1)


def test_after_each_of_ten_kills_there_is_everything_or_nothing(databases, template):
    chance = random.Random(20261126)
    url = databases.clone(template)
    begun = time.monotonic()
    assert not _work_and_be_killed(url, 60)
    whole = time.monotonic() - begun
    assert _there(url) == DONE
    databases.drop(url)
    told, killed = {IN_WAITING: 0, DONE: 0}, 0
    for number in range(KILLS):
        url = databases.clone(template)
        # Spread over the whole of the work, with most of the kills in its second half, where it writes.
        part = (number + chance.random()) / KILLS
        was_at_work = _work_and_be_killed(url, whole * (part if number % 2 else 0.4 + part / 2))
        killed += was_at_work
        told[_there(url)] += 1
        _let_the_lease_end(url)
        if was_at_work and number % 3 == 0:
            assert _there(url) == DONE or not _work_and_be_killed(url, 60)
            assert _there(url) == DONE  # taken up again by the next worker
        databases.drop(url)
    # A machine may be faster now than when the time was taken, so that some finish before they are killed.
    assert killed >= KILLS // 2 and told[IN_WAITING], (killed, told)
