"""How much of the registry is known: figures that add up, drill down, and say nothing about persons."""

import csv
import io
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest

from exchange.coverage.counting import Entry, Group, Place, coverage
from exchange.coverage.schemas import By
from exchange.organisations.models import Icb
from exchange.people.models import DutyKind
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.clock import today
from exchange.technologies.models import Deployment, FunctionalArea, Stage
from tests import examples


@pytest.fixture
def lead(session, signed_in):
    """A knowledge lead, and organisations that are confirmed, lapsed, public, retired and unknown."""
    session.add_all(FunctionalArea(code=code, name=code, short_name=code) for code in ("epr", "dental"))
    session.add(Icb(code="QA", name="Middle ICB"))
    session.flush()
    places = [examples.add_organisation(session, f"RA{n}", f"Trust {n}") for n in range(5)]
    places[0].icb_code = "QA"
    long_ago = today() - timedelta(days=400)
    ways = [
        {"confirmed_on": today()},
        {"was_confirmed_on": long_ago},
        {"source_date": "2024"},
        {"stage": Stage.RETIRED},
    ]
    for place, way in zip(places, ways, strict=False):
        session.add(
            Deployment(organisation_id=place.id, functional_area_code="epr", **{"stage": Stage.LIVE, **way})
        )
    note_change(session, REGISTRY)
    return signed_in(examples.add_person(session, "Lea Lead", places[0], duties=[DutyKind.KNOWLEDGE_LEAD]))


def test_figures_add_up_and_nothing_is_shown_as_nothing(lead):
    found = lead.get("/api/v1/coverage").json()
    rows = {row["key"]: row for row in found["rows"]}
    epr, dental = rows["epr"], rows["dental"]
    assert (epr["confirmed"], epr["lapsed"], epr["public_only"], epr["without_entry"]) == (1, 1, 1, 2)
    assert (epr["with_entry"], epr["organisations"], epr["entries"]) == (3, 5, 3)
    assert (dental["with_entry"], dental["without_entry"], dental["median_age_months"]) == (0, 5, None)
    assert [row["key"] for row in found["rows"]] == ["dental", "epr"]


@pytest.mark.parametrize("by", list(By))
def test_every_figure_leads_to_as_many_organisations(lead, by):
    fields = {
        "any": "with_entry",
        "confirmed": "confirmed",
        "lapsed": "lapsed",
        "public": "public_only",
        "none": "without_entry",
        "all": "organisations",
    }
    found = lead.get(f"/api/v1/coverage?by={by}").json()
    for row in (*found["rows"], found["total"]):
        for known, field in fields.items():
            listed = lead.get(f"/api/v1{row['hrefs'][known]}").json()
            assert listed["total"] == row[field], (row["label"], known)


def test_filters_narrow_the_figures_and_stand_in_the_address(lead):
    found = lead.get(f"/api/v1/coverage?{urlencode({'by': 'area', 'icb': 'QA'})}").json()
    assert found["total"]["organisations"] == 1
    assert all("icb=QA" in row["hrefs"]["all"] for row in found["rows"])


def test_the_file_equals_the_screen(lead):
    found = lead.get("/api/v1/coverage?by=icb").json()
    rows = list(csv.DictReader(io.StringIO(lead.get("/coverage.csv?by=icb").text)))
    assert [row["label"] for row in rows] == [row["label"] for row in [*found["rows"], found["total"]]]
    assert [int(row["confirmed"]) for row in rows] == [
        row["confirmed"] for row in [*found["rows"], found["total"]]
    ]
    listed = list(csv.DictReader(io.StringIO(lead.get("/coverage/organisations.csv?known=lapsed").text)))
    assert [row["ods_code"] for row in listed] == ["RA1"]


def test_the_page_shows_the_figures_and_leads_to_the_organisations(lead):
    text = lead.get("/coverage").text
    assert 'href="/coverage/organisations?area=epr&amp;known=confirmed"' in text
    shown = lead.get("/coverage/organisations?area=epr&known=confirmed").text
    assert "Trust 0" in shown and "Trust 1" not in shown and "Lea Lead" not in shown.partition("<main")[2]


def test_a_list_without_organisations_leads_on(lead):
    text = lead.get("/coverage/organisations?area=dental&known=confirmed").text
    assert "No organisation is counted there" in text and 'href="/coverage"' in text


def test_the_age_is_that_of_the_middle_entry_and_undated_ones_have_none():
    place = Place(None, "RAA", "Ash Trust", "acute", "QA")
    entries = [
        Entry("epr", date(2026, 11, 1), None, ""),
        Entry("epr", None, date(2025, 11, 1), "2020"),
        Entry("epr", None, None, "2024"),
        Entry("epr", None, None, ""),
    ]
    group = Group("epr", "EPR", [(place, entries)])
    row = coverage(By.AREA, [group], group, kept={}, today=date(2026, 11, 1)).rows[0]
    assert (row.median_age_months, row.undated) == (12, 1)


def test_staff_do_not_see_it(session, signed_in):
    place = examples.add_organisation(session)
    staff = signed_in(examples.add_person(session, "Sam Staff", place))
    assert staff.get("/coverage").status_code == 403


def test_the_number_of_queries_does_not_grow(app, session, lead):
    few = _count(app, lead)
    for number in range(5):
        session.add(FunctionalArea(code=f"more{number}", name="More", short_name="More"))
        examples.add_organisation(session, f"RB{number}", f"Beech {number}")
    session.commit()
    assert _count(app, lead) == few <= 11


def _count(app, browser):
    browser.get("/coverage")
    with examples.statements(app) as found:
        browser.get("/coverage")
    return len(found)
