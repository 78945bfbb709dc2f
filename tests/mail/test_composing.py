from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest

from exchange.mail.composing import BadSender, NotMail, compose, sender_of
from exchange.mail.outbox import SERVICE
from exchange.mail.schemas import Letter
from exchange.plumbing.settings import Settings

SETTINGS = Settings(base_url="https://exchange.test", mail_from="Exchange <no-reply@exchange.test>")


def letter(**more):
    given = {
        "id": uuid4(),
        "key": "sign-in:1",
        "person_id": None,
        "recipient": "ana@nhs.net",
        "subject": "Sign in to Exchange",
        "text": "Hello",
        "owner": "first",
        "attempts": 1,
    }
    return Letter(**{**given, **more})


def written(**more):
    return message_from_bytes(bytes(compose(letter(**more), SETTINGS)), policy=default)


def text_of(**more):
    """The text as a mailbox shows it."""
    return written(**more).get_content().replace("\r\n", "\n")


def test_links_lead_to_the_address_of_the_service_alone():
    text = text_of(text=f"Follow\n{SERVICE}/sign-in/link?token={'x' * 43}")
    assert f"\nhttps://exchange.test/sign-in/link?token={'x' * 43}\n" in text
    assert SERVICE not in text


def test_long_lines_are_broken_between_words_and_links_stay_whole():
    link = f"{SERVICE}/{'y' * 90}"
    text = text_of(text=f"{'word ' * 60}\n\n{link}")
    assert f"https://exchange.test/{'y' * 90}" in text
    assert max(len(line) for line in text.splitlines() if "yyy" not in line) <= 78
    assert " ".join(text.split()).startswith(" ".join(["word"] * 60))


def test_every_message_says_where_it_comes_from_and_why():
    stranger, member = text_of(), text_of(person_id=uuid4())
    for text in (stranger, member):
        assert "Exchange: https://exchange.test/\n" in text
        assert "https://exchange.test/privacy" in text
    assert "because somebody gave this address there" in stranger
    assert "because you have an account there" in member


def test_machines_are_told_not_to_answer():
    message = written()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime is not None
    assert message["From"] == "Exchange <no-reply@exchange.test>"
    assert message["To"] == "ana@nhs.net"


def test_the_message_id_depends_on_the_cause_alone_and_does_not_tell_it():
    first, again, other = written(), written(text="Other"), written(key="sign-in:2")
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert "sign-in" not in first["Message-ID"] and first["Message-ID"].endswith("@exchange.test>")


def test_any_language_arrives_as_it_was_written():
    assert written(subject="Ask Siân about Łódź")["Subject"] == "Ask Siân about Łódź"
    assert text_of(text="Siân, “yes” 🙂\n.dot").startswith("Siân, “yes” 🙂\n.dot\n")
    assert bytes(compose(letter(text="Siân"), SETTINGS)).isascii()


def test_every_line_break_is_the_one_of_mail():
    content = bytes(compose(letter(text="a\rb\nc\r\nd\x0be\u2028f"), SETTINGS))
    assert content.replace(b"\r\n", b"").count(b"\n") == 0
    assert content.replace(b"\r\n", b"").count(b"\r") == 0


@pytest.mark.parametrize("field", ["recipient", "subject"])
@pytest.mark.parametrize(
    "value",
    [
        "a@b.example\nBcc: all@evil.example",
        "a@b.example\r\nBcc: all@evil.example",
        "a@b.example\rBcc: x",
        "a@b.example\u2028Bcc: x",
        "a@b.example\x85Bcc: x",
        "=?utf-8?q?a=0D=0ABcc:_all@evil.example?=",
        "a\0@b.example",
    ],
)
def test_no_header_can_be_smuggled_in(field, value):
    with pytest.raises(NotMail):
        compose(letter(**{field: value}), SETTINGS)


@pytest.mark.parametrize("recipient", ["", "ana", "a@b.example, c@d.example", "Ana <a@b.example>", "@"])
def test_a_recipient_is_exactly_one_address(recipient):
    with pytest.raises(NotMail):
        compose(letter(recipient=recipient), SETTINGS)


@pytest.mark.parametrize(
    "sender", ["", "Exchange", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "Exchange <>"]
)
def test_a_sender_that_is_no_address_is_refused(sender):
    with pytest.raises(BadSender):
        sender_of(SETTINGS.model_copy(update={"mail_from": sender}))


def test_the_sender_that_stands_there_by_default_is_refused_by_every_mail_server_and_so_by_us():
    default_sender = Settings.model_fields["mail_from"].default
    settings = SETTINGS.model_copy(update={"mail_from": default_sender})
    assert sender_of(settings).domain == "exchange.invalid"
    with pytest.raises(BadSender):
        sender_of(settings.model_copy(update={"smtp_url": "smtp://mail.test"}))
