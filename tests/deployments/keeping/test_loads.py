"""Files of public facts leave alone what organisations say of their systems."""

import pytest
from sqlmodel import select

from exchange.loading import KINDS, import_file
from exchange.people.actor import OPERATOR
from exchange.technologies.models import Deployment
from tests.deployments.keeping import test_keeping as deeds

HEADER = "ods_code,functional_area,supplier,product,stage,source_url\n"


@pytest.fixture
def load(house, tmp_path):
    def write(*rows):
        file = tmp_path / "deployments.csv"
        file.write_text(HEADER + "\n".join(rows))
        house.session.flush()
        loaded = import_file(house.session, OPERATOR, KINDS["deployments"], file).tally
        house.session.expire_all()
        return loaded

    return write


def row(area, product="One", stage="retired"):
    return f"RXA,{area},Maker,{product},{stage},https://example.org/new"


def test_confirmed_corrected_and_added_entries_stay_and_the_tally_says_so(house, load):
    deeds.confirm(house, "lead", "epr")
    deeds.correct(house, "lead", "epma", stage="replacing")
    deeds.add(house, area="maternity")
    before = {area: house.entry(area).model_dump() for area in ("epr", "epma")}
    tally = load(*(row(area) for area in ("epr", "epma", "ed", "maternity")))
    assert {area: house.entry(area).model_dump() for area in before} == before
    assert (tally.changed, tally.unchanged, tally.added) == (1, 3, 0)
    assert "3 rows are about systems that organisations have" in tally.notices[0]
    assert house.entry("ed").stage == "retired"


def test_a_removed_entry_does_not_come_back(house, load):
    deeds.remove(house, "lead", "epr")
    load(row("epr"))
    assert house.session.exec(select(Deployment).where(Deployment.functional_area_code == "epr")).all() == []


def test_what_was_corrected_into_another_system_does_not_come_back_as_the_old_one(house, load):
    deeds.correct(house, "lead", "epr", system="Two by Maker")
    load(row("epr"), row("epr", "Two"))
    rows = house.session.exec(select(Deployment).where(Deployment.functional_area_code == "epr")).all()
    assert [each.product_id for each in rows] == [house.products["Two"].id]
    assert rows[0].stage == "live"


def test_what_was_taken_back_is_public_again(house, load):
    deeds.confirm(house, "lead", "epr")
    deeds.undo(house)
    deeds.remove(house, "lead", "epma")
    deeds.undo(house)
    load(row("epr"), row("epma"))
    assert house.entry("epr").stage == house.entry("epma").stage == "retired"


def test_an_undo_that_was_undone_counts_again(house, load):
    deeds.remove(house, "lead", "epr")
    deeds.undo(house)
    deeds.undo(house)
    load(row("epr"))
    assert house.entry("epr") is None


def test_a_lapsed_confirmation_still_protects(house, load):
    deeds.confirm(house, "lead", "epr")
    deeds.correct(house, "administrator", "epr", version=2, stage="replacing")
    load(row("epr"))
    assert house.entry("epr").stage == "replacing"


def test_a_load_lapses_nothing(house, load):
    deeds.confirm(house, "lead", "epr")
    load(row("ed"))
    assert house.entry("epr").confirmed_on is not None
