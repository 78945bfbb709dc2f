from dataclasses import replace
from datetime import date

import pytest

from exchange.matching import FACTORS, PeerRecommender, Stage
from tests.matching.examples import organisation, runs

ONLY_AHEAD = dict.fromkeys(FACTORS, 0.0) | {"a step ahead": 1.0}
EPIC = runs("Epic", "EpicCare")


def ahead(mine, theirs):
    matcher = PeerRecommender().fit([organisation("RAA", runs=mine), organisation("RBB", runs=theirs)])
    return matcher.compare("RAA", "RBB", weights=ONLY_AHEAD).reasons[0]


def at(stage, live_on=None, system=EPIC):
    return [replace(system, stage=stage, live_on=live_on)]


def test_further_on_is_above_a_half_level_is_a_half_behind_is_below():
    procuring, live = at(Stage.PROCURING), at(Stage.LIVE)
    assert ahead(procuring, live).value > ahead(procuring, at(Stage.IMPLEMENTING)).value > 0.5
    assert ahead(live, live).value == 0.5
    assert ahead(live, procuring).value < 0.5


def test_the_same_product_teaches_more_than_the_same_supplier_and_that_more_than_the_same_area():
    values = [
        ahead(at(Stage.PROCURING), [runs(supplier, product)]).value
        for supplier, product in [("Epic", "EpicCare"), ("Epic", "Beaker"), ("Meditech", "Expanse")]
    ]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 3


def test_one_more_thing_in_which_they_are_ahead_never_takes_from_the_others():
    one = ahead(at(Stage.EXPLORING), at(Stage.LIVE))
    little = runs("Better", "Meds", area="epma")
    more = ahead([*at(Stage.EXPLORING), replace(little, stage=Stage.IMPLEMENTING)], [*at(Stage.LIVE), little])
    assert more.value > one.value


@pytest.mark.parametrize(
    ("mine", "theirs", "text"),
    [
        (
            at(Stage.PROCURING),
            at(Stage.LIVE),
            "They are live with EpicCare for EPR while you are procuring it",
        ),
        (
            at(Stage.LIVE),
            at(Stage.PROCURING),
            "They are procuring EpicCare for EPR while you are live with it",
        ),
        (at(Stage.PROCURING), [runs("Meditech")], "They are live with EPR while you are procuring it"),
        (at(Stage.LIVE), at(Stage.LIVE), "At the same stage with EPR"),
        (
            at(Stage.LIVE, date(2024, 3, 1), runs("Nervecentre", "EPR")),
            at(Stage.LIVE, date(2023, 1, 9), runs("Nervecentre", "EPR")),
            "They went live with Nervecentre EPR 14 months before you",
        ),
        (
            at(Stage.LIVE, date(2018, 1, 1)),
            at(Stage.LIVE, date(2021, 1, 1)),
            "You went live with EpicCare for EPR about 3 years before them",
        ),
        (
            at(Stage.IMPLEMENTING, date(2027, 2, 1)),
            at(Stage.IMPLEMENTING, date(2027, 1, 1)),
            "They plan to go live with EpicCare for EPR a month before you",
        ),
        ([], at(Stage.LIVE), "Unknown: you have no system registered"),
    ],
)
def test_the_sentence_says_who_is_further_on_with_what(mine, theirs, text):
    assert ahead(mine, theirs).text == text


def test_nobody_reads_the_clock():
    years = [
        ahead(at(Stage.LIVE, date(y + 1, 1, 1)), at(Stage.LIVE, date(y, 1, 1))).value for y in (2000, 2090)
    ]
    assert years[0] == years[1]
