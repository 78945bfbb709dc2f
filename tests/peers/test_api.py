import math

PEER = {"rank", "ods_code", "name", "score", "distance_km", "reasons", "contact"}
REASON = {"factor", "value", "weight", "contribution", "text", "known", "records"}


def test_the_list_has_the_promised_form(client, registry):
    body = client.get("/api/v1/peers", params={"org": "AAA", "limit": 3}).json()
    assert set(body) == {"organisation", "peers"}
    assert set(body["organisation"]) == {"ods_code", "name", "type", "icb", "region"}
    assert [peer["rank"] for peer in body["peers"]] == [1, 2, 3]
    assert {frozenset(peer) for peer in body["peers"]} == {frozenset(PEER)}
    assert {frozenset(reason) for peer in body["peers"] for reason in peer["reasons"]} == {frozenset(REASON)}


def test_contributions_sum_to_the_score_whatever_the_weights(client, registry):
    for weights in ({}, {"nearby": 100}, {"nearby": 0, "same_systems": 3.5}):
        for peer in client.get("/api/v1/peers", params={"org": "AAA", **weights}).json()["peers"]:
            reasons = peer["reasons"]
            assert math.isclose(math.fsum(r["contribution"] for r in reasons), peer["score"], abs_tol=1e-9)
            assert math.isclose(math.fsum(r["weight"] for r in reasons), 1)
            assert all(math.isclose(r["weight"] * r["value"], r["contribution"]) for r in reasons)


def test_page_and_api_agree(client, registry):
    body = client.get("/api/v1/peers?org=AAA").json()
    page = client.get("/peers?org=AAA").text
    places = [page.index(f'href="/organisations/{peer["ods_code"]}"') for peer in body["peers"]]
    assert places == sorted(places)


def test_a_former_code_leads_to_its_successor(client, registry):
    assert client.get("/api/v1/peers?org=OLD").json()["organisation"]["ods_code"] == "AAA"


def test_the_comparison_gives_both_ways(client, registry):
    body = client.get("/api/v1/peers/AAA/BBB").json()
    assert (body["organisation"]["ods_code"], body["other"]["ods_code"]) == ("AAA", "BBB")
    step = {
        way: next(r for r in body[way]["reasons"] if r["factor"] == "a step ahead")
        for way in ("can_get", "can_give")
    }
    assert step["can_get"]["value"] > step["can_give"]["value"]


def test_refusals_are_problem_documents(client, registry):
    for url, status in (
        ("/api/v1/peers?org=NOBODY", 404),
        ("/api/v1/peers", 422),
        ("/api/v1/peers?org=AAA&nearby=much", 422),
        ("/api/v1/peers?org=AAA&area=zzz", 422),
        ("/api/v1/peers?org=AAA&limit=0", 422),
        (
            "/api/v1/peers?org=AAA&nearby=0&same_systems=0&a_step_ahead=0&shared_direction=0&similar_setting=0",
            422,
        ),
        ("/api/v1/peers/AAA/AAA", 409),
        ("/api/v1/peers/AAA/NOBODY", 404),
    ):
        response = client.get(url)
        assert response.status_code == status, url
        assert response.headers["content-type"] == "application/problem+json"
