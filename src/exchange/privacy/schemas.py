"""What is shown of personal data, retention and concerns, and what comes in."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from exchange.memberships.schemas import Colleague
from exchange.people.schemas import Given, Shape
from exchange.privacy.models import ConcernKind
from exchange.signing_in.schemas import Address

Cell = str | int | bool | datetime | date | None


class HeldRow(Shape):
    """One record about a person: values by what they are called in words."""

    values: dict[str, Cell]


class Holding(Shape):
    """All records of one kind about a person."""

    kind: str
    words: str
    purpose: str
    on_erasure: str
    rows: tuple[HeldRow, ...]


class Agreement(Shape):
    """Something that a person agreed to; ``can_withdraw`` while it stands."""

    id: UUID
    text: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None
    can_withdraw: bool


class PersonalData(Shape):
    """Everything that is held about one person."""

    made_at: datetime
    notice_version: str
    holdings: tuple[Holding, ...]
    agreements: tuple[Agreement, ...]


class Kept(Shape):
    """What the notice says of one kind of record."""

    words: str
    purpose: str
    what: tuple[str, ...]
    on_erasure: str


class KeptFor(Shape):
    """One line of the retention table."""

    what: str
    how_long: str
    why: str
    source: str


class Seen(Shape):
    """Who sees what about a person."""

    what: str
    roles: tuple[str, ...]


class Cookie(Shape):
    """One cookie, with what it is for and how long a browser keeps it."""

    name: str
    purpose: str
    how_long: str


class Notice(Shape):
    """The privacy notice, made from what the code does."""

    version: str
    contact: str
    kept: tuple[Kept, ...]
    retention: tuple[KeptFor, ...]
    seen_by: tuple[Seen, ...]
    cookies: tuple[Cookie, ...]


class EraseGiven(Given):
    """Somebody wants their account erased, and may name who takes their place as knowledge lead."""

    confirmed: bool = Field(default=False, title="that you want to erase your account")
    successor: Annotated[UUID | None, BeforeValidator(lambda typed: typed or None)] = None


class ErasePreview(Shape):
    """What erasing would remove and leave, and who could take over."""

    goes: tuple[Kept, ...]
    stays: tuple[Kept, ...]
    is_last_administrator: bool
    is_lead: bool
    colleagues: tuple[Colleague, ...]


class ConcernGiven(Given):
    """A complaint or a notice. The answer goes to the account's address, or else to ``email``."""

    kind: ConcernKind = Field(default="", validate_default=True, title="what this is about")
    email: Annotated[Address | None, BeforeValidator(lambda typed: typed or None)] = Field(
        default=None, title="your e-mail address"
    )
    about_path: str = Field(default="", max_length=500, title="address of the page")
    text: str = Field(min_length=1, max_length=5000, title="what is wrong")


class OutcomeGiven(Given):
    """How a concern was dealt with; its sender gets these words."""

    outcome: str = Field(min_length=1, max_length=2000, title="the outcome")


class ConcernReceived(Shape):
    """What somebody who sent a concern gets."""

    reference: str
    answer_by: datetime


class ConcernDetail(Shape):
    """A concern as administrators see it; never the address that the answer goes to."""

    id: UUID
    reference: str
    kind: ConcernKind
    has_account: bool
    about_path: str
    text: str
    received_at: datetime
    answer_by: datetime
    acknowledged_at: datetime | None
    closed_at: datetime | None
    outcome: str
    is_overdue: bool
