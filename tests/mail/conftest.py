import socket
from collections import Counter
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from exchange.mail.delivering import Desk
from exchange.mail.models import OutboxMessage
from exchange.mail.outbox import enqueue
from exchange.mail.sending import post_for
from exchange.plumbing.database import reading, writing


class MailServer:
    """A mail server on a port of its own that answers as it is told; ``taken`` is what it accepted."""

    def __init__(self):
        self.taken = []
        self.conversations = 0
        self.recipient_answers = []
        self.answers = []
        self.drops_before_end = 0
        self.when_it_has_the_message = lambda: None
        self.port = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        if self.drops_before_end:
            self.drops_before_end -= 1
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.when_it_has_the_message()
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "taken, then lost":
            self.taken.append(envelope)
            server.transport.abort()
        elif answer.startswith("250"):
            self.taken.append(envelope)
        return answer

    @property
    def ids(self):
        """How often each message was taken, by its Message-ID."""
        lines = (line for each in self.taken for line in each.content.splitlines())
        return Counter(line.decode() for line in lines if line.lower().startswith(b"message-id:"))


class OwnController(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="mail.test")


@pytest.fixture
def free_port():
    """Return a port of this machine that nobody listens on."""

    def free_port():
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            return listener.getsockname()[1]

    return free_port


@pytest.fixture
def mail_server(free_port):
    server = MailServer()
    controller = OwnController(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    server.port = controller.port
    yield server
    controller.stop()


@pytest.fixture
def smtp_settings(settings, mail_server):
    address = {"smtp_url": f"smtp://127.0.0.1:{mail_server.port}", "mail_from": "no-reply@exchange.test"}
    return settings.model_copy(update=address)


@pytest.fixture
def desk(engine, smtp_settings):
    """The desk of one worker that sends to the mail server."""
    return Desk(engine=engine, settings=smtp_settings, post=post_for(smtp_settings), owner="first")


@pytest.fixture
def folder_desk(engine, settings):
    """The desk of one worker that writes files."""
    return Desk(engine=engine, settings=settings, post=post_for(settings), owner="first")


@pytest.fixture
def enqueued(session):
    """Commit a message and return its id."""

    def enqueued(**more):
        given = {
            "key": f"test:{uuid4()}",
            "recipient": "ana@nhs.net",
            "subject": "Something happened",
            "text": "Hello",
        }
        enqueue(session, **{**given, **more})
        (row,) = session.new
        session.commit()
        return row.id

    return enqueued


@pytest.fixture
def row(engine):
    """Return a message as it is now."""

    def row(message_id):
        with reading(engine) as session:
            return session.get(OutboxMessage, message_id)

    return row


@pytest.fixture
def change(engine):
    """Change columns of a message directly."""

    def change(message_id, **values):
        with writing(engine) as session, session.begin():
            found = session.get(OutboxMessage, message_id)
            for name, value in values.items():
                setattr(found, name, value)

    return change
