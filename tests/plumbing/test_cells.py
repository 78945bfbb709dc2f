"""What may stand in a cell, and what is said when it may not."""

from datetime import date

import pytest

from exchange.plumbing.cells import (
    BadCell,
    choice,
    decimal,
    full_date,
    integer,
    ods_code,
    partial_date,
    several,
    text,
    web_address,
)


@pytest.mark.parametrize(
    ("written", "stored", "shown"),
    [
        ("2023", "2023", "2023"),
        ("2023-03", "2023-03", "March 2023"),
        ("03/2023", "2023-03", "March 2023"),
        ("2023-03-04", "2023-03-04", "4 March 2023"),
        ("4/3/2023", "2023-03-04", "4 March 2023"),
        ("04/03/2023 00:00", "2023-03-04", "4 March 2023"),
        ("2023-03-04T00:00:00", "2023-03-04", "4 March 2023"),
    ],
)
def test_a_date_keeps_the_precision_it_was_given(written, stored, shown):
    value = partial_date(written)
    assert (str(value), value.in_words()) == (stored, shown)
    assert partial_date(str(value)) == value


@pytest.mark.parametrize(
    "written", ["31/02/2023", "03/14/2023", "2023-13", "12/3/23", "soon", "0023", "20230314"]
)
def test_what_is_no_date_is_refused(written):
    with pytest.raises(BadCell, match=r"date|day|years"):
        partial_date(written)


def test_a_full_date_must_name_the_day():
    assert full_date("14/03/2023") == date(2023, 3, 14)
    with pytest.raises(BadCell, match="does not name a day"):
        full_date("2023-03")


def test_numbers_may_have_thousands_separators_and_must_be_in_range():
    assert integer()("1,234") == 1234
    assert integer()("1200.0") == 1200
    assert decimal()("-1,234.5") == -1234.5
    for parse, written in [
        (integer(), "12,34"),
        (integer(maximum=5), "6"),
        (integer(), "five"),
        (decimal(minimum=-90, maximum=90), "91"),
        (decimal(), "1e999"),
        (decimal(), "nan"),
        (integer(), "1" * 400),
    ]:
        with pytest.raises(BadCell):
            parse(written)


def test_a_vocabulary_is_matched_in_any_case_and_a_long_one_is_not_recited():
    assert choice(["Mental health"])("MENTAL HEALTH") == "Mental health"
    with pytest.raises(BadCell, match=r"^'Word 77b' is not known$") as refusal:
        choice(f"Word {n}" for n in range(100))("Word 77b")
    assert "Word 77" in refusal.value.suggestions


def test_lists_are_separated_by_semicolons_and_each_item_is_read():
    assert several()(" Millennium; Cerner ;;Cerner") == ("Millennium", "Cerner")
    with pytest.raises(BadCell, match="'b!'"):
        several(ods_code)("RGT; b!")


def test_text_has_a_length():
    assert text(longest=3)("abc") == "abc"
    with pytest.raises(BadCell, match="4 characters long; the most is 3"):
        text(longest=3)("abcd")


def test_a_web_address_is_http_with_a_host():
    assert web_address("https://www.england.nhs.uk/a?b=c") == "https://www.england.nhs.uk/a?b=c"
    for written in [
        "www.nhs.uk",
        "javascript:alert(1)",
        "https://",
        "https://a@b.uk",
        "https://nhs.uk/a b",
        "http://[",
    ]:
        with pytest.raises(BadCell, match="is not a web address"):
            web_address(written)


def test_an_ods_code_is_read_in_any_case():
    assert ods_code("g6v2s") == "G6V2S"
