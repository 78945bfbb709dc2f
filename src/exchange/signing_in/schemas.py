"""What comes into sign-in and what leaves it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from exchange.people.schemas import Given, Shape
from exchange.signing_in.models import Method

_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}")


def _address(typed: str) -> str:
    folded = typed.casefold()
    if not _ADDRESS.fullmatch(folded):
        raise ValueError("Enter an e-mail address like name@nhs.net")
    return folded


Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=254),
    AfterValidator(_address),
]


class AddressGiven(Given):
    """Who wants to sign in."""

    email: Address = Field(title="your work e-mail address")
    next: str = Field(default="", max_length=500)


class CodeGiven(Given):
    """The code from the mail."""

    code: str = Field(min_length=1, max_length=40, title="the code from the e-mail")


class LinkGiven(Given):
    """The link from the mail, pressed on purpose."""

    token: str = Field(min_length=20, max_length=100)


@dataclass(frozen=True)
class SignedIn:
    """A session has begun: the token for its cookie, and where the person goes now."""

    token: str
    path: str


@dataclass(frozen=True)
class WrongCode:
    """The code was not the one. ``tries_left`` 0: a new one is needed."""

    tries_left: int


class SessionBrief(Shape):
    """One browser in which a person is signed in."""

    id: UUID
    device: str
    method: Method
    started_at: datetime
    seen_at: datetime
    is_this: bool


class Persona(Shape):
    """Somebody of the demonstration whom a visitor may be."""

    id: UUID
    name: str
    roles: str
    organisation: str
