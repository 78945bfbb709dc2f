"""A worker that is killed with a message in hand, as when its machine stops."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from exchange.mail.delivering import deliver_next
from exchange.mail.models import MessageState
from exchange.mail.schemas import Result
from exchange.plumbing.clock import now

pytestmark = pytest.mark.slow


def test_the_message_of_a_worker_that_was_killed_is_not_lost(
    desk, database_url, mail_server, enqueued, row, change
):
    message_id = enqueued()
    chosen = {"EXCHANGE_SMTP_URL": desk.settings.smtp_url, "EXCHANGE_MAIL_FROM": desk.settings.mail_from}
    environment = {**os.environ, **chosen, "PYTHONPATH": "src"}
    command = [sys.executable, "-c", "from exchange.cli import main; main()", "worker"]
    with subprocess.Popen(
        [*command, "--database", database_url],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as worker:
        mail_server.when_it_has_the_message = lambda: os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(timeout=60) == -signal.SIGKILL
    mail_server.when_it_has_the_message = lambda: None
    assert (row(message_id).state, row(message_id).attempts) == (MessageState.SENDING, 1)
    assert deliver_next(desk) is None
    change(message_id, leased_until=now() - timedelta(seconds=1))
    assert deliver_next(desk) is Result.SENT
    assert (row(message_id).state, row(message_id).attempts) == (MessageState.SENT, 2)
    assert list(mail_server.ids.values()) == [2]  # at most one copy more for each kill, with the same id
