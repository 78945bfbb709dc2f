import re
from datetime import date, timedelta

import pytest
from sqlmodel import select

from exchange.people.models import Audience, DutyKind, Interest, Person
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.clock import today
from exchange.technologies.models import Deployment, Product
from tests.examples import add_organisation, add_person
from tests.profiles.world import add_interests

PAGE = "/account/profile"


def filled(**more):
    """The form as a browser sends it."""
    form = {
        "name": "Ana Example",
        "job_role": "",
        "ask_me_about": "",
        "would_like_to_learn": "",
        "request_budget": "3",
        "audience": "signed-in NHS staff",
        "away_until": "",
        "cover_person_id": "",
        "product_words": "",
        "version": "1",
        "press": "save",
    }
    return form | more


def person(look, id):
    return look(select(Person).where(Person.id == id))[0]


def test_a_newcomer_is_told_who_this_is_for(session, organisation, signed_in):
    response = signed_in(add_person(session, "Nia New")).get(PAGE)
    assert response.status_code == 403
    assert "members of staff whom their organisation has confirmed" in response.text


def test_a_visitor_is_asked_to_sign_in(client, organisation, session):
    session.commit()
    assert client.get(PAGE).status_code == 401
    assert client.get("/account/pause").status_code == 401


def test_all_that_was_filled_in_is_kept_and_confirmed(browser, ana, look):
    form = filled(
        name="Ana  Maria Example",
        job_role="digital midwife",
        helps_areas=["epr", "epma"],
        learns_areas=["epr"],
        helps_products=["epic-hyperspace"],
        learns_themes=["fdp"],
        ask_me_about="Go-live\r\nand after",
        would_like_to_learn="Closed-loop medicines",
        request_budget="0",
        audience="my organisation",
    )
    response = browser.post(PAGE, data=form)
    assert (response.status_code, response.headers["location"]) == (303, f"{PAGE}?done=saved")
    kept = person(look, ana.id)
    assert (kept.name, kept.job_role, kept.ask_me_about) == (
        "Ana Maria Example",
        "digital midwife",
        "Go-live\nand after",
    )
    assert (kept.request_budget, kept.audience, kept.version) == (0, Audience.COLLEAGUES, 2)
    assert len(look(select(Interest).where(Interest.person_id == ana.id))) == 5
    page = browser.get(response.headers["location"]).text
    assert "Your profile is saved." in page and f"/people/{ana.id}" in page
    for box in ("helps_areas_epr", "learns_areas_epr", "helps_products_epic-hyperspace", "learns_themes_fdp"):
        assert re.search(rf'id="{box}"[^>]* checked', page), box
    assert not re.search(r'id="helps_themes_fdp"[^>]* checked', page)


def test_what_is_no_longer_ticked_goes(session, browser, ana, look):
    add_interests(session, ana, "epr", "epic-hyperspace")
    session.commit()
    assert browser.post(PAGE, data=filled(helps_areas=["epr"])).status_code == 303
    (left,) = look(select(Interest).where(Interest.person_id == ana.id))
    assert left.functional_area_code == "epr"


def test_a_change_is_audited_without_what_it_says(browser, ana, look):
    browser.post(PAGE, data=filled(ask_me_about="Bed management"))
    (entry,) = look(select(AuditEntry).where(AuditEntry.event == "profile.changed"))
    assert entry.subject == f"person:{ana.id}"
    assert "Bed" not in entry.subject + entry.actor


@pytest.mark.parametrize(
    ("wrong", "message", "anchor"),
    [
        ({"name": " "}, "Enter your name", "#name"),
        ({"ask_me_about": "x" * 501}, "must be 500 characters or fewer", "#ask_me_about"),
        ({"request_budget": "21"}, "must be at most 20", "#request_budget"),
        ({"request_budget": "some"}, "must be a whole number", "#request_budget"),
        ({"job_role": "wizard"}, "Choose your role from the list", "#job_role"),
        ({"helps_areas": ["nothing"]}, "cannot be chosen any more", "#helps_areas"),
        ({"learns_products": ["nothing"]}, "cannot be chosen any more", "#learns_products"),
        ({"helps_themes": ["gde"]}, "cannot be chosen any more", "#helps_themes"),
        ({"audience": "everybody"}, "Choose who may find you", "#audience"),
        ({"away_until": "2026-02-30"}, "must be a real date", "#away_until"),
        ({"away_until": "2020-01-01"}, "must be today or later", "#away_until"),
        ({"away_until": "2999-01-01"}, "must be within two years", "#away_until"),
        ({"email": "x@nhs.net"}, "no field &#39;email&#39;", "#email"),
        ({"paused_until": "2030-01-01"}, "no field &#39;paused_until&#39;", "#paused_until"),
        ({"state": "disabled"}, "no field &#39;state&#39;", "#state"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_what_does_not_fit_is_said_and_stays(browser, ana, look, wrong, message, anchor):
    typed = {"would_like_to_learn": "Kept here", "learns_areas": ["epma"]}
    response = browser.post(PAGE, data=filled(**(typed | wrong)))
    assert response.status_code == 422
    assert message in response.text and f'href="{anchor}"' in response.text
    assert "<title>Error: " in response.text and "Kept here" in response.text
    assert re.search(r'id="learns_areas_epma"[^>]* checked', response.text)
    assert person(look, ana.id).version == 1


def test_a_theme_that_has_closed_stays_with_whoever_chose_it(session, browser, ana, look):
    add_interests(session, ana, "gde")
    session.commit()
    assert 'id="helps_themes_gde"' in browser.get(PAGE).text
    assert browser.post(PAGE, data=filled(helps_themes=["gde"])).status_code == 303
    assert len(look(select(Interest))) == 1


def test_a_stale_profile_is_not_overwritten_and_both_texts_are_shown(browser, ana, look):
    first = filled(ask_me_about="Saved in the other window", helps_areas=["epr"])
    assert browser.post(PAGE, data=first).status_code == 303
    second = filled(ask_me_about="Typed in this window", helps_areas=["epma"])
    stale = browser.post(PAGE, data=second)
    assert stale.status_code == 409
    assert "<dd>Saved in the other window</dd>" in stale.text
    assert "<dd>Typed in this window</dd>" in stale.text
    assert "<dd>Electronic patient record</dd>" in stale.text and "<dd>Prescribing</dd>" in stale.text
    assert person(look, ana.id).ask_me_about == "Saved in the other window"
    assert 'name="version" value="2"' in stale.text
    assert browser.post(PAGE, data=second | {"version": "2"}).status_code == 303
    assert person(look, ana.id).ask_me_about == "Typed in this window"


def test_products_are_found_without_losing_what_was_typed(browser, ana, look):
    looking = filled(name="", product_words="chronicels", press="find products", ask_me_about="Half a sente")
    page = browser.post(PAGE, data=looking)
    assert page.status_code == 200
    assert 'value="epic-hyperspace"' in page.text and "Half a sente" in page.text
    assert "Your profile is not saved yet" in page.text
    assert person(look, ana.id).version == 1


def test_enter_in_the_box_for_products_looks_for_them(browser):
    page = browser.post(PAGE, data=filled(product_words="dose"))
    assert page.status_code == 200 and 'value="pippin-dose"' in page.text


def test_a_search_for_a_product_says_when_there_is_none(browser):
    assert "No product is called “zzzz”" in browser.post(PAGE, data=filled(product_words="zzzz")).text
    nothing = browser.post(PAGE, data=filled(press="find products"))
    assert nothing.status_code == 422 and "Enter the name of a product" in nothing.text


def test_what_the_organisation_uses_is_offered(session, organisation, browser):
    assert 'value="epic-hyperspace"' not in browser.get(PAGE).text
    products = {row.slug: row for row in session.exec(select(Product))}
    session.add(
        Deployment(
            organisation_id=organisation.id,
            functional_area_code="epr",
            supplier_id=products["epic-hyperspace"].supplier_id,
            product_id=products["epic-hyperspace"].id,
            stage="live",
        )
    )
    note_change(session, REGISTRY)
    session.commit()
    page = browser.get(PAGE).text
    assert 'value="epic-hyperspace"' in page and 'value="pippin-dose"' not in page
    assert "In use at your organisation" in page
    assert page.count('<details class="nhsuk-details kx-interest-group" open>') == 1


def test_a_colleague_who_is_there_can_stand_in(session, organisation, browser, ana, look):
    bea = add_person(session, "Bea Cover", organisation)
    session.commit()
    assert "Bea Cover" in browser.get(PAGE).text
    back = today() + timedelta(days=2)
    form = filled(away_until=back.isoformat(), cover_person_id=str(bea.id))
    assert browser.post(PAGE, data=form).status_code == 303
    kept = person(look, ana.id)
    assert (kept.away_until, kept.cover_person_id) == (back, bea.id)


def test_an_absence_that_is_over_does_not_stand_in_the_way(session, browser, ana, look):
    ana.away_until = today() - timedelta(days=1)
    session.commit()
    assert 'name="away_until" type="date"' in browser.get(PAGE).text
    assert ana.away_until.isoformat() not in browser.get(PAGE).text
    assert browser.post(PAGE, data=filled()).status_code == 303


def test_somebody_stands_in_only_while_one_is_away(session, organisation, browser):
    bea = add_person(session, "Bea Cover", organisation)
    session.commit()
    response = browser.post(PAGE, data=filled(cover_person_id=str(bea.id)))
    assert response.status_code == 422 and "choose nobody to stand in" in response.text


@pytest.mark.parametrize("who", ["oneself", "paused", "elsewhere", "nobody"])
def test_nobody_else_can_stand_in(session, organisation, browser, ana, look, who):
    other = {
        "oneself": lambda: ana,
        "paused": lambda: add_person(session, "Pat", organisation, paused_until=date(2999, 1, 1)),
        "elsewhere": lambda: add_person(session, "Eli", add_organisation(session, "RXB", "Other Trust")),
        "nobody": lambda: add_person(session, "Nia New"),
    }[who]()
    session.commit()
    back = (today() + timedelta(days=2)).isoformat()
    form = filled(away_until=back, cover_person_id=str(other.id))
    response = browser.post(PAGE, data=form)
    assert response.status_code == 422 and "Choose a colleague at your organisation" in response.text


def test_an_administrator_without_an_organisation_has_a_profile_too(session, organisation, signed_in):
    ada = add_person(session, "Ada Admin", duties=[DutyKind.ADMINISTRATOR])
    browser = signed_in(ada)
    assert browser.post(PAGE, data=filled(name="Ada Admin", helps_areas=["epr"])).status_code == 303
    assert "Ada Admin" in browser.get(PAGE).text
    own = browser.get(f"/people/{ada.id}")
    assert own.status_code == 200 and "no organisation has confirmed you" in own.text


def test_the_form_asks_the_database_the_same_however_much_there_is(
    session, organisation, browser, ana, queries_of
):
    few = queries_of(lambda: browser.get(PAGE))
    add_interests(session, ana, "epr", "epma", "fdp", "epic-hyperspace")
    for number in range(20):
        add_person(session, f"Colleague {number}", organisation)
    session.commit()
    assert queries_of(lambda: browser.get(PAGE)) == few <= 9
