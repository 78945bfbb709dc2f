import threading
import time
from datetime import timedelta

import pytest
from sqlmodel import select

from exchange.mail.models import MessageState, OutboxMessage
from exchange.mail.outbox import enqueue
from exchange.mail.sending import BadSmtpUrl
from exchange.plumbing.clock import now
from exchange.plumbing.database import make_engine
from exchange.plumbing.limits import RateCount
from exchange.working import DAILY, Job, desk_for, do_daily, send_due, start_in_background, work

pytestmark = pytest.mark.slow


@pytest.fixture
def until():
    """Wait until something holds, for a minute at most."""

    def until(holds):
        for _ in range(1200):
            if holds():
                return True
            time.sleep(0.05)
        return False

    return until


def add_message(session, key="test"):
    enqueue(session, key=key, recipient="ana@nhs.net", subject="Hello", text="Hello")
    session.commit()


def test_a_demonstration_sends_its_mail_by_itself(settings, session, look, until):
    stop = start_in_background(settings)
    try:
        add_message(session)
        assert until(lambda: look(select(OutboxMessage.state)) == [MessageState.SENT])
    finally:
        stop()
    assert "worker" not in {thread.name for thread in threading.enumerate()}


def test_a_bad_setting_is_told_at_once_and_not_in_a_thread(settings):
    with pytest.raises(BadSmtpUrl):
        start_in_background(settings.model_copy(update={"smtp_url": "nonsense"}))


def test_a_worker_that_is_stopped_takes_no_other_message(engine, settings, session, look):
    add_message(session, "one")
    add_message(session, "two")
    stop = threading.Event()

    class Stopping:
        def deliver(self, message, letter_id):
            stop.set()
            return desk.post.deliver(message, letter_id)

    desk = desk_for(engine, settings)
    send_due(type(desk)(engine, settings, Stopping(), desk.owner), stop)
    assert sorted(look(select(OutboxMessage.state))) == [MessageState.SENT, MessageState.WAITING]


class Rounds(threading.Event):
    """Is set after some rounds of waiting, none of which takes time."""

    def __init__(self, number):
        super().__init__()
        self.left = number

    def wait(self, timeout=None):
        self.left -= 1
        if self.left <= 0:
            self.set()
        return self.is_set()


def test_a_worker_lives_through_a_time_without_database(settings):
    away = make_engine("postgresql://nobody@127.0.0.1:1/none")
    rounds = Rounds(3)
    work(desk_for(away, settings), rounds)
    assert rounds.left == 0


def test_a_daily_job_is_done_once_a_day_whatever_the_number_of_workers(engine, settings, time_machine):
    time_machine.move_to("2026-03-01T23:59:00+00:00", tick=False)
    done = []
    jobs = (Job("test", lambda session, settings: done.append(1)),)
    threads = [threading.Thread(target=do_daily, args=(engine, settings, jobs)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    time_machine.shift(timedelta(minutes=2))
    assert do_daily(engine, settings, jobs) == ["test"]
    assert (len(done), do_daily(engine, settings, jobs)) == (2, [])


def test_a_job_that_fails_stops_no_other_and_leaves_nothing_half_done(engine, settings, session, look):
    def fail(session, settings):
        enqueue(session, key="half", recipient="ana@nhs.net", subject="x", text="x")
        session.flush()
        raise RuntimeError("canary@nhs.net")

    done = []
    jobs = (Job("fails", fail), Job("works", lambda session, settings: done.append(1)))
    assert do_daily(engine, settings, jobs) == ["fails", "works"]
    assert done == [1]
    assert look(select(OutboxMessage)) == []


def test_old_counts_and_old_mail_are_forgotten_daily(engine, settings, session, look):
    moment = int(now().timestamp())
    session.add_all(
        RateCount(key=name, window_start=moment - days * 86400, count=1)
        for name, days in (("old", 3), ("new", 1))
    )
    add_message(session)
    row = session.exec(select(OutboxMessage)).one()
    row.state, row.sent_at = MessageState.SENT, now() - timedelta(days=8)
    session.add(row)
    session.commit()
    assert do_daily(engine, settings) == [job.name for job in DAILY]
    assert set(look(select(RateCount.key))) & {"old", "new"} == {"new"}
    assert look(select(OutboxMessage)) == []
