"""What a product's page says to somebody who has to decide."""

from datetime import date

import pytest

from exchange.technologies import decisions
from exchange.technologies.decisions import get_decision
from exchange.technologies.moving import draw_moves
from exchange.technologies.spans import falls_between, is_before, months_after, span
from exchange.technologies.timeline import draw_timeline
from tests import examples

SLUG = "oracle-health-millennium"
PAGE = f"/technologies/{SLUG}"
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch):
    monkeypatch.setattr(decisions, "today", lambda: TODAY)


def _codes(users):
    return [user.ods_code for user in users]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-05-17", date(2026, 5, 17), date(2026, 5, 17)),
    ],
)
def test_a_partial_date_means_all_its_days(text, first, last):
    assert span(text) == (first, last)


def test_six_months_end_on_the_same_day_or_the_last_of_a_shorter_month():
    assert months_after(TODAY) == date(2027, 5, 26)
    assert months_after(date(2026, 8, 31)) == date(2027, 2, 28)


def test_a_year_may_fall_between_two_days_without_having_to():
    assert falls_between("2027", TODAY, date(2027, 5, 26)) == (True, False)
    assert falls_between("2027-03", TODAY, date(2027, 5, 26)) == (True, True)
    assert falls_between("2027-09", TODAY, date(2027, 5, 26)) == (False, False)
    assert is_before("2025", "2026") and not is_before("2026", "2026-05") and not is_before("", "2026")


def test_going_live_soon_is_by_today_and_says_where_only_the_year_is_known(session, visitor, registry):
    registry.add("RAA", "implementing", product="Millennium", live_on="2027-03")
    registry.add("RBB", "implementing", product="Millennium", live_on="2027")
    registry.add("RCC", "implementing", product="Millennium", live_on="2027-09")
    registry.add("RDD", "live", product="Millennium", live_on="2026-12")
    registry.add("REE", "procuring", product="Millennium")
    found = get_decision(session, visitor, SLUG).going_live
    assert [(user.ods_code, user.is_certain) for user in found] == [("RBB", False), ("RAA", True)]


def test_a_step_ahead_is_the_nearest_stage_then_the_latest_date(session, visitor, registry):
    registry.add("RAA", "implementing", product="Millennium", live_on="2027-06")
    registry.add("RBB", "implementing", product="Millennium", live_on="2027-03")
    registry.add("RCC", "live", product="Millennium", live_on="2020")
    registry.add("RDD", "live", product="Millennium", live_on="2025-11")
    registry.add("REE", "procuring", product="Millennium")
    found = get_decision(session, visitor, SLUG, org="RAA")
    assert found.asker.stage == "implementing"
    assert _codes(found.ahead) == ["RBB", "RDD", "RCC"]
    assert _codes(found.behind) == ["REE"]
    assert found.ahead[0].reason == ("Implementing, go-live planned for March 2027, before yours (June 2027)")
    assert found.ahead[1].reason == "Live since November 2025, while you are implementing"


def test_who_has_nothing_registered_sees_everybody_ahead(session, visitor, registry):
    registry.add("RAA", "procuring", product="Millennium")
    found = get_decision(session, visitor, SLUG, org="Beech Trust")
    assert found.asker.ods_code == "RBB" and found.asker.stage is None
    assert _codes(found.ahead) == ["RAA"] and found.behind == ()


def test_those_whose_source_names_the_supplier_alone_are_nobodys_step(session, visitor, registry):
    registry.add("RAA", "live", maker="Oracle Health")
    registry.add("RBB", "procuring", product="Millennium")
    assert get_decision(session, visitor, SLUG, org="RBB").ahead == ()
    assert get_decision(session, visitor, SLUG, org="RAA").asker.stage == "live"


def test_an_unknown_organisation_is_said_to_be_and_kept(client, registry):
    registry.add("RAA", "live", product="Millennium")
    text = client.get(f"{PAGE}?org=zzzzzz").text
    assert "Nothing here has the name or code" in text and 'value="zzzzzz"' in text


def test_the_nearest_come_first_with_their_distance(session, visitor, registry):
    for code in ("RAA", "RDD", "RCC"):
        registry.add(code, "live", product="Millennium")
    near = get_decision(session, visitor, SLUG, org="RBB").nearest
    assert sorted(_codes(near)[:2]) == ["RAA", "RCC"] and _codes(near)[2] == "RDD"
    assert 10 < near[0].distance_km < 12


def test_what_replaced_what_needs_one_that_is_left_and_a_newer_one(session, visitor, registry):
    registry.add("RAA", "replacing", product="SystmOne")
    registry.add("RAA", "implementing", product="Millennium")
    registry.add("RBB", "retired", product="Millennium", live_on="2015", retired_on="2024")
    registry.add("RBB", "live", product="PICS", live_on="2024")
    registry.add("RCC", "live", product="SystmOne")
    registry.add("RCC", "implementing", product="Millennium")
    registry.add("RDD", "replacing", product="Millennium", live_on="2020")
    registry.add("RDD", "live", product="SystmOne", live_on="2010")
    moves = get_decision(session, visitor, SLUG).moves
    assert {(m.from_system, m.to_system, m.is_towards, m.movers[0].ods_code) for m in moves} == {
        ("TPP SystmOne", "Oracle Health Millennium", True, "RAA"),
        ("Oracle Health Millennium", "PICS", False, "RBB"),
    }
    picture = draw_moves(moves, what="Millennium")
    assert len(picture.lines) == 2 and len(picture.boxes) == 3


def test_a_timeline_draws_a_year_as_long_as_a_year(session, visitor, registry):
    registry.add("RAA", "live", product="Millennium", live_on="2024")
    registry.add("RBB", "live", product="Millennium", live_on="2024-05-17")
    registry.add("RCC", "live", product="Millennium")
    found = get_decision(session, visitor, SLUG)
    picture = draw_timeline(found.dated, what="Millennium", today=TODAY)
    widths = {lane.name: lane.marks[0].width for lane in picture.lanes}
    assert widths["Ash Trust"] > 10 * widths["Beech Trust"]
    assert [year.text for year in picture.years] == ["2024", "2025", "2026"]
    assert found.undated == 1


def test_the_page_shows_picture_and_table_of_the_timeline(client, registry):
    registry.add("RAA", "live", product="Millennium", live_on="2024")
    text = client.get(PAGE).text
    assert '<title id="timeline-title">' in text and '<desc id="timeline-desc">' in text
    assert "Timeline as a table" in text and "style=" not in text.partition("<main")[2]


def test_a_member_of_staff_sees_whom_to_ask_at_each_step_and_a_visitor_does_not(
    session, client, signed_in, registry
):
    registry.add("RAA", "implementing", product="Millennium")
    registry.add("RBB", "live", product="Millennium")
    ana = examples.add_person(session, "Ana Asker", registry.organisations["RAA"])
    bo = examples.add_person(session, "Bo Knows", registry.organisations["RBB"], job_role="EPR lead")
    ahead = signed_in(ana).get(PAGE).text.partition('id="ahead"')[2].partition('id="people"')[0]
    assert f'Ask <a href="/people/{bo.id}">Bo Knows</a>, EPR lead' in ahead
    assert "Bo Knows" not in client.get(f"{PAGE}?org=RAA").text


def test_the_number_of_queries_is_constant(app, session, signed_in, registry):
    registry.add("RAA", "implementing", product="Millennium")
    registry.add("RBB", "live", product="Millennium")
    ana = examples.add_person(session, "Ana Asker", registry.organisations["RAA"])
    examples.add_person(session, "Bo Knows", registry.organisations["RBB"])
    browser = signed_in(ana)
    few = _count(app, browser)
    for code in ("RCC", "RDD", "REE"):
        registry.add(code, "live", product="Millennium", live_on="2024")
        examples.add_person(session, f"Person {code}", registry.organisations[code])
    registry.save()
    assert _count(app, browser) == few <= 25


def _count(app, browser):
    browser.get(PAGE)
    with examples.statements(app) as found:
        browser.get(PAGE)
    return len(found)
