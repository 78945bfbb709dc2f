"""Links that carry their own permission: what they are for, what they name, and until when, all signed."""

import re
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlmodel import Field, Session, SQLModel

from exchange.plumbing.errors import NotFound

# What itsdangerous makes: content, moment and signature, the first compressed when it begins with a dot.
_TOKEN = re.compile(r"/\.?[\w-]+\.[\w-]{6}\.[\w-]{27}(?![\w-])")


class SigningKey(SQLModel, table=True):
    """The secret that links are signed with, made by the migration. One row."""

    __tablename__ = "signing_key"

    id: int = Field(default=1, primary_key=True)
    secret: str = Field(max_length=64)


def signed(session: Session, purpose: str, named: str) -> str:
    """Return a token that stands for ``named`` for one ``purpose``, for example "still true"."""
    return _serializer(session, purpose).dumps(named)


def read_signed(session: Session, purpose: str, token: str, *, within: timedelta) -> str:
    """Return what a token stands for.

    Raises:
        NotFound: it was not made here for this purpose, or longer ago than ``within``.
    """
    try:
        return str(_serializer(session, purpose).loads(token, max_age=int(within.total_seconds())))
    except BadSignature:
        raise NotFound("This link is not valid, or no longer") from None


def without_tokens(path: str) -> str:
    """Return a path as logs may hold it: whoever reads a token there could act by it."""
    return _TOKEN.sub("/…", path)


def _serializer(session: Session, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(session.get_one(SigningKey, 1).secret, salt=purpose)
