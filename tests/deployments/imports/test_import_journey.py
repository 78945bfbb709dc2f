"""What a lead meets from the template to undoing, over HTTP."""

import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from exchange.deployments.import_form import TEMPLATE
from exchange.deployments.models import DeploymentImport
from exchange.organisations.models import OrganisationStatus
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.changes import REGISTRY, current_change
from exchange.plumbing.clock import now, today
from exchange.privacy.retention import run_retention
from exchange.technologies.models import ChangeKind, Deployment, Stage
from tests.deployments.imports.sheets import BASE, HEAD, as_csv, as_xlsx, changes, entries, newest, rows_of

THREE = [
    ("epr", "", "Amber 1", "live", "2024-05", ""),
    ("epr", "", "Birch 2", "live", "2024-05", "Took over"),
    ("epr", "", "Cedar 3", "live", "", ""),
    ("ed", "Estwick", "", "exploring", "", ""),
]


def test_the_templates_are_read_back_with_their_columns_and_no_rows(browser):
    csv_file = browser.get(f"{BASE}/template.csv")
    book = load_workbook(io.BytesIO(browser.get(f"{BASE}/template.xlsx").content))
    assert csv_file.content.decode("utf-8-sig").strip().split(",") == list(TEMPLATE)
    assert [cell.value for cell in book.worksheets[0][1]] == list(TEMPLATE)
    assert book.sheetnames == ["Systems", "Examples", "Columns", "Stages", "Areas"]
    refused = browser.post(BASE, files={"file": ("systems.csv", csv_file.content)})
    assert refused.status_code == 422
    assert "no rows" in refused.text


def test_the_page_is_honest_while_there_is_no_import_and_lists_them_later(browser, send):
    assert "None yet" in browser.get(BASE).text
    where = send(THREE, name="<b>systems</b>.csv")
    page = browser.get(BASE).text
    assert where in page
    assert "&lt;b&gt;systems&lt;/b&gt;" not in page  # what looks like a folder is no part of a name
    assert "b&gt;.csv" in page and "<b>systems" not in page


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_checking_tells_what_would_be_added_changed_confirmed_and_writes_nothing(
    *, session, browser, send, read, trust, some_entries, make
):
    before = entries(session, trust)
    found = read(send(make(THREE)))
    kinds = {row["system"]: row["kind"] for row in found["findings"]["rows"]}
    assert kinds == {
        "Amber 1 (Estwick)": "confirmed",
        "Birch 2 (Sutmere)": "changed",
        "Cedar 3 (Wexley)": "confirmed",
        "Estwick": "added",
    }
    changed = next(row for row in found["findings"]["rows"] if row["kind"] == "changed")
    assert [(c["what"], c["before"], c["after"]) for c in changed["changes"]] == [
        ("Stage", "implementing", "live"),
        ("Went live", "2029", "2024-05"),
        ("Note", "", "Took over"),
    ]
    assert (found["state"], found["to_write"], found["can_be_written"]) == ("checked", 4, True)
    assert entries(session, trust) == before
    assert "Write 4 rows into the registry" in browser.get(found["href"]).text


def test_writing_confirms_as_the_lead_keeps_what_empty_cells_say_and_is_one_change(
    *, session, send, write, trust, lead, some_entries, products
):
    where = send(THREE)
    number = current_change(session, REGISTRY)
    session.commit()
    done = write(where)
    now_there = {each["product_id"]: each for each in entries(session, trust)}
    cedar, amber = now_there[products["Cedar 3"].id], now_there[products["Amber 1"].id]
    assert (cedar["note"], cedar["live_on"], cedar["confirmed_on"]) == ("Ours", "2024-05", today())
    assert (amber["confirmed_by_id"], amber["source"]) == (lead.id, "List")
    assert now_there[products["Dune 4"].id]["confirmed_on"] is None
    assert {each.kind for each in changes(session)} == {
        ChangeKind.ADDED,
        ChangeKind.CORRECTED,
        ChangeKind.CONFIRMED,
    }
    assert {each.import_id for each in changes(session)} == {newest(session).id}
    assert current_change(session, REGISTRY) == number + 1
    session.commit()
    assert done["state"] == "written"
    assert len(done["did"]) == 4
    events = list(session.exec(select(AuditEntry.event).order_by(AuditEntry.number)).all())
    assert events[-3:] == ["import.sent", "import.write_asked", "import.written"]


def test_the_same_file_once_more_has_nothing_to_write(browser, send, read, write, some_entries):
    write(send(THREE))
    again = read(send(THREE))
    assert {row["kind"] for row in again["findings"]["rows"]} == {"same"}
    assert not again["can_be_written"]
    assert "the registry says all of this already" in browser.get(again["href"]).text
    refused = browser.post(f"{again['href']}/write", data={"version": again["version"]})
    assert refused.status_code == 409


def test_undoing_restores_every_row_exactly(session, browser, send, write, trust, some_entries):
    before = entries(session, trust)
    where = send(THREE)
    write(where)
    assert entries(session, trust) != before
    answer = browser.post(f"{where}/undo", data={"others_only": "false"})
    assert answer.status_code == 303
    assert entries(session, trust) == before
    undone = [each for each in changes(session) if each.kind is ChangeKind.UNDONE]
    assert len(undone) == 4 and all(each.undoes_id for each in undone)
    assert "Undone on" in browser.get(where).text
    assert browser.post(f"{where}/undo", data={}).status_code == 409


def test_what_was_changed_since_is_told_and_left_alone_only_when_that_is_said(
    *, session, browser, send, write, trust, products, some_entries
):
    where = send(THREE)
    write(where)
    statement = select(Deployment).where(Deployment.product_id == products["Birch 2"].id)
    entry = session.exec(statement.execution_options(populate_existing=True)).one()
    entry.note, entry.version = "Corrected by hand", entry.version + 1
    session.add(entry)
    session.commit()
    page = browser.get(where).text
    assert "1 entry has been changed since" in page and "Birch 2 (Sutmere), EPR" in page
    refused = browser.post(f"{where}/undo", data={"others_only": "false"})
    assert (refused.status_code, "1 of its entries" in refused.text) == (409, True)
    assert browser.post(f"{where}/undo", data={"others_only": "true"}).status_code == 303
    kept = {each["product_id"]: each for each in entries(session, trust)}
    assert kept[products["Birch 2"].id]["note"] == "Corrected by hand"
    assert kept[products["Amber 1"].id]["confirmed_on"] is None
    assert len(kept) == 4


def test_a_registry_that_changed_since_it_was_shown_is_shown_again_and_nothing_written(
    *, session, browser, send, read, trust, products, some_entries
):
    where = send(THREE)
    version = read(where)["version"]
    entry = session.get(Deployment, some_entries[1].id)
    entry.stage, entry.version = Stage.PROCURING, entry.version + 1
    session.add(entry)
    session.commit()
    before = entries(session, trust)
    answer = browser.post(f"/api/v1{where}/write", json={"version": version})
    assert answer.json()["state"] == "checked"
    differs = answer.json()["findings"]["differs"]
    assert len(differs) == 1
    assert differs[0].startswith("Line 3, Birch 2 (Sutmere): changed Stage from implementing to live")
    assert "now changed Stage from procuring to live" in differs[0]
    assert entries(session, trust) == before
    assert "Nothing was written: the registry has changed" in browser.get(where).text
    assert browser.post(f"/api/v1{where}/write", json={"version": version}).status_code == 409
    again = browser.post(f"/api/v1{where}/write", json={"version": version + 1})
    assert again.json()["state"] == "written"


def test_an_administrator_does_not_speak_for_the_organisation(
    session, signed_in, administrator, trust, some_entries, products
):
    browser = signed_in(administrator)
    cedar = [("epr", "", "Cedar 3", "live", "", "Changed"), ("epr", "", "Amber 1", "live", "", "")]
    where = browser.post(BASE, files={"file": ("a.csv", as_csv(cedar))}).headers["location"]
    found = browser.get(f"/api/v1{where}").json()
    assert [row["kind"] for row in found["findings"]["rows"]] == ["changed", "same"]
    browser.post(f"{where}/write", data={"version": found["version"]})
    entry = next(e for e in entries(session, trust) if e["product_id"] == products["Cedar 3"].id)
    assert (entry["confirmed_on"], entry["was_confirmed_on"]) == (None, date(2020, 1, 1))


def test_after_seven_days_it_is_emptied_and_undoing_is_refused_in_words(
    *, session, browser, send, write, settings, some_entries, operator
):
    where, unwritten = send(THREE), send(THREE)
    write(where)
    for row in session.exec(select(DeploymentImport)).all():
        row.sent_at = now() - timedelta(days=7, minutes=1)
        row.written_at = row.written_at and row.sent_at
        session.add(row)
    session.commit()
    refused = browser.post(f"{where}/undo", data={})
    assert refused.status_code == 409
    assert "seven days after it was written. Correct its entries one by one" in refused.text
    run_retention(session, settings, actor=operator)
    session.commit()
    row = newest(session)
    assert (row.content, row.choices, row.findings) == (b"", "{}", "{}")
    page = browser.get(where)
    assert "It could be undone until" in page.text and "Birch 2" in page.text
    assert browser.get(unwritten).status_code == 404


def test_a_patient_number_stops_a_file_with_its_place_and_leaves_nothing(session, browser):
    rows = [*rows_of(3), ("epr", "", "Amber 1", "live", "", "for 943 476 5919")]
    for number, sent in enumerate((as_csv(rows), as_xlsx(rows))):
        refused = browser.post(BASE, files={"file": ("systems.csv", sent)})
        assert refused.status_code == 422, number
        assert "line 5, column note" in refused.text
        assert "943 476 5919" not in refused.text
    in_header = browser.post(BASE, files={"file": ("a.csv", as_csv([], ["stage", "9434765919"]))})
    assert in_header.status_code == 422 and "9434765919" not in in_header.text
    in_name = browser.post(BASE, files={"file": ("9434765919.csv", as_csv(rows_of(1)))})
    assert in_name.status_code == 422 and "9434765919" not in in_name.text
    assert session.exec(select(DeploymentImport)).all() == []


def test_a_patient_number_in_a_correction_is_stopped_and_what_was_typed_stays(session, browser, send, read):
    where = send([("epr", "", "Amber 1", "alive", "", "")])
    version = read(where)["version"]
    form = {"version": version, "cell:2:stage": "live", "cell:2:note": "9434765919"}
    refused = browser.post(f"{where}/corrections", data=form)
    assert refused.status_code == 422
    assert "line 2, column note" in refused.text and 'value="live"' in refused.text
    assert "9434765919" not in newest(session).choices


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "not empty"),
        ("a.csv", b"x" * 5_000_001, "5 MB or smaller"),
        ("a.csv", b"ward,beds\r\n1,2\r\n", "There is no column &#39;ward&#39;"),
        ("a.csv", as_csv([("epr",)], ["functional_area"]), "column stage: This column is missing"),
        ("a.xlsx", b"PK\x03\x04nonsense", "not a spreadsheet that we can read"),
        ("a.xls", b"\xd0\xcf\x11\xe0old", "old (.xls)"),
        ("a.csv", "functional_area,stage\r\ncaf\xe9,live".encode("cp1252"), "CSV UTF-8"),
        ("a.csv", as_csv([("epr", "live")] * 5001, ["functional_area", "stage"]), "more than 5,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(session, browser, name, content, words):
    refused = browser.post(BASE, files={"file": (name, content)})
    assert refused.status_code == 422
    assert words in refused.text
    assert session.exec(select(DeploymentImport)).all() == []


def test_formulas_come_in_as_text_and_are_shown_as_text(browser, send, read):
    where = send([("epr", "", "Amber 1", "live", "", "'=1+1")])
    added = read(where)["findings"]["rows"][0]
    assert {"what": "Note", "before": "", "after": "=1+1"} in added["changes"]


def test_names_are_chosen_once_for_all_their_rows_with_the_best_suggestion_first(browser, send, read):
    rows = [
        ("epr", "", "Ambre 1", "live", "", ""),
        ("epma", "", "Ambre 1", "live", "", ""),
        ("epr", "", "Brich 2", "live", "", ""),
        ("epr", "Nordland", "", "live", "", ""),
        ("e p m a", "", "Cedar 3", "live", "", ""),
        ("pas", "", "Old Amber", "live", "", ""),
        ("pas", "", "Quite unknown", "live", "", ""),
    ]
    where = send(rows)
    found = read(where)
    unknown = {each["name"]: each for each in found["findings"]["unknown"]}
    assert set(unknown) == {"Ambre 1", "Brich 2", "Nordland", "e p m a", "Quite unknown"}
    assert unknown["Ambre 1"]["lines"] == [2, 3]
    assert unknown["Ambre 1"]["offers"][0]["text"] == "Amber 1 (Estwick)"
    assert unknown["Nordland"]["offers"][0]["text"] == "Norland"
    assert unknown["Quite unknown"]["offers"] == []
    page = browser.get(where).text
    assert len(re.findall(r"<fieldset", page)) == 5
    assert len(re.findall(r" checked>", page)) == 4
    names = [
        {"column": each["column"], "name": name, "choice": each["offers"][0]["value"]}
        for name, each in unknown.items()
        if each["offers"]
    ]
    names.append({"column": "product", "name": "Quite unknown", "choice": "another", "other": "Dune 4"})
    sent = {"version": found["version"], "names": names}
    after = browser.post(f"/api/v1{where}/corrections", json=sent).json()
    assert after["findings"]["unknown"] == []
    assert [row["system"] for row in after["findings"]["rows"]][:2] == ["Amber 1 (Estwick)"] * 2
    assert after["findings"]["rows"][-1]["system"] == "Dune 4 (Norland)"
    assert after["to_write"] == 7


def test_rows_with_an_unknown_name_can_be_left_out_and_a_line_too(browser, send, read):
    where = send([*rows_of(2), ("epr", "", "Zzz", "live", "", ""), ("epr", "", "Cedar 3", "?", "", "")])
    found = read(where)
    form = {
        "version": found["version"],
        "column:1": "product",
        "name:1": "Zzz",
        "choice:1": "leave out",
        "other:1": "",
        "cell:5:stage": "?",
        "out:5": "true",
    }
    assert browser.post(f"{where}/corrections", data=form).status_code == 303
    after = read(where)
    assert (after["findings"]["left_out"], after["to_write"]) == ([4, 5], 2)


def test_what_was_looked_at_before_somebody_corrected_it_cannot_be_written(browser, send, read):
    where = send(rows_of(2))
    form = {"version": read(where)["version"], "out:2": "true"}
    assert browser.post(f"{where}/corrections", data=form).status_code == 303
    assert browser.post(f"{where}/write", data={"version": form["version"]}).status_code == 409
    assert browser.post(f"{where}/corrections", data=form).status_code == 409


def test_nothing_is_written_while_something_is_wrong(session, browser, send, read, trust):
    where = send([*rows_of(2), ("epr", "", "Cedar 3", "?", "", "")])
    refused = browser.post(f"{where}/write", data={"version": read(where)["version"]})
    assert refused.status_code == 409
    assert entries(session, trust) == []


def test_an_organisation_that_has_closed_takes_no_spreadsheet(session, browser, send, read, trust):
    where = send(rows_of(2))
    trust.status = OrganisationStatus.CLOSED
    session.add(trust)
    session.commit()
    refused = browser.post(BASE, files={"file": ("a.csv", as_csv(rows_of(1)))})
    assert (refused.status_code, "has closed" in refused.text) == (409, True)
    assert browser.post(f"{where}/write", data={"version": read(where)["version"]}).status_code == 409
    assert "This organisation has closed" in browser.get(BASE).text
    assert entries(session, trust) == []


def test_the_head_of_the_helpers_is_that_of_the_template():
    assert set(HEAD) <= set(TEMPLATE)
