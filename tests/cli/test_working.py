import logging
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from sqlmodel import select

from exchange.cli import main
from exchange.mail.models import MessageState, OutboxMessage
from exchange.mail.outbox import enqueue
from exchange.plumbing.settings import get_settings

pytestmark = pytest.mark.slow


@pytest.fixture
def exchange(database_url, tmp_path, capsys, monkeypatch):
    """Run a command on the fresh database; return its exit code, output and errors."""
    monkeypatch.setenv("EXCHANGE_MAIL_FOLDER", str(tmp_path / "mail"))
    get_settings.cache_clear()
    log_handlers = logging.getLogger().handlers
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def exchange(*arguments, **variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"EXCHANGE_{name.upper()}", value)
        get_settings.cache_clear()
        monkeypatch.setattr("sys.argv", ["exchange", *arguments, "--database", database_url])
        with pytest.raises(SystemExit) as stopped:
            main()
        told = capsys.readouterr()
        return stopped.value.code, told.out, told.err

    yield exchange
    get_settings.cache_clear()
    logging.getLogger().handlers = log_handlers
    structlog.reset_defaults()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def add_message(session, key):
    enqueue(session, key=key, recipient="canary@nhs.net", subject="Hello", text="Hello")
    session.commit()


def test_once_sends_what_is_due_and_says_how_many(exchange, session, look, tmp_path):
    add_message(session, "one")
    add_message(session, "two")
    code, out, err = exchange("worker", "--once")
    assert (code, out) == (0, f"Mail is written as files into {tmp_path / 'mail'}. Messages: 2 sent.\n")
    assert "canary" not in err
    assert look(select(OutboxMessage.state)) == [MessageState.SENT] * 2
    assert exchange("worker", "--once")[1].endswith("Messages: 0 sent.\n")


def test_what_could_not_be_sent_is_said(exchange, session):
    add_message(session, "one")
    code, out, err = exchange(
        "worker", "--once", smtp_url="smtp://user:secret@127.0.0.1:1", mail_from="no-reply@exchange.test"
    )
    assert code == 0
    assert out == "Mail goes to the server 127.0.0.1, port 1. Messages: 0 sent, 1 put off until later.\n"
    assert "secret" not in err and "canary" not in err


@pytest.mark.parametrize(
    ("variable", "value"), [("smtp_url", "mail.test:25"), ("smtp_url", "smtp://h:x"), ("mail_from", "nobody")]
)
def test_a_setting_that_cannot_be_used_is_one_sentence(exchange, variable, value):
    code, out, err = exchange("worker", "--once", **{variable: value})
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"EXCHANGE_{variable.upper()} must be ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_stops_cleanly_when_told_to(database_url, session, look, tmp_path, number):
    add_message(session, "one")
    environment = {**os.environ, "EXCHANGE_MAIL_FOLDER": str(tmp_path / "mail")}
    command = [sys.executable, "-c", "from exchange.cli import main; main()", "worker"]
    with subprocess.Popen(
        [*command, "--database", database_url],
        cwd=Path(__file__).parents[2],
        env=environment | {"PYTHONPATH": "src"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout.readline().startswith("Mail is written as files into ")
        assert "worker.mail" in worker.stderr.readline()
        worker.send_signal(number)
        out, err = worker.communicate(timeout=60)
    assert (worker.returncode, out) == (0, "")
    assert "Traceback" not in err and "canary" not in err
    assert look(select(OutboxMessage.state)) == [MessageState.SENT]


def test_what_is_served_does_not_leave_small_packets_waiting(exchange, monkeypatch):
    """Only where the protocol is named does asyncio send at once; else a kept connection waits 40 ms."""
    served = []
    monkeypatch.setattr("uvicorn.Server.run", lambda _server, sockets: served.extend(sockets))
    assert exchange("serve", "--port", "0")[0] == 0
    protocols = [listener.proto for listener in served]
    for listener in served:
        listener.close()
    assert protocols == [socket.IPPROTO_TCP]
