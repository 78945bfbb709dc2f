"""Values that a process builds from the database once and keeps until the database moves on."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlmodel import Session

from exchange.plumbing.changes import current_change

T = TypeVar("T")


class Kept(Generic[T]):
    """A value built by ``build`` from one session, rebuilt when the change number of one of its topics moves.

    Getting it costs one query a transaction, whatever the topics; threads that need a value which is being
    rebuilt wait for it.
    Several databases in one process, as in tests, each have their own value.

    Where ``advance`` is given it makes the new value from the old one and the numbers, in the order of the
    topics, that it was built at.
    """

    def __init__(
        self,
        topics: str | tuple[str, ...],
        build: Callable[[Session], T],
        advance: Callable[[Session, T, tuple[int, ...]], T] | None = None,
    ) -> None:
        self._topics = (topics,) if isinstance(topics, str) else topics
        self._build = build
        self._advance = advance
        self._values: WeakKeyDictionary[Pool, tuple[tuple[int, ...], T]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, session: Session) -> T:
        """Return the value that fits the database as ``session`` sees it."""
        pool = session.connection().engine.pool
        number = tuple(current_change(session, topic) for topic in self._topics)
        known = self._values.get(pool)
        if known is not None and known[0] == number:
            return known[1]
        with self._lock:
            known = self._values.get(pool)
            if known is None or known[0] != number:
                known = (number, self._renewed(session, known))
                self._values[pool] = known
            return known[1]

    def _renewed(self, session: Session, known: tuple[tuple[int, ...], T] | None) -> T:
        if known is None or self._advance is None:
            return self._build(session)
        return self._advance(session, known[1], known[0])
