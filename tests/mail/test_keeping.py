import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlmodel import select

from exchange.mail.keeping import SENT_KEPT_FOR, UNSENT_KEPT_FOR, forget_old
from exchange.mail.models import MessageState, OutboxMessage
from exchange.plumbing.clock import now

HOUR = timedelta(hours=1)


def test_what_was_sent_is_removed_after_a_week_and_what_waits_never(session, settings, enqueued, change):
    old = {"due_at": now() - timedelta(days=400)}
    sent = {"state": MessageState.SENT}
    change(enqueued(key="sent lately"), **old, **sent, sent_at=now() - SENT_KEPT_FOR + HOUR)
    change(enqueued(key="sent long ago"), **old, **sent, sent_at=now() - SENT_KEPT_FOR - HOUR)
    change(enqueued(key="waits"), **old)
    change(enqueued(key="being sent"), **old, state=MessageState.SENDING)
    change(enqueued(key="tried again"), **old, state=MessageState.UNCERTAIN, copies_perhaps=1)
    assert forget_old(session, settings) == 1
    assert set(session.exec(select(OutboxMessage.key))) == {
        "sent lately",
        "waits",
        "being sent",
        "tried again",
    }


def test_what_failed_stays_for_an_operator_to_see(session, settings, enqueued, change):
    for name, age in (("new", UNSENT_KEPT_FOR - HOUR), ("old", UNSENT_KEPT_FOR + HOUR)):
        change(enqueued(key=f"{name} failed"), due_at=now() - age, state=MessageState.FAILED)
        change(
            enqueued(key=f"{name} uncertain"),
            due_at=now() - age,
            state=MessageState.UNCERTAIN,
            copies_perhaps=2,
        )
    assert forget_old(session, settings) == 2
    assert set(session.exec(select(OutboxMessage.key))) == {"new failed", "new uncertain"}


def test_files_of_mail_are_removed_and_no_others(session, settings):
    folder = Path(settings.mail_folder)
    folder.mkdir()
    old, new, foreign = folder / f"{uuid4()}.eml", folder / f"{uuid4()}.eml", folder / "mine.eml"
    for path in (old, new, foreign):
        path.write_text("x")
    week_ago = (now() - SENT_KEPT_FOR - HOUR).timestamp()
    for path in (old, foreign):
        os.utime(path, (week_ago, week_ago))
    forget_old(session, settings)
    assert set(folder.iterdir()) == {new, foreign}
