"""Everything sign-in keeps. Secrets are stored as hashes alone."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime, text_enum


class Method(StrEnum):
    """How somebody proved who they are."""

    EMAIL = "e-mail link"
    PASSKEY = "passkey"
    OPENID = "single sign-on"
    INVITATION = "invitation"
    DEMONSTRATION = "demonstration"


class AttemptState(StrEnum):
    """Whether an attempt can still be used."""

    PENDING = "pending"
    USED = "used"


class EmailDomain(SQLModel, table=True):
    """A mail domain whose owners may sign in; ``organisation_id`` is guessed for them."""

    __tablename__ = "email_domain"

    domain: str = Field(primary_key=True, max_length=120)
    covers_subdomains: bool = False
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    note: str = Field(default="", max_length=200)


class SignInSession(SQLModel, table=True):
    """One signed-in browser. ``token_hash`` is the SHA-256 of the cookie, in hexadecimal.

    After a change of rights the cookie is replaced; the one before stays good for a minute, for the
    requests that were already on their way.
    """

    __tablename__ = "sign_in_session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    previous_hash: str | None = Field(default=None, unique=True, max_length=64)
    rotated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    must_rotate: bool = False
    method: Method = Field(sa_type=text_enum(Method))
    device: str = Field(default="", max_length=80)
    started_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class SignInAttempt(SQLModel, table=True):
    """A link and a code sent by mail, bound to the browser that asked.

    ``verifier_hash`` is that of the browser's cookie, ``code_hash`` that of the verifier with the code, so
    that a copy of this table opens nothing. An invitation has a link alone.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (CheckConstraint("tries between 0 and 5", name="tries"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(max_length=254, index=True)
    method: Method = Field(default=Method.EMAIL, sa_type=text_enum(Method))
    verifier_hash: str | None = Field(default=None, unique=True, max_length=64)
    link_hash: str = Field(unique=True, max_length=64)
    code_hash: str = Field(default="", max_length=64)
    state: AttemptState = Field(default=AttemptState.PENDING, sa_type=text_enum(AttemptState))
    tries: int = 0
    next_path: str = Field(default="", max_length=500)
    started_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Identity(SQLModel, table=True):
    """What an OpenID provider calls a person: issuer and subject, never an e-mail address."""

    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=255)
    linked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class OpenIdAttempt(SQLModel, table=True):
    """A journey to an OpenID provider that has not come back yet; used once."""

    __tablename__ = "openid_attempt"

    state_hash: str = Field(primary_key=True, max_length=64)
    browser_hash: str = Field(max_length=64)
    provider: str = Field(max_length=40)
    nonce: str = Field(max_length=64)
    code_verifier: str = Field(max_length=128)
    next_path: str = Field(default="", max_length=500)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Passkey(SQLModel, table=True):
    """A public key that a person's device keeps the other half of. ``credential_id`` is base64url."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    credential_id: str = Field(unique=True, max_length=1400)
    public_key: bytes
    sign_count: int = 0
    name: str = Field(default="", max_length=60)
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PasskeyChallenge(SQLModel, table=True):
    """A challenge that a passkey must sign, bound to the browser that asked; used once."""

    __tablename__ = "passkey_challenge"

    browser_hash: str = Field(primary_key=True, max_length=64)
    challenge: bytes
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    next_path: str = Field(default="", max_length=500)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
