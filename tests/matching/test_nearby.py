import pytest
from geopy.distance import geodesic

from exchange.matching import FACTORS, PeerRecommender
from exchange.matching.nearby import Places
from tests.matching.examples import CAMBRIDGE, LONDON, NEWCASTLE, organisation

ONLY_NEARBY = dict.fromkeys(FACTORS, 0.0) | {"nearby": 1.0}


def nearby(*places):
    matcher = PeerRecommender().fit([organisation(f"R{i:02}", at=at) for i, at in enumerate(places)])
    return matcher.compare("R00", "R01", weights=ONLY_NEARBY).reasons[0]


def test_it_is_a_half_at_40_km_among_near_neighbours():
    north = geodesic(kilometers=40).destination(LONDON, 0)
    around = [LONDON] * 5
    assert nearby(LONDON, (north.latitude, north.longitude), *around).value == pytest.approx(0.5, abs=1e-6)


def test_remote_organisations_reach_as_far_as_their_fifth_neighbour_but_no_further_than_120_km():
    places = [geodesic(kilometers=km).destination(LONDON, 0) for km in (100, 10, 20, 30, 40, 300)]
    at = [(place.latitude, place.longitude) for place in places]
    assert nearby(LONDON, at[0], *at[1:5]).value == pytest.approx(0.5, abs=1e-5)
    assert nearby(LONDON, at[0], *at[5:] * 5).value == pytest.approx(2 ** (-100 / 120), abs=1e-5)


def test_distances_agree_with_geopy_over_england():
    matcher = PeerRecommender().fit(
        [
            organisation("R00", at=LONDON),
            organisation("R01", at=NEWCASTLE),
            organisation("R02", at=(50.1, -5.5)),
        ]
    )
    places = matcher.index_.places.km_from(0)
    assert places[1] == pytest.approx(geodesic(LONDON, NEWCASTLE).km, abs=0.001)
    assert places[2] == pytest.approx(geodesic(LONDON, (50.1, -5.5)).km, abs=0.001)


@pytest.mark.parametrize(
    ("other", "text"),
    [(CAMBRIDGE, "80 km away"), (LONDON, "Less than 1 km away"), ((51.55, -0.128), "4.8 km away")],
)
def test_the_distance_is_said_in_plain_numbers(other, text):
    assert nearby(LONDON, other).text == text


def test_a_large_registry_measures_neighbourhoods_like_a_small_one(monkeypatch):
    profiles = [organisation(f"R{n:02}", at=(50 + n % 7 / 3, -2 + n / 11)) for n in range(30)]
    few = Places.build(profiles)
    monkeypatch.setattr("exchange.matching.nearby._MOST_BY_ALL_PAIRS", 0)
    assert Places.build(profiles).half_km == pytest.approx(few.half_km)
    assert len(set(few.half_km.tolist())) > 5
