"""What stops a save, and what must not. Source of the bounds: OPERATIONS section 5, T13."""

import random

import nhs_number
import pytest

from exchange.plumbing.patient_data import (
    HoldsPatientData,
    Sign,
    find_nhs_numbers,
    find_signs,
    refuse_nhs_numbers,
)

NUMBERS = nhs_number.generate(quantity=1000)
NBSP, THIN, ZERO_WIDTH, EN_DASH = "\u00a0", "\u2009", "\u200b", "\u2013"
FORMATS = {
    "ten digits": "{0}",
    "three groups": "{1} {2} {3}",
    "hyphens": "{1}-{2}-{3}",
    "dashes": f"{{1}}{EN_DASH}{{2}}{EN_DASH}{{3}}",
    "dots": "{1}.{2}.{3}",
    "hyphens with spaces": "{1} - {2} - {3}",
    "hard spaces": f"({{1}}{NBSP}{{2}}{NBSP}{{3}})",
    "thin spaces": f"{{1}}{THIN}{{2}}{THIN}{{3}}",
    "nothing to see": f"{{1}}{ZERO_WIDTH}{{2}}{ZERO_WIDTH}{{3}}",
    "two groups": "{4} {5}",
    "each alone": "{6}",
    "after a word": "NHS{0}",
    "after a label": "NHS No:{0}",
    "before a comma": "{0}, seen",
    "at the end": "It was {0}.",
    "quoted": '"{0}"',
    "over a line": "{1} {2}\n{3}",
    "full width": "{7}",
    "arabic": "{8}",
    "in an address": "https://epr.example/patient/{0}?tab=1",
    "after a ward": "Ward 12 {1} {2} {3}",
}


def written(form, number):
    shifted = ["".join(chr(zero + int(digit)) for digit in number) for zero in (0xFF10, 0x660)]
    parts = (number, number[:3], number[3:6], number[6:], number[:5], number[5:], " ".join(number), *shifted)
    return FORMATS[form].format(*parts)


@pytest.mark.parametrize("form", FORMATS)
def test_an_nhs_number_is_found_however_it_is_written(form):
    texts = [f"The patient {written(form, number)} was seen" for number in NUMBERS]
    assert sum(bool(find_nhs_numbers(text)) for text in texts) >= 999


def harmless():
    """Telephone numbers, DOIs, ODS codes and sums of money as people write them: 10,000 of each."""
    chance = random.Random(20_261_126)

    def digits(count):
        return "".join(chance.choice("0123456789") for _ in range(count))

    phones = (
        "020 7946 {4}",
        "01632 960{3}",
        "07700 900{3}",
        "07700 900 {3}",
        "+44 7700 900{3}",
        "0800 {3} {4}",
    )
    phones += ("+44 (0)20 7946 {4}", "0161 496 {4}", "+44{10}", "00 44 20 7946 {4}", "(0113) 496 {4}")
    money = ("£{10}", "£{1},{3},{3},{3}", "€ {10}", "GBP {10}", "£{7}.50", "USD {10}")
    papers = ("https://doi.org/10.1136/bmj.{10}", "doi:10.2196/{5}", "10.1093/jamia/{10}", "ISBN 0{9}")
    codes = ("R{1}{1}", "RXX{2}", "Z{1}B{1}Z", "site R0A{2}")
    for kind, forms in {"phones": phones, "money": money, "papers": papers, "ODS codes": codes}.items():
        texts = []
        for n in range(10_000):
            form = forms[n % len(forms)]
            texts.append(form.format(*("" if i == 0 else _Several(digits, i) for i in range(11))))
        yield pytest.param(texts, id=kind)


class _Several:
    """So many digits, different wherever they are asked for."""

    def __init__(self, digits, count):
        self.digits, self.count = digits, count

    def __format__(self, spec):
        return self.digits(self.count)


@pytest.mark.parametrize("texts", list(harmless()))
def test_what_is_no_number_of_a_patient_stops_nothing(texts):
    assert [text for text in texts if find_nhs_numbers(f"See {text} for more")] == []


def test_few_references_of_ten_digits_are_taken_for_one():
    chance = random.Random(1)
    texts = [f"reference {chance.randrange(10**10):010d}" for _ in range(10_000)]
    assert sum(bool(find_nhs_numbers(text)) for text in texts) <= 750


def test_a_number_with_a_wrong_check_digit_is_none():
    assert find_nhs_numbers("943 476 5919") and not find_nhs_numbers("943 476 5918")


def test_the_place_is_told_and_the_number_is_not():
    with pytest.raises(HoldsPatientData) as refusal:
        refuse_nhs_numbers({"title": "A title", "what_happened": "One line\nThen 943 476 5919 came"})
    assert refusal.value.field == "what_happened"
    assert "line 2, characters 15 to 26" in str(refusal.value)
    assert "943" not in str(refusal.value)
    assert "943" not in repr(refusal.value.places)


def test_a_number_that_was_declared_a_false_alarm_passes_and_no_other_does():
    known = ["Order 943 476 5919"]
    refuse_nhs_numbers({"text": "Order 9434765919 again"}, known=known)
    other = next(number for number in NUMBERS if number != "9434765919")
    with pytest.raises(HoldsPatientData):
        refuse_nhs_numbers({"text": f"Order 9434765919 and {other}"}, known=known)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("DOB 12/03/1954", Sign.BIRTH),
        ("born on 3 March 1954", Sign.BIRTH),
        ("hospital no. 1234567", Sign.HOSPITAL_NUMBER),
        ("MRN: AB123456", Sign.HOSPITAL_NUMBER),
        ("QQ 12 34 56 C".replace("QQ", "AB"), Sign.INSURANCE_NUMBER),
        ("lives in LS1 4AP", Sign.POSTCODE),
        ("Mrs Smith rang", Sign.TITLE),
        ("J. S., 12.03.1954", Sign.TITLE),
    ],
)
def test_other_signs_of_patients_are_told_to_reviewers(text, sign):
    assert sign in {place.sign for place in find_signs(text)}


def test_plain_talk_of_a_project_has_no_signs():
    text = "We went live on 3 March 2024 with 1,200 users at 14 sites; record sharing took 12 weeks longer."
    assert find_signs(text) == ()


@pytest.mark.parametrize("text", ["123 " * 100_000, "1." * 100_000, "+44 " * 100_000, "1" * 400_000])
def test_a_text_made_to_be_slow_is_read_to_its_end(text):
    assert find_nhs_numbers(text) is not None
