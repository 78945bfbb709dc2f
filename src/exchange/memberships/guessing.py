"""What a mail address tells: where its owner may work, and what they may be called. Pure."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from urllib.parse import urlsplit

SHARED = frozenset(
    {"nhs.net", "nhs.uk", "wales.nhs.uk", "scot.nhs.uk", "nhs.wales", "nhs.scot"}
    | {"gov.uk", "ac.uk", "org.uk", "co.uk", "uk", "net", "com", "org"}
)
"""Domains that all of the NHS, or everybody, has addresses or websites in: they tell no organisation."""
_LONGEST_NAME = 100


class DomainMatch(StrEnum):
    """What a mail domain says of an organisation."""

    THEIRS = "theirs"
    SHARED = "shared"
    OTHER = "other"


def domain_of(address: str | None) -> str:
    """Return what follows the last @, folded; "" without an address."""
    return (address or "").rpartition("@")[2].lower()


def parents_of(domain: str) -> list[str]:
    """Return the domains above one, the nearest first: "a.b.c" gives "b.c" and "c"."""
    labels = domain.split(".")
    return [".".join(labels[i:]) for i in range(1, len(labels))]


def telling(domain: str) -> list[str]:
    """Return a domain and those above it, as far as they may be one organisation's own."""
    if domain in SHARED:
        return []
    return [each for each in (domain, *parents_of(domain)) if "." in each and each not in SHARED]


def label_of(domain: str) -> str:
    """Return the part of a domain that an organisation chose: "mail.abc.nhs.uk" gives "abc"; or ""."""
    names = telling(domain)
    return names[-1].partition(".")[0] if names else ""


def host_of(website: str) -> str:
    """Return the host of a web address without its "www."; "" when there is none."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:  # an address that nobody can open
        return ""
    return host.removeprefix("www.")


def match(domain: str, *, approved: Mapping[str, bool], website: str) -> DomainMatch:
    """Say whether a mail domain is an organisation's.

    Args:
        approved: the organisation's approved domains, with whether each covers those below it.
    """
    if any(
        domain == known or (covers and domain.endswith(f".{known}")) for known, covers in approved.items()
    ):
        return DomainMatch.THEIRS
    if domain in SHARED:
        return DomainMatch.SHARED
    return DomainMatch.THEIRS if host_of(website) in telling(domain) else DomainMatch.OTHER


def name_in(address: str | None) -> str:
    """Return the name that an address spells: "ana.example2@" gives "Ana Example"; "" when it spells none."""
    local = (address or "").rpartition("@")[0].partition("+")[0]
    spelled = list(_names(local))
    return " ".join(spelled)[:_LONGEST_NAME] if len(spelled) > 1 else ""


def _names(local: str) -> Iterator[str]:
    for part in local.replace("_", ".").split("."):
        letters = part.strip("0123456789")
        if letters.replace("-", "").replace("'", "").isalpha():
            yield "-".join(piece.capitalize() for piece in letters.split("-"))
