"""The worker: sends the mail that waits, works on spreadsheets, and does what is due once a day."""

import os
import platform
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from exchange.deployments import import_jobs
from exchange.deployments.jobs import keep_systems_true
from exchange.lessons.jobs import look_after_lessons
from exchange.mail import keeping
from exchange.mail.composing import sender_of
from exchange.mail.delivering import Desk, deliver_next
from exchange.mail.schemas import Result
from exchange.mail.sending import post_for
from exchange.peers.actions import begin_epoch
from exchange.people.actor import OPERATOR
from exchange.plumbing import limits
from exchange.plumbing.clock import now, today
from exchange.plumbing.database import make_engine, writing
from exchange.plumbing.limits import Limit
from exchange.plumbing.settings import Settings
from exchange.privacy.retention import run_retention

POLL_SECONDS = 1.0
RATE_COUNTS_KEPT_FOR = timedelta(days=2)
_ONCE_A_DAY = Limit("daily job", 1, timedelta(days=1))
log = structlog.get_logger("exchange.worker")


@dataclass(frozen=True)
class Job:
    """Something due once a day, in a transaction of its own."""

    name: str
    run: Callable[[Session, Settings], object]


def _forget_rate_counts(session: Session, _settings: Settings) -> None:
    limits.forget_before(session, (now() - RATE_COUNTS_KEPT_FOR).timestamp())


def _apply_retention(session: Session, settings: Settings) -> None:
    run_retention(session, settings, actor=OPERATOR)


def _begin_epoch(session: Session, _settings: Settings) -> None:
    begin_epoch(session, OPERATOR)


DAILY: tuple[Job, ...] = (
    Job("forget rate counts", _forget_rate_counts),
    Job("forget old mail", keeping.forget_old),
    Job("apply retention", _apply_retention),
    Job("begin matching epoch", _begin_epoch),
    Job("look after lessons", look_after_lessons),
    Job("keep systems true", keep_systems_true),
)


def desk_for(engine: Engine, settings: Settings) -> Desk:
    """Return what one worker sends with.

    Raises:
        BadSmtpUrl: the address of the mail server cannot be used.
        BadSender: that of the sender cannot.
    """
    post = post_for(settings)
    sender_of(settings)
    owner = f"{platform.node()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"
    return Desk(engine=engine, settings=settings, post=post, owner=owner)


def send_due(desk: Desk, stop: threading.Event) -> Counter[Result]:
    """Send what is due until nothing is, or until stopped; the message in hand is finished first."""
    done: Counter[Result] = Counter()
    while not stop.is_set() and (result := deliver_next(desk)):
        done[result] += 1
    if done:
        log.info("worker.mail", **{result.value: number for result, number in done.items()})
    return done


def do_imports(desk: Desk, stop: threading.Event) -> int:
    """Check and write the spreadsheets that wait, until none does or until stopped; return how many."""
    done = 0
    while not stop.is_set() and import_jobs.work_on_next(desk.engine, desk.owner):
        done += 1
    if done:
        log.info("worker.imports", done=done)
    return done


def do_daily(engine: Engine, settings: Settings, jobs: tuple[Job, ...] = DAILY) -> list[str]:
    """Do the jobs that no worker has begun today, by the day in UTC; return their names."""
    begun = [job for job in jobs if limits.count(engine, [(_ONCE_A_DAY, job.name)]) == 0]
    for job in begun:
        try:
            with writing(engine) as session, session.begin():
                job.run(session, settings)
        except Exception as problem:  # a job that nobody thought of failing must not stop mail or other jobs
            log.error("worker.job_failed", job=job.name, problem=type(problem).__name__)
        else:
            log.info("worker.job_done", job=job.name)
    return [job.name for job in begun]


def work(desk: Desk, stop: threading.Event) -> None:
    """Work until stopped, through times when the database is busy or away."""
    done_on: date | None = None
    while not stop.is_set():
        try:
            send_due(desk, stop)
            do_imports(desk, stop)
            if done_on != today() and not stop.is_set():
                do_daily(desk.engine, desk.settings)
                done_on = today()
        except OperationalError as problem:  # its text would hold what was being written
            log.warning("worker.database_unavailable", problem=type(problem.orig).__name__)
        stop.wait(POLL_SECONDS)


def start_in_background(settings: Settings) -> Callable[[], None]:
    """Work in a thread of this process, for a demonstration; return what stops it.

    Args:
        settings: with the port that the service really has, for the links in mail.

    Raises:
        BadSmtpUrl: the address of the mail server cannot be used.
        BadSender: that of the sender cannot.
    """
    engine = make_engine(settings.database_url)
    desk, stop = desk_for(engine, settings), threading.Event()
    thread = threading.Thread(target=work, args=(desk, stop), name="worker", daemon=True)
    thread.start()

    def finish() -> None:
        stop.set()
        thread.join()
        engine.dispose()

    return finish
