"""The register of requirements is complete, and what it points to is there."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
REGISTER = REPOSITORY / "docs/security/asvs.csv"
FEWEST_TESTED = 138


def rows():
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answered(kind):
    return [row for row in rows() if row["answer"] == kind]


@cache
def functions_of(path):
    return {
        node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
    }


@cache
def anchors_of(path):
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def place_of(requirement):
    return [int(number) for number in requirement.removeprefix("V").split(".")]


def test_every_requirement_of_levels_1_and_2_is_answered_once():
    names = [row["requirement"] for row in rows()]
    assert len(names) == len(set(names)) == 253
    assert names == sorted(names, key=place_of)
    assert all(re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", name) for name in names)
    assert Counter(row["level"] for row in rows()) == {"1": 70, "2": 183}
    assert {row["answer"] for row in rows()} == {"test", "document", "not applicable"}


def test_topics_are_short_and_in_words_of_our_own():
    assert [
        r["requirement"] for r in rows() if not 1 < len(r["topic"].split()) <= 10 or "Verify" in r["topic"]
    ] == []


@pytest.mark.parametrize("row", answered("test"), ids=lambda row: row["requirement"])
def test_what_is_said_to_be_tested_has_a_test(row):
    assert row["where"]
    for node in row["where"].split():
        file, _, name = node.partition("::")
        path = REPOSITORY / file
        assert path.is_file() and path.name.startswith("test_"), node
        assert name.startswith("test_") and name in functions_of(path), node


@pytest.mark.parametrize("row", answered("document"), ids=lambda row: row["requirement"])
def test_what_is_said_to_be_written_is_written(row):
    file, _, anchor = row["where"].partition("#")
    assert (REPOSITORY / file).is_file() and anchor in anchors_of(REPOSITORY / file)


@pytest.mark.parametrize("row", answered("not applicable"), ids=lambda row: row["requirement"])
def test_what_does_not_apply_has_a_reason(row):
    assert len(row["where"].split()) >= 4


def test_most_of_what_applies_is_tested():
    assert len(answered("test")) >= FEWEST_TESTED


def test_open_points_name_their_requirements():
    """Whoever answers "not yet" says so in the list of open points, and the list says nothing else."""
    text = (REPOSITORY / "docs/security/practices.md").read_text("utf-8")
    section = text.partition("\n## Open points\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"V\d+\.\d+\.\d+", section))
    assert named == {row["requirement"] for row in rows() if row["where"].endswith("#open-points")}


def test_the_threat_model_names_only_tests_that_exist():
    text = (REPOSITORY / "docs/security/threat-model.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) >= 10
    for file, name in named:
        assert (REPOSITORY / file).is_file(), file
        assert not name or name in functions_of(REPOSITORY / file), name
    assert re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE) == [str(n) for n in range(1, 21)]
