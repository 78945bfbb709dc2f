"""Rate limits: one atomic table that every process counts in."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Field, Session, SQLModel, col

from exchange.plumbing.clock import now
from exchange.plumbing.database import writing
from exchange.plumbing.errors import ExchangeError


class RateCount(SQLModel, table=True):
    """How often something was done in one window of time; ``key`` is a hash that names nobody."""

    __tablename__ = "rate_count"

    key: str = Field(primary_key=True, max_length=64)
    window_start: int = Field(primary_key=True)
    count: int = 0


class TooMany(ExchangeError):
    """Too much of something in too short a time."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"You have done this too often. Try again {_in_words(retry_after)}.")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times in each window of ``per``; windows begin at whole multiples since 1970."""

    name: str
    most: int
    per: timedelta


def count(engine: Engine, counted: list[tuple[Limit, str]]) -> int:
    """Count one more of each, in a transaction of its own, and return the seconds to wait; 0 when none.

    Args:
        counted: limits, each with whom or what it is counted for, such as an address. It is kept as a hash.
    """
    waits = [0]
    with writing(engine) as session, session.begin():
        for limit, whom in counted:
            window = int(limit.per.total_seconds())
            moment = int(now().timestamp())
            if _raise(session, _key(limit, whom), moment - moment % window) > limit.most:
                waits.append(window - moment % window)
    return max(waits)


def forget_before(session: Session, moment: float) -> int:
    """Remove the counts of windows that began before ``moment``, in seconds since 1970; return how many."""
    return session.exec(delete(RateCount).where(col(RateCount.window_start) < int(moment))).rowcount


def _raise(session: Session, key: str, window_start: int) -> int:
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = (
        insert(RateCount)
        .values(key=key, window_start=window_start, count=1)
        .on_conflict_do_update(
            index_elements=["key", "window_start"], set_={"count": col(RateCount.count) + 1}
        )
        .returning(col(RateCount.count))
    )
    number: int = session.execute(statement).scalar_one()
    return number


def _key(limit: Limit, whom: str) -> str:
    return hashlib.sha256(f"{limit.name}\0{whom}".encode()).hexdigest()


def _in_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "in a minute" if minutes == 1 else f"in {minutes} minutes" if minutes < 120 else "tomorrow"
