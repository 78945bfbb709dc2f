"""The audit trail notices everything that is done to it behind the service's back."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from exchange.cli import main
from exchange.plumbing import audit
from exchange.plumbing.audit import AuditEntry, AuditHead, find_breaks, hash_of
from exchange.plumbing.settings import get_settings


@pytest.fixture
def trail(session):
    """Ten entries."""
    for number in range(1, 11):
        audit.record(session, "test.done", actor="operator", subject=f"test:{number}")
    session.commit()
    return session


@pytest.fixture
def exchange(database_url, capsys, monkeypatch):
    """Run a command on the database; return its exit code and output."""

    def exchange(*arguments):
        get_settings.cache_clear()
        monkeypatch.setattr("sys.argv", ["exchange", *arguments, "--database", database_url])
        with pytest.raises(SystemExit) as stopped:
            main()
        told = capsys.readouterr()
        return stopped.value.code, told.out + told.err

    yield exchange
    get_settings.cache_clear()


def breaks(session, *statements):
    for statement in statements:
        session.exec(text(statement))
    session.commit()
    session.expire_all()
    return list(find_breaks(session))


def test_an_untouched_trail_holds(trail):
    assert breaks(trail) == []


def test_an_empty_trail_holds(session):
    assert list(find_breaks(session)) == []


@pytest.mark.parametrize("column", ["event", "actor", "subject", "hash"])
def test_an_altered_entry_is_named(trail, column):
    found = breaks(trail, f"update audit_entry set {column} = 'other' where number = 4")
    expected = ["entry 4 was altered"]
    if column == "hash":  # the entry after carries the hash that was
        expected.append("entry 5 was altered")
    assert found == expected


def test_an_altered_moment_is_named(trail):
    entry = trail.get(AuditEntry, 4)
    entry.occurred_at += timedelta(microseconds=1)
    trail.commit()
    assert list(find_breaks(trail)) == ["entry 4 was altered"]


def test_an_alteration_with_its_own_new_hash_breaks_the_next(trail):
    entry, before = trail.get(AuditEntry, 4), trail.get(AuditEntry, 3)
    entry.actor = "somebody else"
    entry.hash = hash_of(before.hash, entry)
    trail.commit()
    assert list(find_breaks(trail)) == ["entry 5 was altered"]


def test_removed_entries_are_named(trail):
    assert breaks(trail, "delete from audit_entry where number = 4") == ["entry 4 was removed"]
    assert breaks(trail, "delete from audit_entry where number in (7, 8)") == [
        "entry 4 was removed",
        "entries 7 to 8 were removed",
    ]


def test_a_cut_beginning_is_named(trail):
    assert breaks(trail, "delete from audit_entry where number <= 2") == ["entries 1 to 2 were removed"]


def test_a_cut_end_is_named(trail):
    assert breaks(trail, "delete from audit_entry where number >= 9") == ["entries 9 to 10 were removed"]


def test_a_trail_that_was_emptied_is_named(trail):
    assert breaks(trail, "delete from audit_entry") == ["entries 1 to 10 were removed"]


def test_an_entry_put_at_the_end_is_named(trail):
    last = trail.get(AuditEntry, 10)
    added = AuditEntry(number=11, event="e", actor="a", subject="s", occurred_at=last.occurred_at, hash="")
    added.hash = hash_of(last.hash, added)
    trail.add(added)
    trail.commit()
    assert list(find_breaks(trail)) == ["the newest entry is 11, but 10 was written last by this service"]


def test_entries_that_change_places_are_named(trail):
    found = breaks(
        trail,
        "update audit_entry set number = 99 where number = 4",
        "update audit_entry set number = 4 where number = 5",
        "update audit_entry set number = 5 where number = 99",
    )
    assert found[:2] == ["entry 4 was altered", "entry 5 was altered"]


def test_an_entry_with_another_number_is_named(trail):
    found = breaks(trail, "update audit_entry set number = 11 where number = 4")
    assert found == [
        "entry 4 was removed",
        "entry 11 was altered",
        "the newest entry is 11, but 10 was written last by this service",
    ]


def test_entries_that_close_up_after_a_removal_are_named(trail):
    shift = [f"update audit_entry set number = {n - 1} where number = {n}" for n in range(5, 11)]
    found = breaks(trail, "delete from audit_entry where number = 4", *shift)
    assert found[:6] == [f"entry {n} was altered" for n in range(4, 10)]
    assert found[6:] == ["entry 10 was removed"]


def test_a_removed_head_is_named(trail):
    found = breaks(trail, "delete from audit_head")
    assert found == ["the newest entry is 10, but 0 was written last by this service"]


def test_the_command_says_that_the_trail_holds(trail, exchange):
    status, told = exchange("audit", "check")
    assert (status, told) == (0, "The audit trail holds: 10 entries, none altered or removed.\n")


def test_the_command_names_what_was_done_and_fails(trail, exchange):
    breaks(
        trail,
        "update audit_entry set actor = 'nobody' where number = 3",
        "delete from audit_entry where number = 7",
    )
    status, told = exchange("audit", "check")
    assert status == 1
    assert told == "The audit trail does not hold: entry 3 was altered; entry 7 was removed.\n"


def test_a_trail_written_anew_is_found_by_the_head_that_was_kept(trail, exchange):
    status, head = exchange("audit", "head")
    kept = head.strip()
    assert status == 0 and kept.startswith("10:") and len(kept) == 67
    assert exchange("audit", "check", "--head", kept)[0] == 0
    audit.record(trail, "test.done", actor="operator", subject="test:11")
    trail.commit()
    assert exchange("audit", "check", "--head", kept)[0] == 0  # it may have grown since
    _write_anew(trail)
    assert exchange("audit", "check")[0] == 0
    status, told = exchange("audit", "check", "--head", kept)
    assert status == 1 and "entry 10 is not the one whose hash was kept elsewhere" in told


def test_a_kept_entry_that_was_cut_off_with_its_head_is_named(trail, exchange):
    kept = exchange("audit", "head")[1].strip()
    previous = trail.get(AuditEntry, 8).hash
    trail.exec(text("delete from audit_entry where number > 8"))
    trail.exec(text(f"update audit_head set number = 8, hash = '{previous}'"))
    trail.commit()
    assert exchange("audit", "check")[0] == 0
    status, told = exchange("audit", "check", "--head", kept)
    assert status == 1 and "entry 10, whose hash was kept elsewhere, was removed" in told


@pytest.mark.parametrize("kept", ["10", "10:abc", "x:" + "a" * 64, "-1:" + "a" * 64])
def test_a_kept_head_of_another_form_is_refused(trail, exchange, kept):
    status, told = exchange("audit", "check", f"--head={kept}")
    assert status == 2 and "NUMBER:HASH" in told


def test_an_empty_trail_has_no_head(session, exchange):
    assert exchange("audit", "head") == (0, "The audit trail is empty.\n")
    assert exchange("audit", "check")[0] == 0


def _write_anew(session):
    """What somebody does who can write to the database and knows how the chain is made."""
    session.expire_all()
    previous = ""
    for entry in session.exec(select(AuditEntry).order_by(AuditEntry.number)):
        entry.actor = "somebody else"
        entry.hash = previous = hash_of(previous, entry)
    session.get(AuditHead, 1).hash = previous
    session.commit()
