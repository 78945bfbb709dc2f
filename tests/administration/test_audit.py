"""Searching the audit trail and taking it away."""

import csv
import io
from datetime import UTC, datetime, timedelta

import time_machine
from sqlmodel import select

from exchange.plumbing import audit
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.clock import now
from tests.examples import statements

PATH = "/administration/audit"


def numbers(admin, **query):
    found = admin.get(f"/api/v1{PATH}", params=query).json()
    return [(each["event"], each["subject"]) for each in found["entries"]]


def test_entries_are_found_by_event_actor_subject_and_day(admin, session, ada, mia):
    with time_machine.travel(datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC), tick=False):
        audit.record(session, "product.merged", actor=f"person:{mia.id}", subject="product:1")
    with time_machine.travel(datetime(2026, 3, 2, tzinfo=UTC), tick=False):
        audit.record(session, "product.alias_added", actor="operator", subject="product:2")
        audit.record(session, "person.disabled", actor="operator", subject=f"person:{mia.id}")
    session.commit()
    merged, alias, off = (
        ("product.merged", "product:1"),
        ("product.alias_added", "product:2"),
        ("person.disabled", f"person:{mia.id}"),
    )
    assert numbers(admin, event="product.") == [alias, merged]
    assert numbers(admin, event="product.merged") == [merged]
    assert numbers(admin, event="%") == []
    assert numbers(admin, actor=str(mia.id)) == [merged]
    assert numbers(admin, actor="operator") == [off, alias]
    assert numbers(admin, subject=f"person:{mia.id}") == [off]
    assert numbers(admin, subject=str(mia.id)) == [off]
    assert numbers(admin, since="2026-03-02") == [off, alias]
    assert numbers(admin, until="2026-03-01") == [merged]
    assert numbers(admin, since="2026-03-01", until="2026-03-01") == [merged]
    assert admin.get(f"{PATH}?since=yesterday").status_code == 422
    assert admin.get(f"{PATH}?who=me").status_code == 422
    assert "No entry matches" in admin.get(f"{PATH}?event=nothing").text


def test_fifty_entries_are_on_a_page_newest_first(admin, app, session):
    for number in range(120):
        audit.record(session, "test.done", actor="operator", subject=f"test:{number}")
    session.commit()
    with statements(app) as sent:
        text = admin.get(f"{PATH}?event=test.done").text
    assert len(sent) <= 6
    assert text.count('scope="col"') == 5 and text.count("test.done</span>") == 50
    assert "120 entries" in text and "test:119<" in text and "test:69<" not in text
    assert numbers(admin, event="test.done", page=3)[-1] == ("test.done", "test:0")


def test_what_is_taken_away_is_safe_in_a_spreadsheet_and_itself_recorded(admin, session, ada, look):
    for subject in ("=1+1", "+1", "-1", "@cmd", "\tx", "plain"):
        audit.record(session, "test.done", actor="operator", subject=subject)
    session.commit()
    answer = admin.post(f"{PATH}/export", data={"event": "test.done"})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["subject"] for row in rows] == ["'=1+1", "'+1", "'-1", "'@cmd", "'\tx", "plain"]
    assert list(rows[0]) == ["number", "event", "actor", "subject", "occurred_at", "hash"]
    last = look(select(AuditEntry).order_by(AuditEntry.number.desc()))[0]
    assert (last.event, last.actor) == ("audit.exported", f"person:{ada.id}")
    assert admin.post(f"{PATH}/export", data={"table": "person"}).status_code == 303


def test_everything_is_taken_away_in_pieces(admin, session):
    for number in range(1203):
        session.add(
            AuditEntry(number=number + 5, event="e", actor="a", subject="s", occurred_at=now(), hash="h")
        )
    session.commit()
    lines = admin.post(f"{PATH}/export", data={}).text.splitlines()
    assert [line.partition(",")[0] for line in lines[2:]] == [str(n + 5) for n in range(1203)]


def test_the_page_says_whether_the_trail_holds(admin, session):
    with time_machine.travel(now() - timedelta(days=1)):
        audit.record(session, "test.done", actor="operator", subject="test:1")
        audit.record(session, "test.done", actor="operator", subject="test:2")
    session.commit()
    assert "The audit trail holds" in admin.get(f"{PATH}/check").text
    head = admin.get(f"/api/v1{PATH}").json()["head"]
    assert admin.get(f"/api/v1{PATH}/check", params={"head": head}).json()["breaks"] == []
    assert admin.get(f"/api/v1{PATH}/check", params={"head": "1"}).status_code == 422
    session.get(AuditEntry, 1).subject = "test:other"
    session.commit()
    text = admin.get(f"{PATH}/check").text
    assert "does not hold" in text and "entry 1 was altered" in text
