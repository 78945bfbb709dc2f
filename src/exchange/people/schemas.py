"""What leaves the people subject, and what comes in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from exchange.people.actor import Actor, Role


class Shape(BaseModel):
    """Base of what goes out: a value that nobody changes."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Given(BaseModel):
    """Base of what comes in: a field that is not known is refused, so nothing can be set in passing."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Viewer(Shape):
    """What every page knows of whoever looks at it."""

    person_id: UUID
    name: str
    roles: tuple[Role, ...]
    withheld: tuple[Role, ...]
    is_demonstration: bool
    ends_at: datetime

    @property
    def is_administrator(self) -> bool:
        """Say whether the menu offers administration."""
        return Role.ADMINISTRATOR in self.roles

    @property
    def is_staff(self) -> bool:
        """Say whether the menu offers people."""
        return Role.NEWCOMER not in self.roles or self.is_administrator


@dataclass(frozen=True)
class Acting:
    """Who acts by a session, and what the session needs: to be seen again, or to have a new cookie."""

    actor: Actor
    viewer: Viewer
    seen_at: datetime
    must_rotate: bool
