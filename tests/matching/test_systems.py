from dataclasses import replace

import pytest

from exchange.matching import FACTORS, PeerRecommender, Stage
from tests.matching.examples import organisation, runs

ONLY_SYSTEMS = dict.fromkeys(FACTORS, 0.0) | {"same systems": 1.0}
CROWD = [organisation(f"Z{i:02}", runs=[runs("Dedalus", "ORBIS")]) for i in range(8)]


def same_systems(mine, theirs, *others):
    matcher = PeerRecommender().fit(
        [organisation("RAA", runs=mine), organisation("RBB", runs=theirs), *CROWD, *others]
    )
    return matcher.compare("RAA", "RBB", weights=ONLY_SYSTEMS).reasons[0]


def test_a_product_counts_more_than_a_supplier_and_that_more_than_an_area():
    epic = [runs("Epic", "EpicCare")]
    values = [
        same_systems(epic, [runs(supplier, product)]).value
        for supplier, product in [("Epic", "EpicCare"), ("Epic", "Beaker"), ("Meditech", "Expanse")]
    ]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 3


def test_rare_systems_count_more():
    rare, common = runs("Epic", "EpicCare"), runs("Dedalus", "ORBIS")
    assert same_systems([rare], [rare]).value > same_systems([common], [common]).value


def test_an_earlier_stage_teaches_less_and_a_confirmed_one_more():
    epic = runs("Epic", "EpicCare", confirmed=True)
    values = [
        same_systems([epic], [replace(epic, **change)]).value
        for change in ({}, {"confirmed": False}, {"stage": Stage.EXPLORING}, {"stage": Stage.RETIRED})
    ]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 4


def test_two_who_built_their_own_share_no_supplier_and_are_not_charged_for_it():
    own = [runs("In-house or generic")]
    both, one = same_systems(own, own), same_systems(own, [runs("Epic")])
    assert "In-house" not in both.text
    assert both.value > one.value


def test_only_areas_that_both_registered_can_count_against_them():
    epic, other_area = runs("Epic", "EpicCare"), runs("Sectra", "PACS", area="pacs")
    alone = same_systems([epic], [epic])
    assert same_systems([epic, runs("Better", area="epma")], [epic, other_area]).value == pytest.approx(
        alone.value, abs=0.05
    )
    unlike = [epic, runs("Fuji", "Synapse", area="pacs")]
    assert same_systems([epic, other_area], unlike).value < alone.value


@pytest.mark.parametrize(
    ("mine", "theirs", "text"),
    [
        (Stage.LIVE, Stage.LIVE, "Both run Oracle Health Millennium for EPR"),
        (Stage.PROCURING, Stage.LIVE, "They run Oracle Health Millennium for EPR, which you are procuring"),
        (Stage.LIVE, Stage.PROCURING, "They are procuring Oracle Health Millennium for EPR, which you run"),
        (Stage.IMPLEMENTING, Stage.IMPLEMENTING, "Both are implementing Oracle Health Millennium for EPR"),
        (Stage.LIVE, Stage.RETIRED, "They have retired Oracle Health Millennium for EPR, which you run"),
    ],
)
def test_the_sentence_says_run_only_of_those_who_do(mine, theirs, text):
    system = runs("Oracle Health", "Millennium")
    assert same_systems([replace(system, stage=mine)], [replace(system, stage=theirs)]).text == text


def test_the_rarest_shared_system_is_named_first():
    both = [runs("Dedalus", "ORBIS"), runs("Epic", "Willow", area="epma")]
    spread = [organisation(f"Y{i:02}", runs=[runs("Better", "Meds", area="epma")]) for i in range(8)]
    found = same_systems(both, both, *spread)
    assert found.evidence == ("Both run Epic Willow for ePMA", "Both run Dedalus ORBIS for EPR")
    assert found.text == "Both run Epic Willow for ePMA; both run Dedalus ORBIS for EPR"


@pytest.mark.parametrize(
    ("mine", "theirs", "text"),
    [
        (runs("Epic"), runs("Meditech"), "Different systems for EPR"),
        (runs("", stage=Stage.PROCURING), runs("", stage=Stage.PROCURING), "Both are procuring EPR"),
        (runs(""), runs("Epic"), "Both have something for EPR, not both say which system"),
        (
            runs("Epic"),
            runs("Sectra", area="pacs"),
            "Unknown: there is no functional area for which both of you have a system registered",
        ),
    ],
)
def test_without_a_shared_system_the_sentence_says_how_they_compare(mine, theirs, text):
    assert same_systems([mine], [theirs]).text == text
