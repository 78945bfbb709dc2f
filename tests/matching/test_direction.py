import pytest

from exchange.matching import FACTORS, PeerRecommender
from tests.matching.examples import organisation

ONLY_DIRECTION = dict.fromkeys(FACTORS, 0.0) | {"shared direction": 1.0}
MIDLANDS = {"region": "Midlands", "icb": "Black Country ICB"}
CROWD = [
    organisation(f"Z{i:02}", region="London", icb="NCL", themes=frozenset({"NHS App"})) for i in range(9)
]


def direction(mine, theirs):
    matcher = PeerRecommender().fit([organisation("RAA", **mine), organisation("RBB", **theirs), *CROWD])
    return matcher.compare("RAA", "RBB", weights=ONLY_DIRECTION).reasons[0]


def test_the_same_board_counts_more_than_the_same_region_and_that_more_than_neither():
    places = [MIDLANDS, MIDLANDS | {"icb": "Coventry ICB"}, {"region": "London", "icb": "NCL"}]
    values = [direction(MIDLANDS, place).value for place in places]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 3


def test_rare_priorities_count_more():
    rare, common = ({"themes": frozenset({name})} for name in ("Medicines safety", "NHS App"))
    assert direction(rare, rare).value > direction(common, common).value


@pytest.mark.parametrize(
    ("mine", "theirs", "text"),
    [
        (
            MIDLANDS | {"themes": frozenset({"Medicines safety"})},
            MIDLANDS | {"icb": "Coventry ICB", "themes": frozenset({"Medicines safety", "NHS App"})},
            "Both in the Midlands and both prioritise medicines safety",
        ),
        ({"region": "London"}, {"region": "London"}, "Both in London"),
        (MIDLANDS, MIDLANDS, "Both in Black Country ICB"),
        (MIDLANDS, {"region": "London"}, "They are in London, you are in the Midlands"),
        (
            {"themes": frozenset({"A"})},
            {"themes": frozenset({"B"})},
            "No priority or network in common",
        ),
        ({}, MIDLANDS, "Unknown: you have no priorities, networks, board or region registered"),
    ],
)
def test_the_sentence_says_what_is_shared(mine, theirs, text):
    assert direction(mine, theirs).text == text


def test_a_long_list_is_cut_in_the_text_but_not_in_the_evidence():
    themes = {"themes": frozenset(f"Priority with quite a long name number {i}" for i in range(10))}
    found = direction(themes, themes)
    assert len(found.text) <= 160
    assert all(any(name[1:] in each for each in found.evidence) for name in themes["themes"])
