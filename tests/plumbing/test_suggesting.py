"""Suggestions for a word that is not known."""

from exchange.plumbing.suggesting import closest, did_you_mean


def test_suggestions_overlook_case_punctuation_and_order():
    known = ["Oracle Health", "Epic", "System C", "Dedalus", "TPP"]
    assert closest("orcle-health", known)[0] == "Oracle Health"
    assert closest("Health, Oracle", known)[0] == "Oracle Health"
    assert closest("EPIC systems", known)[0] == "Epic"
    assert closest("zzzz", known) == []
    assert closest("system", known, limit=1) == ["System C"]
    assert did_you_mean([]) == ""


def test_the_question_names_every_suggestion():
    assert did_you_mean(["Epic", "Rio"]) == " Did you mean 'Epic' or 'Rio'?"
