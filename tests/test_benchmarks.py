"""Benchmarks run; what they measure is for people to read, so no figure is asserted."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            ["benchmarks/matching.py", "--sizes", "60", "--askers", "2", "--recall", "5"],
            "plain loop with geopy",
        ),
        (["benchmarks/quality.py"], "standardised euclidean"),
        (["benchmarks/persons.py", "--sizes", "60", "--askers", "2"], "plain loop over persons"),
        (["benchmarks/peers_page.py"], "page, server time"),
        (["-m", "benchmarks.simulation", "--quick"], "Targets"),
        (["benchmarks/planning.py", "--draws", "2", "--participants", "20"], "bound: greatest total"),
        (
            ["benchmarks/fairness.py", "--seeds", "1", "--size", "60", "--caps", "20", "--sizes"],
            "met somebody who takes no more",
        ),
        (["benchmarks/lessons.py", "--sizes", "100"], "recommend, all"),
    ],
    ids=["matching", "quality", "persons", "peers page", "simulation", "planning", "fairness", "lessons"],
)
def test_it_runs_and_compares(command, told, seed_folder):
    result = subprocess.run(
        [sys.executable, *command], cwd=seed_folder.parent, capture_output=True, text=True, check=True
    )
    assert told in result.stdout
