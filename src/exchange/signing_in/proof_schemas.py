"""Passkeys and single sign-ons: what comes in and what leaves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from exchange.people.schemas import Given, Shape


class PasskeyNameGiven(Given):
    """What a new passkey is to be called."""

    name: str = Field(default="", max_length=60, title="the name")


class NewPasskeyGiven(Given):
    """A passkey that the browser has just made."""

    name: str = Field(default="", max_length=60)
    credential: dict[str, Any]


class NextGiven(Given):
    """Where somebody wants to go once they are signed in."""

    next: str = Field(default="", max_length=500)


class PasskeyAnswerGiven(Given):
    """A challenge that a passkey has signed."""

    credential: dict[str, Any]


class PasskeyBrief(Shape):
    """One of a person's passkeys."""

    id: UUID
    name: str
    added_at: datetime
    used_at: datetime | None


class LinkedProvider(Shape):
    """A configured single sign-on, and whether the person has linked theirs."""

    name: str
    label: str
    is_linked: bool


@dataclass(frozen=True)
class RelyingParty:
    """What passkeys are bound to: our host, and the one origin that may ask for them."""

    host: str
    origin: str
    name: str
