"""Which text is a mail domain that can be approved."""

import re
import unicodedata

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LAST_LABEL = re.compile(r"[a-z]{2,24}")
# Anybody can have an address, or a name of their own, below these.
_SHARED = frozenset(
    {"ac.uk", "co.uk", "com.uk", "gov.uk", "ltd.uk", "me.uk", "net.uk", "org.uk", "plc.uk", "sch.uk"}
    | {"aol.com", "btinternet.com", "gmail.com", "googlemail.com", "hotmail.co.uk", "hotmail.com"}
    | {"icloud.com", "live.co.uk", "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me"}
    | {"protonmail.com", "sky.com", "virginmedia.com", "yahoo.co.uk", "yahoo.com", "ymail.com"}
)


def domain_name(typed: str) -> str:
    """Return a domain in lower case, without a full stop at its end.

    Only plain Latin letters are let through: addresses of sign-in have no others, and one that only looks
    like a known domain would let its owner in.

    Raises:
        ValueError: it is none, looks like another one, or belongs to everybody.
    """
    name = typed.strip().lower().removesuffix(".")
    foreign = next((letter for letter in name if not letter.isascii()), "")
    if foreign:
        called = unicodedata.name(foreign, "an unknown character").lower()
        raise ValueError(
            f"'{foreign}' is {called}: use only the letters a to z, digits, hyphens and full stops"
        )
    labels = name.split(".")
    if any(label.startswith("xn--") for label in labels):
        raise ValueError("A domain that starts with xn-- stands for letters that can look like others")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or not _LAST_LABEL.fullmatch(labels[-1]):
        raise ValueError("Enter a domain like trust.nhs.uk, without @ and without https://")
    if name in _SHARED:
        raise ValueError(f"Anybody can have an address at {name}, so it cannot be approved")
    return name
