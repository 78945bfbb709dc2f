"""Words about personal data that pages, export and notice share."""

from datetime import timedelta
from typing import Any

from exchange.privacy.columns import PersonalTable
from exchange.privacy.schemas import Agreement

# What somebody takes note of, and what they agree to. Whatever is not here rests on consent.
NOT_CONSENT = frozenset({"privacy notice", "notice"})


def on_erasure(table: PersonalTable) -> str:
    """Return what becomes of a kind of record when an account is erased."""
    return f"Kept without your name: {table.stays_because}" if table.stays_because else "Deleted"


def how_long(kept_for: timedelta) -> str:
    """Return a time in words: "24 hours", "30 days", "12 months", "3 years"."""
    if kept_for <= timedelta(days=1):
        return f"{kept_for // timedelta(hours=1)} hours"
    days = kept_for.days
    if days % 365 == 0 and days > 365:
        return f"{days // 365} years"
    return "12 months" if days == 365 else f"{days} days"


def agreement_of(row: Any) -> Agreement:
    """Return a consent with whether it can be withdrawn: where it is the reason for what we do."""
    return Agreement(
        id=row.id,
        text=row.text,
        version=row.version,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
        can_withdraw=row.withdrawn_at is None and row.text not in NOT_CONSENT,
    )
