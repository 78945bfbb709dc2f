import re

import pytest

ALL_AT_0 = "nearby=0&same_systems=0&a_step_ahead=0&shared_direction=0&similar_setting=0"


def fragment(client, url):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "peer_list"}
    return client.get(url, headers=headers)


def slider(page, name):
    return re.search(rf'<input[^>]*id="{name}"[^>]*>', page)[0]


def test_the_start_offers_every_organisation_and_real_examples(client, registry):
    page = client.get("/peers").text
    assert '<option value="Bramley Trust">BBB</option>' in page
    assert "Peers of Cox Trust" in page
    assert "Older Trust" not in page


def test_an_empty_registry_has_two_ways_on(client):
    page = client.get("/peers")
    assert page.status_code == 200
    assert 'href="/organisations"' in page.text
    assert 'href="/about/data"' in page.text


def test_an_unknown_organisation_keeps_what_was_typed_and_offers_the_closest(client, registry):
    response = client.get("/peers", params={"org": "Bramly"})
    assert response.status_code == 200
    assert 'value="Bramly"' in response.text
    assert 'href="/peers?org=BBB"' in response.text


@pytest.mark.parametrize("asked_for", ["OLD", "aaa", "Ashford Trust"])
def test_other_codes_and_names_redirect_and_keep_the_weights(client, registry, asked_for):
    response = client.get("/peers", params={"org": asked_for, "area": "epr", "nearby": "7"})
    assert response.status_code == 308
    assert response.headers["location"] == "/peers?org=AAA&area=epr&nearby=7"


def test_reasons_name_what_is_shared(client, registry):
    page = client.get("/peers?org=AAA").text
    assert "Orchard Pippin" in page
    assert "Shire ICB" in page
    assert "11 km" in page
    assert "Ask for its digital lead for EPR" in page


def test_0_takes_a_factor_out_of_the_reasons_but_leaves_its_slider(client, registry):
    page = client.get("/peers?org=AAA&nearby=0").text
    assert "<strong>Nearby:" not in page
    assert 'value="0"' in slider(page, "nearby")
    assert "<strong>Nearby:" in client.get("/peers?org=AAA").text


def test_links_keep_the_choices_and_reset_drops_the_weights(client, registry):
    page = client.get("/peers?org=AAA&area=epr&nearby=7").text
    assert 'href="/peers/AAA/BBB?area=epr&amp;nearby=7"' in page
    assert 'href="/peers?org=AAA&amp;area=epr">Reset' in page
    assert 'href="/api/v1/peers?org=AAA&amp;area=epr&amp;nearby=7"' in page


def test_what_is_no_number_is_refused_in_words_and_kept(client, registry):
    response = client.get("/peers?org=AAA&nearby=much&same_systems=7")
    assert response.status_code == 422
    assert "Nearby must be a number from 0 to 100" in response.text
    assert 'value="much"' in slider(response.text, "nearby")
    assert 'value="7"' in slider(response.text, "same_systems")


def test_all_at_0_loses_nothing(client, registry):
    response = client.get(f"/peers?org=AAA&area=epr&{ALL_AT_0}")
    assert response.status_code == 200
    assert "nothing to rank by" in response.text
    assert '<option value="epr" selected>' in response.text


def test_markup_in_what_was_typed_is_shown_as_text(client, registry):
    for name in ("org", "nearby", "area"):
        page = client.get("/peers", params={"org": "AAA", name: "<b>bold</b>"}).text
        assert "<b>bold" not in page


def test_an_area_with_nothing_registered_here_is_explained(client, registry):
    page = client.get("/peers?org=BBB&area=epma").text
    assert "Bramley Trust has nothing registered for ePMA yet" in page
    assert 'href="/functional-areas/epma"' in page
    assert 'href="/peers?org=BBB">find peers for every area' in page


@pytest.mark.parametrize("area", ["zzz", "maternity"])
def test_an_area_without_data_is_refused_in_words_with_a_way_on(client, registry, area):
    response = client.get(f"/peers?org=AAA&area={area}")
    assert response.status_code == 422
    assert 'href="/peers?org=AAA"' in response.text


def test_a_fragment_brings_list_map_reset_and_announcement(client, registry):
    response = fragment(client, "/peers?org=AAA&nearby=7")
    assert "<html" not in response.text
    assert "Bramley Trust" in response.text
    for name in ("announce", "reset", "peer_map"):
        assert f'id="{name}" data-hx-swap-oob="innerHTML"' in response.text


def test_a_fragment_can_be_a_refusal(client, registry):
    assert "nothing to rank by" in fragment(client, f"/peers?org=AAA&{ALL_AT_0}").text
    response = fragment(client, "/peers?org=AAA&nearby=much")
    assert response.status_code == 422
    assert "must be a number" in response.text


def test_the_comparison_shows_both_ways_and_sources(client, registry):
    page = client.get("/peers/AAA/BBB").text
    assert "can get from" in page
    assert page.count("of 100, ") == 1
    assert "Same product" in page
    assert "1 Oct 2024" in page
    assert "Medicines safety" in page
    assert 'href="/peers/BBB/AAA"' in page


def test_two_that_share_nothing_have_a_comparison_too(client, registry):
    page = client.get("/peers/DDD/EEE").text
    assert "no functional area in common" in page
    assert "unknown" in page


def test_other_codes_of_a_comparison_redirect(client, registry):
    response = client.get("/peers/old/BBB?nearby=7")
    assert response.status_code == 308
    assert response.headers["location"] == "/peers/AAA/BBB?nearby=7"


def test_an_organisation_and_itself_are_met_with_a_friendly_page(client, registry):
    response = client.get("/peers/AAA/AAA")
    assert response.status_code == 200
    assert "Choose another organisation to compare" in response.text
    assert 'href="/peers/AAA/BBB"' in response.text


def test_unknown_organisations_of_a_comparison_are_not_found(client, registry):
    response = client.get("/peers/AAA/BBX")
    assert response.status_code == 404
    assert "Did you mean" in response.text


def test_bad_weights_of_a_comparison_are_refused_in_words(client, registry):
    assert client.get("/peers/AAA/BBB?nearby=much").status_code == 422
