"""What ships is what we say it is: sourced, dated, and enough to be useful on the first day."""

import csv

import pytest

OUR_LIST = "NHS England list of EPR suppliers as at 1 October 2024, released on request"


@pytest.fixture(scope="module")
def rows(seed_folder):
    """The rows of one file."""

    def rows(name: str) -> list[dict[str, str]]:
        with (seed_folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return rows


def test_every_deployment_has_a_source_and_a_date(rows):
    unsourced = [
        r for r in rows("deployments") if not (r["source_url"] or r["source"]) or not r["source_date"]
    ]
    assert unsourced == []


def test_nothing_is_confirmed_before_somebody_confirms_it(rows):
    assert [r for r in rows("deployments") if r["confirmed_on"]] == []


def test_every_file_is_described_with_a_date(rows, seed_folder):
    described = " ".join(r["file"] for r in rows("sources"))
    files = {path.name for path in seed_folder.glob("*.csv")} - {"sources.csv"}
    assert [name for name in files if name not in described] == []
    assert [r["file"] for r in rows("sources") if not r["published_on"]] == []


@pytest.mark.parametrize("name", ["themes", "networks", "other_names"])
def test_every_row_of_these_links_to_its_source(rows, name):
    assert [r for r in rows(name) if not r["source_url"]] == []


def test_there_is_enough_beyond_the_list_of_epr_suppliers(rows):
    beyond = [r for r in rows("deployments") if r["source"] != OUR_LIST and r["functional_area"] != "epr"]
    assert len(beyond) >= 250
    assert len({r["functional_area"] for r in beyond}) >= 12
    assert len({r["ods_code"] for r in beyond}) >= 100


def test_lessons_are_many_sourced_and_end_in_a_role(rows):
    lessons, roles = rows("lessons"), {r["role"] for r in rows("roles")}
    assert len(lessons) >= 150
    assert len({r["ods_code"] for r in lessons}) >= 60
    assert len({r["functional_area"] for r in lessons}) >= 20
    assert {r["outcome"] for r in lessons} == {"worked", "mixed", "did not work"}
    needed = ("source_url", "publisher", "happened_on", "read_on")
    assert [r["title"] for r in lessons if not all(r[name] for name in needed)] == []
    assert {r["contact_role"] for r in lessons} <= roles


def test_lessons_stand_with_organisations_that_are_open(rows):
    closed = {r["ods_code"] for r in rows("organisations") if r["closed_on"]}
    assert {r["ods_code"] for r in rows("lessons")} & closed == set()


def test_development_pairs_are_sourced_and_between_organisations_that_ship(rows, seed_folder):
    path = seed_folder.parent / "benchmarks/pairs/development.csv"
    with path.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    known = {r["ods_code"] for r in rows("organisations") if r["status"] != "closed"}
    assert len(pairs) >= 40
    assert [p for p in pairs if not p["source_url"]] == []
    assert {p["ods_code"] for p in pairs} | {p["partner_ods_code"] for p in pairs} <= known


def test_former_organisations_lead_to_one_that_is_open(rows):
    organisations = {r["ods_code"]: r for r in rows("organisations")}
    for code in organisations:
        way = [code]
        while organisations[way[-1]]["status"] == "closed":
            way.append(organisations[way[-1]]["successor_ods_code"])
            assert way[-1] in organisations and way.count(way[-1]) == 1, way
