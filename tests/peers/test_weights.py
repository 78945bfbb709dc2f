import math

import pytest

from exchange.matching import DEFAULT_WEIGHTS, FACTORS
from exchange.peers.weights import default_points, points_to_weights, read_choices


def test_the_sliders_stand_at_the_default_weights_in_points_of_100():
    assert sum(default_points().values()) == 100
    assert list(default_points()) == list(FACTORS)


def test_untouched_sliders_leave_the_defaults_exactly_as_they_are():
    typed = {factor: str(points) for factor, points in default_points().items()}
    assert read_choices(typed).weights == {}
    assert read_choices({}).weights == {}


def test_moved_sliders_are_weights_on_the_scale_of_the_defaults():
    choices = read_choices({"nearby": "60", "same systems": "0"})
    assert choices.weights == pytest.approx(
        {"nearby": 0.6 * math.fsum(DEFAULT_WEIGHTS.values()), "same systems": 0}
    )
    assert choices.moved == {"nearby": "60", "same_systems": "0"}
    assert points_to_weights({"nearby": 100})["nearby"] == pytest.approx(math.fsum(DEFAULT_WEIGHTS.values()))


@pytest.mark.parametrize("typed", ["much", "-1", "101", "nan", "inf", "1,5", "1e3"])
def test_what_is_no_number_of_points_is_refused_and_kept(typed):
    choices = read_choices({"nearby": typed, "same systems": "7"})
    (problem,) = choices.problems
    assert problem.href == "#nearby"
    assert typed in problem.text
    assert [slider.value for slider in choices.sliders][:2] == [typed, "7"]
    assert choices.weights == {}


def test_all_at_0_is_a_problem_in_words():
    (problem,) = read_choices(dict.fromkeys(FACTORS, "0")).problems
    assert "nothing to rank by" in problem.text


def test_links_keep_the_area_and_the_moved_sliders_alone():
    assert read_choices({"nearby": "1"}, area="epma").kept == {"area": "epma", "nearby": "1"}
    assert read_choices({}).kept == {}
