"""Sentences about roles, and about what two persons can help with or want to learn."""

from collections.abc import Mapping, Sequence

from exchange.matching.person import PersonProfile
from exchange.matching.persons import AskingPerson
from exchange.matching.wording import in_mid_sentence, listed

_MOST_TOGETHER = 3


def subjects_in_words(keys: Sequence[str], names: Mapping[str, str]) -> str:
    """Return "ePMA, virtual wards and 2 more": at most three by name, in their order."""
    shown = [_named(key, names) for key in keys[:_MOST_TOGETHER]]
    more = len(keys) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)


def _named(key: str, names: Mapping[str, str]) -> str:
    kind, _, code = key.partition(":")
    name = names.get(key, code)
    return name if kind == "product" else in_mid_sentence(name)


def can_help_with(asking: AskingPerson, subjects: str) -> str:
    """Say that they can help with what is looked for."""
    why = "which you want to learn" if asking.area is None else "which you ask about"
    return f"Can help with {subjects}, {why}"


def both_are(role: str) -> str:
    """Say that both have one role."""
    return f"Both {plural(role)}"


def similar_role(role: str) -> str:
    """Say that their role is much like the asking person's."""
    return f"A role like yours: {role}"


def nothing_in_common(other: PersonProfile, helps: str) -> str:
    """Say what somebody offers with whom neither a subject nor a likeness of roles is shared.

    Args:
        helps: the subjects that they can help with in words, "" for none.
    """
    if helps:
        return f"Can help with {helps}, which you have not named"
    return f"Another role: {other.role}" if other.role else "No subject in common"


def missing_agenda(asking: AskingPerson, other: PersonProfile) -> str:
    """Say which side has said neither a role nor what it can help with or wants to learn."""
    mine = bool(asking.profile.role or asking.can_help or asking.wants)
    theirs = bool(other.role or other.can_help or other.wants)
    what = "a role, what you can help with or what you want to learn"
    if not mine and not theirs:
        return "Unknown: neither of you has given a role or any subject"
    if not mine:
        return f"Unknown: you have not given {what}"
    if not theirs:
        return "Unknown: they have not given a role or any subject"
    return "Unknown: nothing that both of you have given can be compared"


def plural(role: str) -> str:
    """Return "digital midwives" for "digital midwife"."""
    if role.endswith("fe"):
        return f"{role[:-2]}ves"
    if role.endswith("y") and role[-2:-1] not in tuple("aeiou"):
        return f"{role[:-1]}ies"
    return role if role.endswith("s") else f"{role}s"
