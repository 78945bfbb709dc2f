import pytest

from exchange.lessons.models import Candour
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.privacy.exporting import get_personal_data
from exchange.search.actions import MOST_SAVED
from exchange.search.models import SavedSearch
from tests import examples
from tests.lessons.stock import add_lesson

PATH = "/account/searches"
NHS_NUMBER = "943 476 5919"


@pytest.fixture
def ana(session, trust):
    return examples.add_person(session, "Ana Example", trust)


def test_one_box_finds_lessons_first_and_everything_else(session, trust, client, about):
    lesson = add_lesson(session, trust, title="Printers <jam>", candour=Candour.PUBLIC)
    about(lesson, "Northprint")
    session.commit()
    page = client.get("/search?q=north").text
    assert page.index("Printers &lt;jam&gt;") < page.index("Northfield Trust</a>") < page.index("Northprint")
    assert 'href="#lessons">Lessons <span class="kx-number">(1)' in page and "People" not in page
    found = client.get("/api/v1/search?q=north").json()
    assert found["lessons"]["total"] == found["organisations"]["total"] == 1


def test_members_of_staff_find_people_too(session, trust, ana, signed_in):
    other = examples.add_person(session, "Ole Otherwise", trust)
    assert other.name in signed_in(ana).get("/search?q=otherwise").text


def test_words_are_marked_and_a_correction_can_be_refused(session, trust, client):
    add_lesson(session, trust, title="Pharmacists rehearsed", candour=Candour.PUBLIC)
    session.commit()
    page = client.get("/search?q=pharmacits").text
    assert "Showing results for <strong>pharmacists</strong>" in page
    assert '<a href="/search?q=pharmacits&amp;exact=True">' in page
    assert "No lesson that you can read" in client.get("/search?q=pharmacits&exact=True").text
    page = client.get("/lessons?q=signal").text
    assert "<mark>signal</mark>" in page


def test_an_empty_answer_leads_on_to_what_the_words_name(session, trust, client, about):
    product = about(add_lesson(session, trust), "Northprint")
    note_change(session, REGISTRY)
    session.commit()
    page = client.get("/search?q=northprint").text
    assert f'href="/technologies/{product.slug}">organisations that run' in page
    assert "/lessons/new" in page and "/sign-in" in page


def test_the_fragment_is_the_part_that_changes(session, client):
    answer = client.get(
        "/search?q=x", headers={"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "results"}
    )
    assert "<html" not in answer.text and answer.headers["HX-Push-Url"] == "/search?q=x"


def test_a_search_is_kept_with_one_click_and_says_what_is_new(session, trust, ana, signed_in):
    add_lesson(session, trust, title="Printers one")
    browser = signed_in(ana)
    assert 'value="q=printers"' in browser.get("/search?q=printers").text
    assert browser.post(PATH, data={"query": "page=3&q=printers&sort=newest"}).status_code == 303
    add_lesson(session, trust, title="Printers two")
    session.commit()
    (kept,) = browser.get(f"/api/v1{PATH}").json()
    assert (kept["href"], kept["total"], kept["new"]) == ("/lessons?q=printers", 2, 1)
    assert "1 new" in browser.get(PATH).text
    assert browser.post(f"{PATH}/{kept['id']}/look").headers["location"] == "/lessons?q=printers"
    assert browser.get(f"/api/v1{PATH}").json()[0]["new"] == 0
    assert browser.post(f"{PATH}/{kept['id']}/remove").status_code == 303
    assert browser.get(f"/api/v1{PATH}").json() == []


def test_the_same_search_is_kept_once(session, ana, signed_in):
    browser = signed_in(ana)
    for query in ("q=printers&outcome=worked", "outcome=worked&q=printers"):
        assert browser.post(PATH, data={"query": query}).status_code == 303
    assert len(browser.get(f"/api/v1{PATH}").json()) == 1


@pytest.mark.parametrize("query", ["", "page=2", "nonsense", f"q={NHS_NUMBER}", "q=" + "x" * 201])
def test_what_is_no_search_or_holds_an_nhs_number_is_not_kept(session, ana, signed_in, look, query):
    browser = signed_in(ana)
    assert browser.post(PATH, data={"query": query}).status_code == 422
    assert browser.post(f"/api/v1{PATH}", json={"query": query}).status_code == 422


def test_searches_are_kept_up_to_a_number(session, ana, signed_in):
    session.add_all(SavedSearch(person_id=ana.id, query=f"q=word{n}") for n in range(MOST_SAVED))
    answer = signed_in(ana).post(PATH, data={"query": "q=one+too+many"})
    assert answer.status_code == 409 and "Remove one" in answer.text


def test_searches_belong_to_the_data_that_somebody_takes_away(session, ana):
    session.add(SavedSearch(person_id=ana.id, query="q=printers"))
    session.flush()
    assert "q=printers" in get_personal_data(session, examples.actor_of(session, ana)).model_dump_json()
