import pytest

pytestmark = pytest.mark.usefixtures("registry")


def test_the_list_is_that_of_the_page(client):
    found = client.get("/api/v1/organisations?q=cuh&icb=QJG").json()
    assert {name: found[name] for name in ("total", "page", "pages", "nearly")} == {
        "total": 1,
        "page": 1,
        "pages": 1,
        "nearly": False,
    }
    (one,) = found["organisations"]
    assert (one["ods_code"], one["icb"], one["href"]) == ("RGT", "New ICB", "/organisations/RGT")
    assert one["epr"][0]["source_label"] == "public source, May 2024, unconfirmed"


def test_one_organisation_comes_in_full(client):
    one = client.get("/api/v1/organisations/rgt").json()
    assert one["staff_wte"] == 12747 and one["opened_on"] == "2004-07-01"
    assert [capability["name"] for capability in one["capabilities"]] == ["Records", "Other"]
    epr = one["capabilities"][0]["systems"][0]
    assert (epr["stage"], epr["since"], epr["confirmed"]) == ("live", "Live since October 2014", False)
    assert one["predecessors"] == [
        {"ods_code": "RNK", "name": "Tavistock NHS Foundation Trust", "closed_on": "2026-04-01"}
    ]
    assert one["maturity"][0]["scores"][0] == {"measure": "Well led", "score": 3.0, "median": 3.5}
    assert {other["kind"] for other in one["other_names"]} == {"abbreviation", "former name"}


def test_an_old_code_leads_to_the_successor(client):
    response = client.get("/api/v1/organisations/RNK")
    assert (response.status_code, response.headers["location"]) == (308, "/api/v1/organisations/RGT")


def test_an_unknown_code_is_a_problem_that_names_the_closest(client):
    response = client.get("/api/v1/organisations/RGTX")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert (
        "Did you mean 'Cambridge University Hospitals NHS Foundation Trust (RGT)'?"
        in response.json()["detail"]
    )


def test_a_page_that_is_no_number_is_a_problem(client):
    response = client.get("/api/v1/organisations?page=two")
    assert response.status_code == 422 and response.json()["errors"][0]["field"] == "page"


def test_both_are_documented(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/organisations", "/api/v1/organisations/{asked_for}"} <= set(paths)
