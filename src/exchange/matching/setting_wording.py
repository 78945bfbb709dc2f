"""Sentences about type, size and digital maturity."""

from exchange.matching.profile import Profile
from exchange.matching.wording import unknown

_SINGULAR = {"other": "NHS body of another type", "integrated care board": "integrated care board"}


def setting_statements(asking: Profile, other: Profile, kind: bool, size: bool, maturity: bool) -> list[str]:
    """Say what is alike; else how the types differ.

    Args:
        kind, size, maturity: whether each is more alike than on average.
    """
    said = [statement for statement in (_kinds(asking, other) if kind else "",) if statement]
    if size:
        said.append(_sizes(asking, other))
    if maturity:
        said.append(f"similar digital maturity in {_settings(asking, other)}")
    if said:
        return [statement[:1].upper() + statement[1:] for statement in said]
    return [_difference(asking, other)]


def _kinds(asking: Profile, other: Profile) -> str:
    if asking.type == other.type:
        return (
            f"both are {_named(asking.type)}s"
            if asking.type != "other"
            else "neither is a trust of a usual type"
        )
    return f"they are {_with_article(other.type)}, you are {_with_article(asking.type)}"


def _sizes(asking: Profile, other: Profile) -> str:
    if asking.staff_wte and other.staff_wte:
        return f"similar size, {other.staff_wte:,.0f} staff and {asking.staff_wte:,.0f}"
    return f"similar size, {other.beds or 0:,.0f} beds and {asking.beds or 0:,.0f}"


def _settings(asking: Profile, other: Profile) -> str:
    shared = sorted(asking.maturity.keys() & other.maturity.keys())
    return " and ".join(f"{name.lower()} care" for name in shared)


def _difference(asking: Profile, other: Profile) -> str:
    if asking.type and other.type and asking.type != other.type:
        return f"They are {_with_article(other.type)}, you are {_with_article(asking.type)}"
    return "Of a different size or digital maturity"


def _named(kind: str) -> str:
    return _SINGULAR.get(kind, f"{kind} trust")


def _with_article(kind: str) -> str:
    name = _named(kind)
    return f"{'an' if name[0].lower() in 'aeiou' or name.startswith('NHS') else 'a'} {name}"


def missing_setting(asking: Profile, other: Profile) -> str:
    """Say which side has neither type, size nor maturity registered."""
    return unknown("type, size or digital maturity", asking=_described(asking), other=_described(other))


def _described(profile: Profile) -> bool:
    return bool(profile.type or profile.staff_wte or profile.beds or profile.maturity)
