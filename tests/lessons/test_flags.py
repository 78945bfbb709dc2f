import pytest

from exchange.lessons.flags import (
    FlagKind,
    named_in,
    patient_flags,
    relay_flags,
    source_flags,
    supplier_flags,
    title_flags,
)

SUPPLIERS = {"Oracle Health": ("Cerner", "Oracle Health"), "EMIS": ("EMIS",), "System C": ("System C",)}


def test_a_sign_of_a_patient_is_told_by_its_place_and_never_quoted():
    texts = {"title": "Fine", "what_happened": "All went well.\nMrs Quokka, born on 3 May 1950, fell."}
    found = list(patient_flags(texts))
    assert {flag.kind for flag in found} == {FlagKind.PATIENT}
    assert all("“What happened”, line 2" in flag.words for flag in found)
    assert "Quokka" not in str(found) and "1950" not in str(found)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("cerner was slow", ["Oracle Health"]),
        ("Oracle Health and System C", ["Oracle Health", "System C"]),
        ("EMIS Web", ["EMIS"]),
        ("a chemist's premises, emis", []),
        ("concerned", []),
    ],
)
def test_suppliers_are_known_by_every_name_they_had(text, named):
    assert named_in(text, SUPPLIERS) == named


def test_a_supplier_is_flagged_once_where_it_is_named_first():
    texts = {"title": "What we did", "context": "Cerner", "what_we_did": "Cerner again"}
    (flag,) = supplier_flags(texts, SUPPLIERS)
    assert (flag.field, flag.kind) == ("context", FlagKind.SUPPLIER)


@pytest.mark.parametrize("title", ["EPR", "Lessons learned", "Our new EPR project", "Go-live of the system"])
def test_a_title_that_says_little_is_flagged(title):
    assert list(title_flags(title))


def test_a_title_that_says_what_was_learned_is_not():
    assert list(title_flags("Scan every ward for Wi-Fi before the ePMA go-live")) == []


def test_what_rests_on_nothing_is_flagged():
    assert len(list(source_flags(has_source=False))) == 1 and not list(source_flags(has_source=True))


def test_by_relay_the_name_of_the_organisation_is_looked_for():
    texts = {"title": "At RXA we learned", "context": "the northfield trust"}
    found = [flag.field for flag in relay_flags(texts, is_relay=True, names=("Northfield Trust", "RXA"))]
    assert found == ["", "title", "context"]
    assert list(relay_flags(texts, is_relay=False, names=("RXA",))) == []
    assert len(list(relay_flags(texts, is_relay=True, names=()))) == 1
