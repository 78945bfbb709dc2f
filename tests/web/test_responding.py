import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from exchange.app import create_app
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound
from exchange.plumbing.settings import Settings

REFUSALS = {
    404: NotFound("There is no such thing"),
    403: NotAllowed("You may not"),
    409: Conflict("Not now"),
    422: Invalid("That is no weight", field="weight"),
    503: OperationalError("select 1", {}, Exception("gone")),
    500: ZeroDivisionError("a secret of the code"),
}


@pytest.fixture(scope="module")
def refusing():
    """An application with a page and an API address that refuse in every way."""
    app = create_app(Settings(database_url="sqlite://", base_url="http://testserver"))

    def refuse(status: int) -> None:
        raise REFUSALS[status]

    app.add_api_route("/refuse/{status}", refuse)
    app.add_api_route("/api/v1/refuse/{status}", refuse)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("status", REFUSALS)
def test_a_page_says_what_is_wrong_and_offers_a_way_on(refusing, status):
    response = refusing.get(f"/refuse/{status}")
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert "<h1" in response.text and 'href="/organisations"' in response.text
    if status < 500:
        assert str(REFUSALS[status]) in response.text


@pytest.mark.parametrize("status", REFUSALS)
def test_the_api_answers_with_a_problem_document(refusing, status):
    response = refusing.get(f"/api/v1/refuse/{status}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    fields = [{"field": "weight", "message": "That is no weight"}] if status == 422 else None
    assert document.pop("errors", None) == fields
    assert set(document) == {"type", "title", "status", "detail"}
    assert document["status"] == status


@pytest.mark.slow
def test_an_unexpected_error_shows_a_reference_and_nothing_of_the_code(refusing):
    response = refusing.get("/refuse/500")
    assert response.headers["x-request-id"] in response.text
    assert "secret" not in response.text
    assert "content-security-policy" in response.headers


def test_an_unavailable_database_asks_to_come_back(refusing):
    assert refusing.get("/refuse/503").headers["retry-after"] == "5"


def test_a_part_of_an_address_that_cannot_be_used_is_named(client):
    response = client.get("/api/v1/organisations?page=many")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "page"
