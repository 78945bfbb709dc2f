import pytest
from sqlalchemy import event

MILLENNIUM = "/technologies/oracle-health-millennium"
FRAGMENT = {"HX-Request": "true", "HX-Target": "results"}


@pytest.fixture
def count_statements(client):
    """Counts the statements that a request sends to the database."""
    statements = []
    event.listen(client.app.state.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def count(url):
        client.get(url)  # fills the catalogue
        statements.clear()
        assert client.get(url).status_code == 200
        return len(statements)

    return count


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "htmx"])
def test_searching(client, registry, headers):
    response = client.get("/technologies?q=cerner", headers=headers)
    assert "2 results for" in response.text and "Also known as Cerner" in response.text
    assert ("<html" in response.text) is (not headers)


def test_a_search_without_result_has_two_ways_on(client, registry):
    text = client.get("/technologies?q=qqqqqqqq").text
    assert (
        "Nothing here is called that" in text and 'href="#areas"' in text and 'href="/organisations"' in text
    )


def test_a_former_name_leads_on_and_is_mentioned(client, registry):
    response = client.get("/technologies/Cerner-Millennium?stage=live")
    assert response.status_code == 308
    assert response.headers["location"] == f"{MILLENNIUM}?stage=live&from=Cerner+Millennium"
    shown = client.get(response.headers["location"])
    assert "Cerner Millennium is listed here as Oracle Health Millennium." in shown.text


def test_a_made_up_former_name_is_not_repeated(client, registry):
    assert "Rubbish" not in client.get(f"{MILLENNIUM}?from=Rubbish").text


def test_an_ambiguous_name_asks_which_one(client, registry):
    response = client.get("/technologies/gamma")
    assert response.status_code == 200
    assert "Which one do you mean?" in response.text and "Old Co Alpha" in response.text


@pytest.mark.parametrize(
    "url", ["/technologies/milenium", "/suppliers/milenium", "/functional-areas/milenium"]
)
def test_an_unknown_name_is_not_found_but_the_closest_is_offered(client, registry, url):
    response = client.get(url)
    assert response.status_code == 404 and f'href="{MILLENNIUM}"' in response.text


def test_a_product_page_leads_to_whom_to_ask(client, registry):
    registry.add("RAA", "live", product="Millennium")
    text = client.get(MILLENNIUM).text
    assert f'action="{MILLENNIUM}#ahead"' in text and 'name="org"' in text
    assert 'href="/peers?org=RAA&amp;area=epr"' in text


def test_in_house_is_said_to_be_many_systems(client, registry):
    registry.add("RAA", "live", maker="In-house or generic")
    assert "These are many different systems" in client.get("/suppliers/in-house-or-generic").text
    assert "own, not one system" in client.get("/functional-areas/epr").text


def test_what_is_unknown_is_said_to_be(client, registry):
    registry.add("RAA", "live", product="Millennium")
    text = client.get("/functional-areas/epr").text
    assert "4 of 5 organisations have nothing registered here" in text
    nothing = client.get("/functional-areas/ris_pacs").text
    assert "That does not mean that nobody uses it" in nothing and 'href="/technologies#areas"' in nothing


def test_a_filter_without_match_offers_to_be_removed(client, registry):
    registry.add("RAA", "live", product="Millennium")
    response = client.get(f"{MILLENNIUM}?region=nowhere", headers=FRAGMENT)
    assert "No organisation matches these filters" in response.text and "<html" not in response.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("stage=LIVE&region=&area=&page=1", 200),
        ("stage=never", 422),
        ("page=0", 422),
        ("page=x", 422),
        ("page=99", 200),
        ("region=%00", 200),
        (f"from={'a' * 201}", 422),
    ],
)
def test_whatever_stands_in_an_address_is_answered(client, registry, query, status):
    registry.add("RAA", "live", product="Millennium")
    assert client.get(f"{MILLENNIUM}?{query}").status_code == status


def test_long_lists_have_pages(client, registry):
    for number in range(51):
        registry.add_organisation(f"N{number:02}")
        registry.add(f"N{number:02}", "live", product="Millennium", saves=False)
    registry.save()
    first, second = client.get(MILLENNIUM).text, client.get(f"{MILLENNIUM}?page=2").text
    assert "N49 Trust" in first and "N50 Trust" not in first.partition('id="results"')[2]
    assert f'href="{MILLENNIUM}?page=2#results"' in first
    assert "N50 Trust" in second.partition('id="results"')[2] and "51 organisations" in second


@pytest.mark.parametrize(
    "url", [MILLENNIUM, "/suppliers/oracle-health", "/functional-areas/epr", "/technologies"]
)
def test_the_number_of_queries_does_not_grow_with_the_data(count_statements, registry, url):
    registry.add("RAA", "live", product="Millennium")
    few = count_statements(url)
    for code in ("RBB", "RCC", "RDD"):
        registry.add(code, "live", product="Millennium")
        registry.add(code, "live", maker="TPP", area="ris_pacs")
    assert count_statements(url) == few <= 12
