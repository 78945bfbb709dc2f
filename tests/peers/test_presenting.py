import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.peers.presenting import distance, longest, parts, setting, unknowns, weighting, whole_points
from exchange.peers.schemas import Explained, OrganisationBrief, Reason

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=5).filter(lambda values: sum(values) > 0.01)


def reason(factor, value, weight, known=True):
    return Reason(
        factor=factor,
        value=value,
        weight=weight,
        contribution=value * weight,
        text="Because",
        known=known,
        records=("RGT/type",) if known else (),
    )


@given(SHARES)
def test_whole_points_add_up_to_the_whole_score(values):
    shares = [value / max(1.0, sum(values)) for value in values]
    total = round(100 * sum(shares))
    points = whole_points(shares, total=total)
    assert sum(points) == total
    assert all(abs(each - 100 * share) <= 1 for each, share in zip(points, shares, strict=True))


def test_the_strongest_reason_comes_first_and_unknown_ones_last():
    reasons = [
        reason("nearby", 0.2, 0.5),
        reason("same systems", 0.9, 0.3),
        reason("a step ahead", 1.0, 0.2, False),
    ]
    shown = parts(0.57, reasons, longest(reasons))
    assert [part.factor for part in shown] == ["Same systems", "Nearby", "A step ahead"]
    assert [part.points for part in shown] == [27, 10, 20]


def test_all_bars_of_a_page_share_one_scale():
    heavy, light = [reason("nearby", 0.5, 0.8)], [reason("nearby", 1.0, 0.4)]
    scale = longest(heavy, light)
    (first,), (second,) = parts(0.4, heavy, scale), parts(0.4, light, scale)
    assert first.filled == second.filled == 50
    assert (first.track, second.track) == (100, 50)


def test_what_is_unknown_says_how_it_becomes_known():
    known, unknown = [reason("nearby", 0.5, 1)], [reason("nearby", 0.5, 1, known=False)]
    assert unknowns(known) == []
    assert unknowns(known, unknown, unknown) == ["Nearby becomes known once both have a postcode"]
    (sentence,) = unknowns([reason(name, 0.5, 0.5, known=False) for name in ("same systems", "a step ahead")])
    assert sentence.startswith("Same systems and a step ahead become known once both have registered")


def test_the_weights_in_force_are_said_as_shares_of_100():
    assert weighting([reason("nearby", 1, 0.25), reason("same systems", 1, 0.75)]) == (
        "same systems 75 of 100, nearby 25"
    )


@pytest.mark.parametrize(
    ("km", "words"),
    [(None, "Distance unknown"), (0.2, "Less than 1 km away"), (3.6, "3.6 km away"), (23.4, "23 km away")],
)
def test_distances_are_said_no_more_exactly_than_is_of_use(km, words):
    assert distance(km, "away") == words


def test_a_setting_names_the_region_where_there_is_no_icb():
    brief = OrganisationBrief(ods_code="AAA", name="A", type="acute", icb="", region="Midlands")
    assert setting(brief) == "Acute, Midlands"


def test_a_score_that_its_reasons_do_not_add_up_to_is_refused():
    with pytest.raises(ValueError, match=r"0\.5 should be the sum of contributions, 0\.4"):
        Explained(score=0.5, reasons=(reason("nearby", 0.4, 1),))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"records": ()}, "no record stands behind 'Because'"),
        ({"contribution": 0.2}, "0.2 should be weight times value"),
    ],
)
def test_a_reason_that_nothing_stands_behind_never_leaves_the_house(change, complaint):
    sound = reason("nearby", 0.5, 0.5).model_dump()
    with pytest.raises(ValueError, match=complaint):
        Reason(**(sound | change))
