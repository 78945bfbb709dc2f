import pytest

from exchange.organisations.naming import initials, initials_meant, is_contraction, slug, words


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("St. Thomas' & Guy\u2019s", "st thomas and guys"),
        ("Saint Helens", "st helens"),
        ("Stoke-on-Trent", "stoke on trent"),
        ("Barking, Havering", "barking havering"),
        ("Caf\u00e9", "cafe"),
        ("   ", ""),
    ],
)
def test_names_are_spelled_in_one_way(written, spelled):
    assert words(written) == spelled.split()


def test_a_slug_is_safe_in_an_address():
    assert slug("Guy's & St Thomas' NHS Foundation Trust") == "guys-and-st-thomas-nhs-foundation-trust"


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("uclh", "University College London Hospitals NHS Foundation Trust"),
        ("uhl", "University Hospitals of Leicester NHS Trust"),
        ("hiow", "Hampshire and Isle of Wight Healthcare NHS Foundation Trust"),
        ("awp", "Avon and Wiltshire Mental Health Partnership NHS Trust"),
        ("bhru", "Barking, Havering and Redbridge University Hospitals NHS Trust"),
        ("tewv", "Tees, Esk and Wear Valleys NHS Foundation Trust"),
    ],
)
def test_initials_leave_out_what_people_leave_out(called, name):
    assert called in initials(words(name))


def test_the_end_of_initials_may_stand_for_the_legal_form():
    assert set(initials_meant("mft")) == {("mft", ""), ("m", "foundation"), ("mf", "trust")}
    assert set(initials_meant("t")) == set()


@pytest.mark.parametrize(
    ("short", "long", "stands_for"),
    [
        ("leics", "leicestershire", True),
        ("cambs", "cambridgeshire", True),
        ("leics", "lincolnshire", False),
        ("north", "northern", False),
        ("lei", "leicestershire", False),
    ],
)
def test_a_contraction_keeps_the_beginning_and_the_order_of_letters(short, long, stands_for):
    assert is_contraction(short, long) is stands_for
