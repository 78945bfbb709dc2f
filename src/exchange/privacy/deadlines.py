"""By when a complaint or a notice must be answered."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

from exchange.privacy.models import ConcernKind

COMPLAINT = timedelta(days=30)
"""Source: Data Protection Act 2018, s. 164A, put in by the Data (Use and Access) Act 2025, s. 103: complaints
are acknowledged within 30 days of receipt."""
NOTICE = timedelta(hours=48)
"""Source: Defamation (Operators of Websites) Regulations 2013: 48 hours, in which Saturdays, Sundays and the
bank holidays of England do not count."""
_LONDON = ZoneInfo("Europe/London")


def answer_by(kind: ConcernKind, received_at: datetime) -> datetime:
    """Return the moment by which a concern must be answered."""
    if kind is ConcernKind.DATA_PROTECTION:
        return received_at + COMPLAINT
    return after_working_time(received_at, NOTICE)


def after_working_time(start: datetime, wanted: timedelta) -> datetime:
    """Return the moment when ``wanted`` has passed, counting all 24 hours of working days in England."""
    moment, left = start.astimezone(UTC), wanted
    while True:
        day = moment.astimezone(_LONDON).date()
        midnight = _midnight_after(day)
        if is_working_day(day):
            if moment + left <= midnight:
                return moment + left
            left -= midnight - moment
        moment = midnight


def is_working_day(day: date) -> bool:
    """Say whether a day is neither on a weekend nor a bank holiday in England."""
    return day.weekday() < 5 and day not in country_holidays("GB", subdiv="ENG", years=day.year)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), _LONDON).astimezone(UTC)
