"""Arrays that grow at their end without being copied, each as unchanging as any other to its readers."""

from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)
_LEAST_SPARE = 64  # rows
_SPARE = 16  # one row to spare for so many that are there
_CLAIMING = Lock()


class _Memory(Generic[Number]):
    """Rows and the room behind them, of which ``taken`` belong to some array."""

    def __init__(self, rows: NDArray[Number], end: int) -> None:
        spare = max(_LEAST_SPARE, end // _SPARE)
        self.rows: NDArray[Number] = np.empty((end + spare, *rows.shape[1:]), rows.dtype)
        self.rows[: len(rows)] = rows
        self.taken = end


@dataclass(frozen=True)
class Growing(Generic[Number]):
    """Rows that never change. What is appended makes another, which shares the memory of these.

    Nobody looks behind the end of its own rows. Of several that are grown from the same rows, the first gets
    the room behind them, all others get memory of their own.
    """

    rows: NDArray[Number]
    _memory: _Memory[Number]

    @classmethod
    def of(cls, rows: NDArray[Number]) -> Self:
        """Copy rows to where there is room behind them."""
        memory = _Memory(rows, len(rows))
        return cls(memory.rows[: len(rows)], memory)

    def appended(self, more: NDArray[Number]) -> Self:
        """Return these rows and more at the end."""
        begin, end = len(self.rows), len(self.rows) + len(more)
        with _CLAIMING:
            memory = self._memory
            if memory.taken > begin or len(memory.rows) < end:
                memory = _Memory(self.rows, end)
            memory.taken = end
        memory.rows[begin:end] = more
        return type(self)(memory.rows[:end], memory)

    def kept(self, rows: NDArray[np.intp]) -> Self:
        """Return some of these rows in memory of their own."""
        return self.of(self.rows[rows])

    def __reduce__(self) -> tuple[Any, ...]:
        """Give copies memory of their own."""
        return type(self).of, (self.rows,)
