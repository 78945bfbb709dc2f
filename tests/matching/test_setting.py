import pytest

from exchange.matching import FACTORS, PeerRecommender
from tests.matching.examples import organisation

ONLY_SETTING = dict.fromkeys(FACTORS, 0.0) | {"similar setting": 1.0}
CROWD = [
    organisation("Z01", type="ambulance", staff_wte=900.0),
    organisation("Z02", type="community", staff_wte=30000.0),
]


def setting(mine, theirs):
    matcher = PeerRecommender().fit([organisation("RAA", **mine), organisation("RBB", **theirs), *CROWD])
    return matcher.compare("RAA", "RBB", weights=ONLY_SETTING).reasons[0]


def test_types_are_alike_by_what_they_do():
    mental_health = {"type": "mental health"}
    others = ["mental health", "mental health and community", "community", "ambulance"]
    values = [setting(mental_health, {"type": other}).value for other in others]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 4


def test_a_type_that_nobody_thought_of_is_like_itself_only():
    new = {"type": "integrated care board"}
    assert setting(new, new).value > setting(new, {"type": "acute"}).value


def test_double_the_staff_is_half_as_alike():
    same, double = ({"staff_wte": number} for number in (5000.0, 10000.0))
    alike = setting(same, same).value - setting(same, double).value
    assert alike == pytest.approx(0.3 * 0.5, abs=0.02)


def test_beds_speak_where_staff_are_unknown():
    assert (
        setting({"beds": 500.0}, {"beds": 500.0, "staff_wte": 9.0}).text == "Similar size, 500 beds and 500"
    )


def test_maturity_is_compared_within_a_care_setting_only():
    acute, community = ({"type": "acute", "maturity": {name: (3.0,) * 7}} for name in ("Acute", "Community"))
    unknown = {"type": "acute"}
    assert setting(acute, community).value == setting(unknown, unknown).value
    lower = {"type": "acute", "maturity": {"Acute": (2.0,) * 7}}
    assert setting(acute, acute).value > setting(acute, lower).value


@pytest.mark.parametrize(
    ("mine", "theirs", "text"),
    [
        ({"type": "acute"}, {"type": "acute"}, "Both are acute trusts"),
        ({"type": "acute"}, {"type": "ambulance"}, "They are an ambulance trust, you are an acute trust"),
        (
            {"type": "mental health"},
            {"type": "mental health and community"},
            "They are a mental health and community trust, you are a mental health trust",
        ),
        ({"type": "acute"}, {}, "Unknown: they have no type, size or digital maturity registered"),
        (
            {"type": "acute"},
            {"staff_wte": 4.0},
            "Unknown: no type, size or digital maturity that can be compared is registered on both sides",
        ),
    ],
)
def test_the_sentence_says_what_is_alike(mine, theirs, text):
    assert setting(mine, theirs).text == text
