import pytest

MILLENNIUM = "/api/v1/technologies/oracle-health-millennium"


def test_page_and_api_agree(client, registry):
    registry.add("RAA", "live", product="Millennium", live_on="2020")
    body = client.get(MILLENNIUM).json()
    (use,) = body["usage"]["uses"]["rows"]
    assert use["since"] == "Live since 2020"
    page = client.get(MILLENNIUM.removeprefix("/api/v1")).text
    assert use["organisation"] in page and use["source_label"] in page


@pytest.mark.parametrize(
    "path",
    [
        "functional-areas",
        "functional-areas/epr",
        "technologies",
        "technologies?q=cerner",
        "suppliers/oracle-health",
    ],
)
def test_every_read_has_a_twin(client, registry, path):
    assert client.get(f"/api/v1/{path}").status_code == 200


def test_a_former_name_leads_on_with_its_filters(client, registry):
    response = client.get("/api/v1/technologies/cerner-millennium?stage=live")
    assert (response.status_code, response.headers["location"]) == (308, f"{MILLENNIUM}?stage=live")
    elsewhere = client.get("/api/v1/technologies/cerner")
    assert elsewhere.headers["location"] == "/api/v1/suppliers/oracle-health"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("technologies/milenium", "Did you mean 'Oracle Health Millennium'?"),
        ("technologies/gamma", "Did you mean 'New Co Beta' or 'Old Co Alpha'?"),
        ("suppliers/zzzzzzz", "There is no supplier"),
        ("functional-areas/zzzzzzz", "There is no functional area"),
    ],
)
def test_missing_is_a_problem_document_that_helps(client, registry, path, says):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404 and says in response.json()["detail"]
    assert response.headers["content-type"] == "application/problem+json"


def test_an_unknown_stage_is_refused_in_words(client, registry):
    response = client.get(f"{MILLENNIUM}?stage=never")
    assert response.status_code == 422 and "The stages are: exploring" in response.json()["detail"]
