from email import message_from_string, policy
from email.message import EmailMessage

import pytest
from pydantic import ValidationError
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.signing_in.schemas import AddressGiven
from tests import examples

INJECTED = [
    "ana@nhs.net\nBcc: all@evil.example",
    "ana@nhs.net\r\nSubject: other",
    "ana@nhs.net\r\n\r\nother text",
    "ana@nhs.net%0aBcc:all@evil.example",
    "ana@nhs.net,all@evil.example",
    "ana@nhs.net;all@evil.example",
    "<ana@nhs.net>",
    "Ana <ana@nhs.net>",
    "ana@nhs.net\0",
    "ana@nhs.net\u2028Bcc: x@y.example",
    "ana@evil.example@nhs.net",
    '"ana@evil.example,"@nhs.net',
    "ana@[127.0.0.1]",
    "аna@nhs.net",  # noqa: RUF001 (the first letter is Cyrillic, on purpose)
    "ana@nhѕ.net",  # noqa: RUF001 (so is the s)
]


@pytest.mark.parametrize("address", INJECTED, ids=repr)
def test_an_address_is_one_address_and_nothing_else(address):
    with pytest.raises(ValidationError):
        AddressGiven(email=address)


@pytest.mark.parametrize("address", INJECTED, ids=repr)
def test_no_mail_goes_to_an_address_with_something_in_it(client, session, look, address):
    examples.add_domain(session)
    session.commit()
    assert client.post("/sign-in", data={"email": address}).status_code == 422
    assert look(select(OutboxMessage)) == []


def test_the_subject_of_a_sign_in_has_nothing_that_somebody_typed(client, session, look):
    examples.add_domain(session)
    session.commit()
    client.post("/sign-in", data={"email": "canary.person@nhs.net", "next": "/peers"})
    (message,) = look(select(OutboxMessage))
    assert "canary" not in message.subject + message.text


def test_the_library_that_writes_headers_refuses_line_breaks():
    message = EmailMessage(policy=policy.SMTP)
    with pytest.raises(ValueError, match="linefeed"):
        message["Subject"] = "hello\r\nBcc: all@evil.example"
    assert message_from_string(message.as_string()).keys() == []
