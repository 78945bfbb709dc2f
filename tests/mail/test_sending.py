import threading
from datetime import timedelta

import pytest

from exchange.mail.claiming import MOST_ATTEMPTS, RETRY_AFTER
from exchange.mail.delivering import Desk, deliver_next
from exchange.mail.models import MessageState
from exchange.mail.schemas import Result
from exchange.mail.sending import BadSmtpUrl, FolderPost, SmtpPost, post_for
from exchange.plumbing.clock import now
from exchange.working import send_due


def be_due(change, message_id):
    change(message_id, due_at=now() - timedelta(seconds=1))


def test_a_message_reaches_the_mail_server_once(desk, mail_server, enqueued, row):
    message_id = enqueued(text="Straße\n.a line that begins with a dot\n\nEnd")
    assert (deliver_next(desk), deliver_next(desk)) == (Result.SENT, None)
    (taken,) = mail_server.taken
    assert taken.rcpt_tos == ["ana@nhs.net"]
    assert b"\r\n.a line that begins with a dot\r\n" in taken.content
    assert row(message_id).state is MessageState.SENT
    assert row(message_id).sent_at is not None


@pytest.mark.parametrize("where", ["recipient_answers", "answers"])
def test_a_refusal_for_now_is_tried_again_later(desk, mail_server, enqueued, row, change, where):
    message_id = enqueued()
    setattr(mail_server, where, ["451 4.3.0 <ana@nhs.net> try later"])
    assert deliver_next(desk) is Result.LATER
    waiting = row(message_id)
    assert (waiting.state, waiting.problem) == (
        MessageState.WAITING,
        "The mail server refused it (451 4.3.0)",
    )
    assert RETRY_AFTER[0] - timedelta(seconds=30) < waiting.due_at - now() <= RETRY_AFTER[0]
    assert deliver_next(desk) is None
    be_due(change, message_id)
    assert deliver_next(desk) is Result.SENT
    assert (len(mail_server.taken), row(message_id).problem) == (1, "")


@pytest.mark.parametrize("where", ["recipient_answers", "answers"])
def test_a_refusal_for_good_is_final_and_kept_without_the_address(desk, mail_server, enqueued, row, where):
    message_id = enqueued()
    setattr(mail_server, where, ["550 5.1.1 <ana@nhs.net> is unknown"])
    assert (deliver_next(desk), deliver_next(desk)) == (Result.REFUSED, None)
    failed = row(message_id)
    assert (failed.state, failed.problem) == (MessageState.FAILED, "The mail server refused it (550 5.1.1)")


def test_tries_go_on_for_four_hours_and_then_end(desk, mail_server, enqueued, row, change):
    message_id = enqueued()
    mail_server.recipient_answers = ["451 later"] * (MOST_ATTEMPTS + 5)
    for _ in range(MOST_ATTEMPTS):
        assert deliver_next(desk) is Result.LATER
        be_due(change, message_id)
    assert deliver_next(desk) is None
    failed = row(message_id)
    assert (failed.state, failed.attempts) == (MessageState.FAILED, MOST_ATTEMPTS)
    assert failed.problem == f"Given up after {MOST_ATTEMPTS} attempts. The mail server refused it (451)"
    assert sum(RETRY_AFTER, timedelta()) >= timedelta(hours=4)
    assert list(RETRY_AFTER) == sorted(RETRY_AFTER)


def test_a_connection_lost_before_the_end_of_the_message_is_an_ordinary_retry(
    desk, mail_server, enqueued, row
):
    message_id = enqueued()
    mail_server.drops_before_end = 1
    assert deliver_next(desk) is Result.LATER
    assert (row(message_id).state, row(message_id).copies_perhaps) == (MessageState.WAITING, 0)
    assert mail_server.taken == []


def test_a_connection_lost_after_the_end_is_uncertain_and_tried_once_more(
    desk, mail_server, enqueued, row, change
):
    message_id = enqueued()
    mail_server.answers = ["taken, then lost"] * 5
    for copies in (1, 2):
        assert deliver_next(desk) is Result.UNCERTAIN
        uncertain = row(message_id)
        assert (uncertain.state, uncertain.copies_perhaps) == (MessageState.UNCERTAIN, copies)
        assert timedelta(minutes=14) < uncertain.due_at - now() <= timedelta(minutes=15)
        assert deliver_next(desk) is None
        be_due(change, message_id)
    assert deliver_next(desk) is None
    assert list(mail_server.ids.values()) == [2]  # both copies have the same Message-ID


def test_a_mail_server_that_is_away_is_tried_again(engine, settings, enqueued, row):
    message_id = enqueued()
    away = settings.model_copy(
        update={"smtp_url": "smtp://127.0.0.1:1", "mail_from": "no-reply@exchange.test"}
    )
    desk = Desk(engine=engine, settings=away, post=post_for(away), owner="first")
    assert deliver_next(desk) is Result.LATER
    assert row(message_id).problem == "The mail server cannot be reached (ConnectionRefusedError)"


def test_addresses_of_the_demonstration_never_reach_a_mail_server(desk, mail_server, enqueued):
    enqueued(recipient="made.up@demonstration.invalid")
    assert deliver_next(desk) is Result.REFUSED
    assert mail_server.conversations == 0


def test_several_workers_send_every_message_once(desk, mail_server, enqueued, engine):
    for _ in range(30):
        enqueued()
    desks = [Desk(engine, desk.settings, desk.post, owner=f"worker {n}") for n in range(4)]
    threads = [threading.Thread(target=send_due, args=(each, threading.Event())) for each in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail_server.ids) == 30
    assert set(mail_server.ids.values()) == {1}


def test_a_message_without_a_mail_server_becomes_one_file(folder_desk, settings, enqueued, tmp_path):
    message_id = enqueued()
    assert deliver_next(folder_desk) is Result.SENT
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"{message_id}.eml"
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_to_is_tried_again(engine, settings, enqueued, row, tmp_path):
    (tmp_path / "file").write_text("in the way")
    desk = Desk(engine, settings, FolderPost(tmp_path / "file"), owner="first")
    message_id = enqueued()
    assert deliver_next(desk) is Result.LATER
    assert "cannot be written to" in row(message_id).problem


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.test", ("mail.test", 587, False, "", "")),
        ("smtp://mail.test:25/", ("mail.test", 25, False, "", "")),
        ("smtps://an%40a:p%2Fw@mail.test", ("mail.test", 465, True, "an@a", "p/w")),
    ],
)
def test_the_address_of_the_mail_server_is_read(settings, url, expected):
    post = post_for(settings.model_copy(update={"smtp_url": url}))
    assert isinstance(post, SmtpPost)
    assert (post.host, post.port, post.is_tls, post.user, post.password) == expected
    assert not expected[4] or expected[4] not in f"{post} {post!r}"


@pytest.mark.parametrize(
    "url",
    ["mail.test:25", "http://mail.test", "smtp://", "smtp://a@h", "smtp://h:port", "smtp://h/?x=secret"],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(settings, url):
    with pytest.raises(BadSmtpUrl) as refused:
        post_for(settings.model_copy(update={"smtp_url": url}))
    assert "secret" not in str(refused.value)
