import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from exchange.app import create_app
from exchange.loading import load_folder
from exchange.plumbing.settings import Settings


@pytest.fixture
def loaded(session, operator, seed_folder, client):
    """A client of a service on the shipped data."""
    load_folder(session, operator, seed_folder)
    session.commit()
    return client


def test_the_first_page_shows_real_organisations_and_why(loaded):
    page = loaded.get("/").text
    assert "202" in page and "Most worth talking to" in page
    assert '<form class="kx-hero__form" action="/peers" method="get"' in page


def test_the_first_page_of_an_empty_service_says_what_to_do(client):
    page = client.get("/").text
    assert "exchange load" in page and 'href="/about"' in page


def test_sources_are_shown_with_their_dates(loaded):
    page = loaded.get("/about/data").text
    assert "Digital Maturity Assessment 2025" in page and "30 March 2026" in page
    assert "Self-assessed" in page


def test_page_and_api_tell_the_same(loaded):
    counts = loaded.get("/api/v1/counts").json()
    assert counts["organisations"] == 202
    assert f"{counts['deployments']:,}" in loaded.get("/").text
    areas = loaded.get("/api/v1/busiest-areas").json()
    assert areas[0]["code"] == "epr" and areas[0]["short_name"] in loaded.get("/").text
    assert len(loaded.get("/api/v1/sources").json()) >= 10


def test_the_first_page_asks_a_fixed_number_of_questions(loaded, engine):
    statements = []
    bind = loaded.app.state.engine
    loaded.get("/")
    event.listen(bind, "before_cursor_execute", lambda *args: statements.append(args[2]))
    loaded.get("/")
    assert len([s for s in statements if s.lstrip().lower().startswith("select")]) <= 9


def test_the_api_page_describes_every_operation(client):
    page = client.get("/api/docs").text
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert len(paths) > 10
    assert [path for path in paths if path not in page] == []


def test_the_service_says_that_it_can_answer(client):
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok"}


@pytest.mark.slow
def test_the_service_says_that_its_database_is_gone():
    app = create_app(Settings(database_url="postgresql://nobody@127.0.0.1:1/nothing"))
    client = TestClient(app)
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
    app.state.engine.dispose()


@pytest.mark.parametrize("licensed", [False, True])
def test_the_nhs_logo_is_shown_only_where_a_deployment_may(licensed):
    app = create_app(Settings(database_url="sqlite://", nhs_logo=licensed))
    page = TestClient(app).get("/about").text
    assert ("nhsuk-header__logo" in page) is licensed
    assert 'href="/organisations"' in page and 'action="/search"' in page
