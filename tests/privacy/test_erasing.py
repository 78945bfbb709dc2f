from pathlib import Path

import pytest
from sqlmodel import SQLModel, select
from structlog.testing import capture_logs
from typer.testing import CliRunner

from exchange.cli import app as command_line
from exchange.mail.models import OutboxMessage
from exchange.people.models import Duty, DutyKind, DutyState, Membership, MembershipState, Person, PersonState
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, current_change
from exchange.plumbing.database import reading, writing
from exchange.plumbing.errors import NotAllowed
from exchange.privacy.actions import erase_person
from exchange.privacy.models import Concern, Erasure
from exchange.privacy.personal_data import PERSONAL
from tests import examples
from tests.privacy.conftest import concern

TRACES = (
    "Mia Marlowe",
    "mia.marlowe",
    "quokka",
    "wombats",
    "platypus",
    "mia-subject-77",
    "cred-mia",
    "key-of-mia",
    "Mia's telephone",
)
SURE = {"confirmed": "true"}


def everything(engine) -> bytes:
    """All that the database holds, as bytes: files of SQLite as they lie, every column of PostgreSQL."""
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database)
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    with reading(engine) as session:
        return b"".join(
            repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)).encode()
            for table in SQLModel.metadata.sorted_tables
            for row in session.execute(table.select())
        )


def files(folder: str) -> bytes:
    return b"".join(path.read_bytes() for path in Path(folder).glob("*"))


def test_nothing_that_names_somebody_is_left_anywhere(mia, signed_in, engine, settings, written):
    browser = signed_in(mia)
    written(engine)
    before = everything(engine) + files(settings.mail_folder)
    assert [trace for trace in TRACES if trace.encode() not in before] == []
    with capture_logs() as lines:
        answer = browser.post("/account/data/erase", data=SURE)
    assert answer.headers["location"] == "/account/erased"
    after = everything(engine) + files(settings.mail_folder) + repr(lines).encode()
    assert [trace for trace in TRACES if trace.encode() in after] == []
    assert str(mia.id).encode() in after or mia.id.hex.encode() in after


def test_an_opaque_row_stays_and_history_ends(mia, signed_in, look, engine):
    signed_in(mia).post("/account/data/erase", data=SURE)
    (person,) = look(select(Person).where(Person.id == mia.id))
    assert (person.state, person.email, person.name) == (PersonState.ERASED, None, "")
    (membership,) = look(select(Membership).where(Membership.person_id == mia.id))
    assert membership.state is MembershipState.ENDED and membership.ended_at
    assert look(select(Person.cover_person_id).where(Person.name == "Leo Leadworth")) == [None]
    assert look(select(Erasure.person_id)) == [mia.id]
    gone = [name for name, table in PERSONAL.items() if not table.stays_because]
    with reading(engine) as session:
        for name in gone:
            table = SQLModel.metadata.tables[name]
            for known in filter(None, [PERSONAL[name].owner]):
                assert session.execute(table.select().where(table.c[known] == mia.id)).all() == [], name


def test_mail_to_others_no_longer_names_them(mia, signed_in, look):
    signed_in(mia).post("/account/data/erase", data=SURE)
    assert look(select(OutboxMessage.text)) == ["somebody who has left asks to join."]


def test_the_browser_is_signed_out_and_says_goodbye(mia, signed_in):
    browser = signed_in(mia)
    answer = browser.post("/account/data/erase", data=SURE)
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "Goodbye" in browser.get("/account/erased").text
    assert browser.get("/account").status_code == 401


def test_all_other_browsers_are_signed_out_too(session, mia, app, signed_in):
    other = examples.browser(app, examples.start_session(session, mia))
    browser = signed_in(mia)
    assert other.get("/account").status_code == 200
    browser.post("/account/data/erase", data=SURE)
    assert other.get("/account").status_code == 401


def test_it_is_asked_for_on_purpose(mia, signed_in, look):
    browser = signed_in(mia)
    page = browser.get("/account/data/erase").text
    assert "What goes" in page and "What stays" in page
    answer = browser.post("/account/data/erase", data={})
    assert answer.status_code == 422 and "Error: " in answer.text and "Tick the box" in answer.text
    assert browser.post("/api/v1/account/data/erase", json={}).status_code == 422
    assert look(select(Erasure)) == []


def test_a_program_can_erase_too(mia, signed_in, look):
    browser = signed_in(mia)
    told = browser.get("/api/v1/account/data/erase").json()
    assert "Passkeys" in [each["words"] for each in told["goes"]]
    assert browser.post("/api/v1/account/data/erase", json={"confirmed": True}).status_code == 204
    assert look(select(Erasure.person_id)) == [mia.id]


def test_the_audit_trail_stays_whole_and_says_who_was_erased(mia, signed_in, engine):
    signed_in(mia).post("/account/data/erase", data=SURE)
    with reading(engine) as session:
        assert list(audit.find_breaks(session)) == []
        last = session.exec(select(audit.AuditEntry).order_by(audit.AuditEntry.number)).all()[-1]
        assert (last.event, last.subject) == ("person.erased", f"person:{mia.id}")
        assert current_change(session, PEOPLE) > 0


def test_the_last_administrator_cannot_leave_the_service_alone(session, trust, signed_in, look):
    admin = examples.add_person(session, "Adi Admin", trust, duties=[DutyKind.ADMINISTRATOR])
    browser = signed_in(admin)
    assert "You are the only administrator" in browser.get("/account/data/erase").text
    answer = browser.post("/account/data/erase", data=SURE)
    assert answer.status_code == 409 and "Make somebody else one" in answer.text
    examples.add_person(session, "Bea Admin", trust, duties=[DutyKind.ADMINISTRATOR])
    session.commit()
    assert browser.post("/account/data/erase", data=SURE).status_code == 303


def test_a_lead_names_a_successor_or_leaves_the_duty_open(session, trust, signed_in, look):
    lead = examples.add_person(session, "Kim Lead", trust, duties=[DutyKind.KNOWLEDGE_LEAD])
    follower = examples.add_person(session, "Fay Follower", trust)
    elsewhere = examples.add_person(
        session, "Eve Elsewhere", examples.add_organisation(session, "RXB", "South")
    )
    browser = signed_in(lead)
    page = browser.get("/account/data/erase").text
    assert "Fay Follower" in page and "Eve Elsewhere" not in page
    answer = browser.post("/account/data/erase", data={**SURE, "successor": str(elsewhere.id)})
    assert answer.status_code == 422 and "Choose somebody of the same organisation" in answer.text
    assert (
        browser.post("/account/data/erase", data={**SURE, "successor": str(follower.id)}).status_code == 303
    )
    held = look(select(Duty.person_id, Duty.organisation_id).where(Duty.state == DutyState.HELD))
    assert held == [(follower.id, trust.id)]


def test_a_lead_may_leave_the_duty_open(session, trust, signed_in, look):
    lead = examples.add_person(session, "Kim Lead", trust, duties=[DutyKind.KNOWLEDGE_LEAD])
    assert signed_in(lead).post("/account/data/erase", data={**SURE, "successor": ""}).status_code == 303
    assert look(select(Duty.state)) == [DutyState.ENDED]


def test_nobody_erases_somebody_else(session, mia, trust):
    admin = examples.add_person(session, "Adi Admin", trust, duties=[DutyKind.ADMINISTRATOR])
    with pytest.raises(NotAllowed):
        erase_person(session, examples.actor_of(session, admin), mia.id)


def test_an_open_complaint_stays_until_it_is_answered(session, mia, signed_in, look):
    session.add(concern(mia, text="Still open"))
    signed_in(mia).post("/account/data/erase", data=SURE)
    assert look(select(Concern.text)) == ["Still open"]


def test_somebody_who_was_erased_can_come_back_as_somebody_new(session, mia, signed_in, client, look):
    address = mia.email
    signed_in(mia).post("/account/data/erase", data=SURE)
    examples.add_person(session, "Mia Marlowe")
    session.commit()
    assert len(look(select(Person.id).where(Person.email == address))) == 1


def test_after_a_restore_everybody_in_the_ledger_is_erased_again(
    mia, signed_in, engine, look, tmp_path, monkeypatch
):
    """The backup is played by the row of the ledger being written before the person is erased."""
    with writing(engine) as session, session.begin():
        session.add(Erasure(person_id=mia.id))
    ledger = tmp_path / "ledger.csv"
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("EXCHANGE_MAIL_FOLDER", str(tmp_path / "mail"))
    run = CliRunner().invoke
    assert "1 erasures" in run(command_line, ["erasures", "export", str(ledger), "--database", url]).output
    assert "Mia" not in ledger.read_text() and str(mia.id) in ledger.read_text()
    (before,) = look(select(Erasure.erased_at))
    first = run(command_line, ["erasures", "replay", str(ledger), "--database", url]).output
    assert "names 1; 1 were here" in first
    assert look(select(Person.state).where(Person.id == mia.id)) == [PersonState.ERASED]
    assert look(select(Erasure.erased_at)) == [before]
    again = run(command_line, ["erasures", "replay", str(ledger), "--database", url]).output
    assert "names 1; 0 were here" in again
    assert [trace for trace in TRACES if trace.encode() in everything(engine)] == []


def test_a_file_that_is_no_ledger_is_refused(engine, tmp_path):
    file = tmp_path / "ledger.csv"
    url = engine.url.render_as_string(hide_password=False)
    for content in ("person_id,erased_at\nMia,yesterday\n", "name\nMia\n"):
        file.write_text(content)
        result = CliRunner().invoke(command_line, ["erasures", "replay", str(file), "--database", url])
        assert result.exit_code != 0 and "is not a ledger" in str(result.exception)
