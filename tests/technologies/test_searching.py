import pytest

from exchange.technologies.searching import Name, NameIndex

INDEX = NameIndex(
    [
        Name("Oracle Health", "oracle"),
        Name("Cerner", "oracle", 0.97),
        Name("SystmOne", "systmone"),
        Name("BadgerNet", "badgernet"),
        Name("RIS / PACS / vendor-neutral archive", "pacs"),
        Name("Patient administration system (PAS)", "pas"),
        Name("Société Générale d'Imagerie", "imaging"),
    ]
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("cerner", "oracle"),
        ("Cern", "oracle"),
        ("cenrer", "oracle"),
        ("oracle helth", "oracle"),
        ("health oracle", "oracle"),
        ("systemone", "systmone"),
        ("system one", "systmone"),
        ("badger net", "badgernet"),
        ("pacs", "pacs"),
        ("societe generale", "imaging"),
    ],
)
def test_a_name_is_found_as_people_type_it(asked, found):
    scores = INDEX.find(asked)
    assert max(scores, key=scores.__getitem__) == found


def test_every_word_must_fit():
    assert INDEX.find("cerner pacs") == {}


@pytest.mark.parametrize("asked", ["", "   ", "!?", "\0", "qqqqqqq"])
def test_nothing_is_found_for_nothing(asked):
    assert INDEX.find(asked) == {}


def test_scores_stay_between_0_and_1():
    assert all(
        0 < score <= 1
        for asked in ("oracle", "pas", "a", "badgernet")
        for score in INDEX.find(asked).values()
    )


def test_a_known_word_is_not_taken_for_a_typing_error():
    assert set(INDEX.find("pas")) == {"pas"}
