from contextlib import contextmanager

import pytest
from sqlalchemy import event

from exchange.organisations.models import Organisation

pytestmark = pytest.mark.usefixtures("registry")


@contextmanager
def statements(client):
    """Collect every SELECT that the application sends."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().lower().startswith("select"):
            sent.append(statement)

    engine = client.app.state.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def page(client, address, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200, response.text[:500]
    return " ".join(response.text.split())


def test_the_directory_lists_open_organisations_with_their_epr_and_its_source(client):
    html = page(client, "/organisations")
    assert ">2 organisations</h2>" in html and "<title>Organisations" in html
    assert '<a href="/organisations/RGT">Cambridge University Hospitals NHS Foundation Trust</a>' in html
    assert "Acute · New ICB · East of England · ODS code RGT" in html
    assert "EPR: <strong>Epic</strong>" in html
    assert 'href="https://example.org/epic" rel="noopener noreferrer">public source, May 2024, unconf' in html
    assert "Tavistock" not in html and "Gone" not in html


def test_names_are_text_not_markup(client):
    assert "Plain &lt;b&gt;Trust&lt;/b&gt;" in page(client, "/organisations")
    assert "<b>Trust" not in page(client, "/organisations/RXX")


def test_words_and_filters_find_the_same_organisation(client):
    for query in ("q=cuh", "q=tavistock+trust", "region=Y61", "icb=NEW", "icb=QJG", "type=acute"):
        assert '<a href="/organisations/RGT">' in page(client, f"/organisations?{query}")


def test_filters_by_systems_leave_out_what_is_retired(client):
    for query in ("supplier=epic", "area=pas"):
        assert ">1 organisation</h2>" in page(client, f"/organisations?{query}")
    for query in ("area=ai", "area=pas&supplier=epic"):
        assert ">0 organisations</h2>" in page(client, f"/organisations?{query}")


def test_filters_in_use_can_be_taken_off_one_by_one(client):
    html = page(client, "/organisations?q=cambridge&region=Y61&type=acute")
    assert 'href="/organisations?q=cambridge&amp;type=acute"' in html
    assert 'href="/organisations?q=cambridge&amp;region=Y61"' in html
    assert '<a class="kx-chips__clear" href="/organisations?q=cambridge">' in html


def test_a_closed_icb_stays_chosen_and_says_what_it_became(client):
    assert "ICB: Old ICB (closed; now New ICB)" in page(client, "/organisations?icb=QJG")
    assert "Old ICB" not in page(client, "/organisations")


def test_an_empty_list_offers_ways_on(client):
    for query in ("q=qqqq", "region=nowhere", "supplier=%3Cscript%3E", "q=qqqq&type=acute"):
        html = page(client, f"/organisations?{query}")
        assert "No organisation matches" in html and "<script>" not in html.split("<main")[1]
        assert 'href="/technologies"' in html and 'href="/organisations">see all' in html


def test_what_cannot_be_used_is_refused_in_words(client):
    for query in (f"q={'x' * 201}", "page=0", "page=two", "page=-1"):
        response = client.get(f"/organisations?{query}")
        assert response.status_code == 422 and "cannot use" in response.text


def test_what_is_empty_or_odd_does_no_harm(client):
    for query in ("page=", "page=99", "q=%00", "q=%25_%27", "region=&icb=&q="):
        page(client, f"/organisations?{query}")


def test_typing_swaps_the_results_alone_announces_them_and_keeps_a_short_address(client):
    headers = {"HX-Request": "true", "HX-Target": "results"}
    response = client.get("/organisations?q=cuh&region=&icb=", headers=headers)
    assert "<html" not in response.text and "1 organisation for" in response.text
    assert '<p id="found" data-hx-swap-oob="innerHTML">' in response.text
    assert response.headers["HX-Push-Url"] == "/organisations?q=cuh"


def test_a_page_tells_all_that_is_known_and_who_says_so(client):
    html = page(client, "/organisations/RGT")
    assert html.count("<h1") == 1 and "<title>Cambridge University Hospitals NHS Foundation Trust" in html
    for fact in ("12,747 whole-time equivalent", "(March 2025)", "1 July 2004", "CB2 0QQ", "CUH; "):
        assert fact in html
    assert '<a href="/technologies/epic-epic">Epic</a> by <a href="/suppliers/epic">Epic</a>' in html
    assert '<a href="/functional-areas/epr">' in html
    assert "Live since October 2014" in html and "Retired 2023" in html
    assert "confirmed by the organisation, 3 May 2026" in html
    assert "public source, 1 Oct 2024, unconfirmed" in html and "List of suppliers" in html
    assert "Shelford Group" in html and "Federated data, this year" in html
    assert "Includes" in html and "Tavistock NHS Foundation Trust (RNK, closed 1 April 2026)" in html
    assert 'href="/peers?org=RGT"' in html and "Peers most worth talking to" in html


def test_maturity_stands_beside_the_median_of_its_care_setting(client):
    html = page(client, "/organisations/RXX")
    assert "Median of 2" in html and "comparable only within a care setting" in html
    assert '4.0</td> <td class="nhsuk-table__cell nhsuk-table__cell--numeric">3.5</td>' in html


def test_a_page_with_little_on_it_offers_ways_on(client):
    html = page(client, "/organisations/RXX")
    assert "No systems are recorded" in html and 'href="/technologies"' in html
    assert '<svg class="kx-map' not in html  # nobody knows where it is


def test_a_code_is_the_same_in_any_case(client):
    assert "Cambridge" in page(client, "/organisations/rgt")


def test_old_codes_and_names_lead_to_the_organisation_of_today(client):
    for asked_for, address in {
        "RNK": "RGT?from=RNK",
        "rnk": "RGT?from=RNK",
        "tavistock-nhs-foundation-trust": "RGT?from=tavistock-nhs-foundation-trust",
        "addenbrookes": "RGT?from=addenbrookes",
        "cambridge-university-hospitals": "RGT",
    }.items():
        response = client.get(f"/organisations/{asked_for}")
        assert (response.status_code, response.headers["location"]) == (308, f"/organisations/{address}")


def test_whoever_was_led_here_is_told_why(client):
    now = "Cambridge University Hospitals NHS Foundation Trust"
    told = f"RNK, Tavistock NHS Foundation Trust, closed on 1 April 2026 and became part of {now}."
    assert told in page(client, "/organisations/RGT?from=RNK")
    told = f"Addenbrooke&#39;s NHS Trust is a former name of {now}."
    assert told in page(client, "/organisations/RGT?from=addenbrookes")


def test_nothing_is_told_to_whoever_came_from_elsewhere(client):
    for came_from in ("RZZ", "nothing", "%3Cscript%3E", ""):
        assert "nhsuk-inset-text" not in page(client, f"/organisations/RGT?from={came_from}")


def test_a_closed_organisation_without_successor_keeps_its_page(client):
    html = page(client, "/organisations/RZZ")
    assert "This organisation has closed" in html and "/peers?org=" not in html


def test_an_unknown_code_offers_the_closest_names(client):
    response = client.get("/organisations/RGTX")
    assert response.status_code == 404
    assert '<a href="/organisations/RGT">' in response.text and "Did you mean?" in response.text


def test_an_unknown_name_is_shown_as_text(client):
    response = client.get("/organisations/%3Cscript%3E")
    assert response.status_code == 404 and "<script>" not in response.text.split("<main")[1]


@pytest.mark.parametrize(("address", "most"), [("/organisations", 2), ("/organisations/RGT", 13)])
def test_the_number_of_queries_does_not_grow_with_the_data(client, add, address, most):
    client.get(address)  # builds what is kept
    with statements(client) as before:
        client.get(address)
    add(*(Organisation(ods_code=f"X{n:02}", name=f"Trust {n:02}", region_code="Y61") for n in range(40)))
    client.get(address)
    with statements(client) as after:
        client.get(address)
    assert len(after) == len(before) <= most


def test_a_long_list_comes_in_pages(client, add):
    add(*(Organisation(ods_code=f"X{n:02}", name=f"Trust {n:02}", region_code="Y61") for n in range(99)))
    html = page(client, "/organisations?region=Y61&page=2")
    assert "(page 2 of 4)" in html and html.count('class="kx-list__item"') == 25
    assert 'href="/organisations?region=Y61&amp;page=3"' in html and 'aria-current="page"' in html
