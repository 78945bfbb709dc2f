import csv

import pytest

from exchange.organisations.searching import Finder, Names


@pytest.fixture(scope="module")
def trusts(seed_folder):
    with (seed_folder / "organisations.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] != "closed"]
    return [
        Names(code=r["ods_code"], name=r["name"], postcode=r["postcode"], size=int(r["staff_wte"] or 0))
        for r in rows
    ]


@pytest.fixture(scope="module")
def search(trusts):
    finder = Finder(trusts)
    return lambda text: [trusts[i].code for i in finder.search(text).positions]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("UCLH", "RRV"),
        ("Guys", "RJ1"),
        ("guy's", "RJ1"),
        ("guys and st thomas", "RJ1"),
        ("Guy\u2019s & Saint Thomas\u2019", "RJ1"),
        ("GSTT", "RJ1"),
        ("Leics partnership", "RT5"),
        ("notts", "RHA"),
        ("hants", "RN5"),
        ("birmigham", "RRK"),
        ("birmigham childrens", "RQ3"),
        ("st georges", "RJ7"),
        ("CUH", "RGT"),
        ("MFT", "R0A"),
        ("rgt", "RGT"),
        ("cb2 0qq", "RGT"),
        ("ELFT", "RWK"),
        ("EEAST", "RYC"),
        ("univ hosp soton", "RHM"),
        ("queen vic", "RPC"),
        ("leeds teching hospitals", "RR8"),
        ("northern linc", "RJL"),
    ],
)
def test_the_organisation_that_people_mean_comes_first(search, typed, meant):
    assert search(typed)[0] == meant


def test_a_postcode_district_finds_all_in_it(search, trusts):
    expected = {each.code for each in trusts if each.postcode.startswith("CB2 ")}
    assert set(search("CB2")) == expected and len(expected) > 1


def test_every_trust_is_found_by_its_own_name_and_code(search, trusts):
    missed = [each.code for each in trusts if each.code not in {search(each.name)[0], search(each.code)[0]}]
    assert missed == []


def test_each_letter_typed_keeps_what_is_meant_in_the_list(search):
    for typed in ("ca", "cam", "camb", "cambri", "cambridge", "cambridge u", "cambridge univ"):
        assert "RGT" in search(typed)


def test_nothing_like_it_finds_nothing(search):
    assert search("qqqqxyz") == []


def test_no_words_find_everything(search, trusts):
    assert len(search(" -- ")) == len(trusts)


def test_words_that_no_name_has_together_find_the_nearest(trusts):
    found = Finder(trusts).search("bedfordshire luton")
    assert found.nearly and [trusts[i].code for i in found.positions] == ["RC9"]


def test_an_exact_code_comes_before_an_abbreviation_and_this_before_a_name():
    names = [
        Names(code="X1", name="ABC"),
        Names(code="X2", name="Other", abbreviations=("ABC",)),
        Names(code="ABC", name="Another"),
    ]
    assert list(Finder(names).search("abc").positions) == [2, 1, 0]


def test_a_present_name_comes_before_a_former_one():
    names = [
        Names(code="X1", name="New", former_names=("Old Hospital",)),
        Names(code="X2", name="Old Hospital"),
    ]
    assert list(Finder(names).search("old hosp").positions) == [1, 0]


def test_between_equals_the_larger_then_the_first_comes_first():
    names = [Names(code=f"X{n}", name="Same Place", size=size) for n, size in enumerate((1, 9, 1))]
    assert list(Finder(names).search("same").positions) == [1, 0, 2]


@pytest.mark.parametrize(("typed", "found"), [("gone", [0]), ("X1", [0]), ("gone trust", [0]), ("go", [1])])
def test_a_closed_organisation_is_found_by_its_exact_code_or_name_alone(typed, found):
    names = [Names(code="X1", name="Gone NHS Trust", is_closed=True), Names(code="X2", name="Going Strong")]
    assert list(Finder(names).search(typed).positions) == found


def test_nothing_is_found_among_nothing():
    assert list(Finder([]).search("anything").positions) == []


def test_long_input_is_cut_to_a_few_words(search):
    assert isinstance(search("a " * 100 + "b" * 100), list)
