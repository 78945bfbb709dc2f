"""The settings in force, without the secrets among them."""

import re
from collections.abc import Iterable

from pydantic import SecretStr

from exchange.administration.schemas import SettingShown
from exchange.plumbing.settings import OpenIdProvider, Settings

MASK = "••••••"
_PASSWORD = re.compile(r"(://[^:/?#\s]*):[^\s]*@")  # greedy: a password may hold any sign, an @ too
_PARAMETER = re.compile(r"([?&][^=&#\s]*(?:pass|secret|key|token)[^=&#\s]*=)[^&#\s]*", re.IGNORECASE)


def find_settings(settings: Settings) -> tuple[SettingShown, ...]:
    """Return every setting with its description and its value, secrets masked."""
    return tuple(
        SettingShown(
            name=name,
            variable=f"EXCHANGE_{name.upper()}",
            description=field.description or "",
            value=in_words(getattr(settings, name)),
            is_default=getattr(settings, name) == field.get_default(call_default_factory=True),
        )
        for name, field in type(settings).model_fields.items()
    )


def in_words(value: object) -> str:
    """Return a value as the page shows it."""
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, OpenIdProvider):
        secret = in_words(value.client_secret)
        return f"{value.name}: {masked(value.issuer)}, client {value.client_id}, secret {secret}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "; ".join(map(in_words, value)) or "none"
    return masked(str(value)) or "not set"


def masked(text: str) -> str:
    """Return ``text`` with every password in an address masked."""
    return _PARAMETER.sub(rf"\1{MASK}", _PASSWORD.sub(rf"\1:{MASK}@", text))
