from datetime import UTC, date, datetime, timedelta

import pytest

from exchange.privacy.deadlines import answer_by, is_working_day
from exchange.privacy.models import ConcernKind


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23 09:30", "2026-11-25 09:30"),  # Monday to Wednesday
        ("2026-11-26 15:00", "2026-11-30 15:00"),  # Thursday: over a weekend
        ("2026-11-28 15:00", "2026-12-02 00:00"),  # Saturday: counts from Monday
        ("2026-12-24 12:00", "2026-12-30 12:00"),  # Christmas Day, a weekend, a substitute day
        ("2027-03-25 12:00", "2027-03-31 11:00"),  # Good Friday to Easter Monday, and summer time begins
        ("2026-07-03 22:30", "2026-07-07 22:30"),  # 23:30 on a Friday in London
        ("2026-07-03 23:30", "2026-07-07 23:00"),  # half past midnight on a Saturday in London
    ],
)
def test_a_notice_has_48_hours_of_working_days(received, due):
    assert answer_by(ConcernKind.TAKEDOWN, at(received)) == at(due)


def test_a_complaint_has_thirty_days():
    received = at("2026-12-24 12:00")
    assert answer_by(ConcernKind.DATA_PROTECTION, received) == received + timedelta(days=30)


def test_weekends_and_bank_holidays_are_no_working_days():
    assert not is_working_day(date(2026, 12, 28)) and not is_working_day(date(2026, 11, 28))
    assert is_working_day(date(2026, 11, 30))
    assert is_working_day(date(2027, 3, 17)) and is_working_day(
        date(2026, 11, 30)
    )  # Irish and Scottish alone
