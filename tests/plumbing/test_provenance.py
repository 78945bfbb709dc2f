from datetime import date
from types import SimpleNamespace

import pytest

from exchange.plumbing.provenance import since, source_label

TODAY = date(2026, 11, 23)
UNKNOWN = {"started_on": "", "live_on": "", "retired_on": ""}


@pytest.mark.parametrize(
    ("stage", "dates", "words"),
    [
        ("live", {"live_on": "2014-10"}, "Live since October 2014"),
        ("live", {"started_on": "2013"}, "Started 2013"),
        ("implementing", {"started_on": "2023", "live_on": "2027-03-01"}, "Go-live planned for 1 March 2027"),
        ("implementing", {"live_on": "2026-10"}, "Go-live was planned for October 2026"),
        ("implementing", {"live_on": "2026"}, "Go-live planned for 2026"),
        ("retired", {"live_on": "2014", "retired_on": "2020"}, "Retired 2020"),
        ("exploring", {}, ""),
    ],
)
def test_dates_are_as_precise_as_is_known(stage, dates, words):
    assert since(SimpleNamespace(stage=stage, **(UNKNOWN | dates)), TODAY) == words


@pytest.mark.parametrize(
    ("confirmed_on", "source_date", "has_source", "words"),
    [
        (date(2026, 5, 3), "2024", True, "confirmed by the organisation, 3 May 2026"),
        (None, "2024-10-01", True, "public source, 1 Oct 2024, unconfirmed"),
        (None, "2024", True, "public source, 2024, unconfirmed"),
        (None, "", True, "public source, undated, unconfirmed"),
        (None, "", False, "no source given, unconfirmed"),
    ],
)
def test_it_is_always_said_how_sure_we_are(confirmed_on, source_date, has_source, words):
    assert source_label(confirmed_on, source_date, has_source=has_source) == words
