"""What matching keeps in the database: the epoch, by which every process scores alike."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime


class MatchingEpoch(SQLModel, table=True):
    """The organisations to whose statistics matching is fitted until the next epoch begins: one row, id 1.

    Attributes:
        registry_change: number of the registry's change that beginning it is.
        content: what ``exchange.matching.dumps`` gives.
    """

    __tablename__ = "matching_epoch"

    id: int = Field(default=1, primary_key=True)
    registry_change: int
    begun_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    content: bytes
