"""An organisation comes to another integrated care board on a day, and where it was stays known."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from exchange.loading import KINDS, import_file
from exchange.organisations.models import Icb, IcbMembership, Organisation, OrganisationStatus
from exchange.people.actor import OPERATOR
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.clock import today
from tests.succession.merging import rows_naming

PATH = "/administration/organisations/RXI/icb"


@pytest.fixture
def admin(session, world, signed_in):
    """The administrator's browser; Iris Trust is in the old board."""
    world.into.icb_code = "QOLD"
    session.add(world.into)
    session.add(Icb(code="QGONE", name="Gone ICB", valid_to=date(2024, 3, 31)))
    return signed_in(world.people["Ada"])


def test_an_organisation_moves_to_another_board_on_a_day(admin, look):
    page = admin.get(PATH).text
    assert "belongs to Old ICB" in page and "New ICB" in page and "Gone ICB" not in page
    sent = {"icb_code": "QNEW", "on": "2026-04-01", "icb_now": "QOLD"}
    answer = admin.post(PATH, data=sent)
    assert answer.status_code == 303
    assert "In Old ICB until 31 March 2026" in admin.get(answer.headers["location"]).text
    assert "In Old ICB until 31 March 2026" in admin.get("/organisations/RXI").text
    told = admin.get("/api/v1/organisations/RXI").json()
    assert told["icb_code"] == "QNEW"
    assert told["former_icbs"] == [{"icb_code": "QOLD", "icb": "Old ICB", "left_on": "2026-04-01"}]
    assert admin.get("/organisations?icb=QNEW").text.count("Iris Trust")
    assert look(select(AuditEntry.event).order_by(AuditEntry.number))[-1] == "organisation.board_changed"
    again = admin.post(PATH, data={**sent, "icb_code": "QOLD"})
    assert again.status_code == 409, "somebody else has moved it since"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"on": (today() + timedelta(days=1)).isoformat()}, "must not be in the future"),
        ({"icb_code": "QGONE"}, "Choose a board that existed on that day"),
        ({"icb_code": "Q??"}, "Choose a board that existed on that day"),
        ({"on": "soon"}, "must be a real date"),
        ({"icb_code": ""}, "an integrated care board"),
    ],
)
def test_what_does_not_fit_is_said_beside_what_was_typed(admin, changed, words):
    sent = {"icb_code": "QNEW", "on": "2026-04-01", "icb_now": "QOLD", **changed}
    answer = admin.post(PATH, data=sent)
    assert answer.status_code == 422 and words in answer.text
    assert f'value="{sent["on"]}"' in answer.text
    assert admin.post(f"/api/v1{PATH}", json=sent).status_code == 422


def test_days_do_not_run_backwards(admin):
    for code, now, day, status in (
        ("QNEW", "QOLD", "2026-04-01", 204),
        ("QOLD", "QNEW", "2026-03-01", 422),
        ("QOLD", "QNEW", "2026-04-01", 204),
    ):
        sent = {"icb_code": code, "on": day, "icb_now": now}
        assert admin.post(f"/api/v1{PATH}", json=sent).status_code == status


def test_a_file_that_names_another_board_keeps_where_organisations_were(
    admin, session, world, tmp_path, look
):
    world.third.icb_code = "QGONE"
    session.add(world.third)
    session.flush()
    file = tmp_path / "organisations.csv"
    file.write_text(
        "ods_code,name,icb_code\nRXI,Iris Trust,QNEW\nRXT,Thistle Trust,QNEW\nRXG,Gorse Trust,QOLD\n"
    )
    for _ in range(2):
        import_file(session, OPERATOR, KINDS["organisations"], file)
    session.commit()
    there = (IcbMembership.icb_code, IcbMembership.valid_to)
    for place, code, left_on in ((world.into, "QOLD", today()), (world.third, "QGONE", date(2024, 4, 1))):
        kept = look(select(*there).where(IcbMembership.organisation_id == place.id))
        assert kept == [(code, left_on)]


def test_a_file_does_not_open_again_what_was_carried_over(session, merge, world, tmp_path):
    merge()
    file = tmp_path / "organisations.csv"
    file.write_text("ods_code,name,status,successor_ods_code\nRXG,Gorse Trust,listed,\n")
    done = import_file(session, OPERATOR, KINDS["organisations"], file)
    assert done.tally.notices == ["RXG stays closed: it was carried over to RXI"]
    stored = session.exec(select(Organisation).where(Organisation.ods_code == "RXG")).one()
    session.refresh(stored)
    assert (stored.status, stored.successor_ods_code) == (OrganisationStatus.CLOSED, "RXI")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deployments", "ods_code,functional_area,supplier,product,stage\nRXG,epr,Maker,Delta,live\n"),
        ("themes", "ods_code,theme\nRXG,own\n"),
        ("networks", "network,kind,ods_code\nNew ones,,RXG\n"),
        ("other_names", "ods_code,name,kind\nRXG,Whin Hospital,former name\n"),
    ],
)
def test_a_file_brings_nothing_back_to_what_was_carried_over(session, merge, world, tmp_path, name, text):
    merge()
    before = rows_naming(session, world.gone.id)
    file = tmp_path / f"{name}.csv"
    file.write_text(text)
    tally = import_file(session, OPERATOR, KINDS[name], file).tally
    assert (tally.added, tally.unchanged) == (0, 1)
    assert tally.notices == ["1 row names an organisation that was carried over to another: left alone"]
    assert rows_naming(session, world.gone.id) == before
