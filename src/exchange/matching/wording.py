"""Plain British English for reasons: how statements are joined and names are put into sentences."""

from collections.abc import Iterable, Sequence

LONGEST = 160


def sentence(statements: Iterable[str]) -> str:
    """Join as many statements as fit into one line, in their order, the first always; no full stop."""
    text = ""
    for statement in statements:
        longer = f"{text}; {statement[:1].lower()}{statement[1:]}" if text else statement
        if len(longer) > LONGEST and text:
            break
        text = longer
    return _shortened(text[:1].upper() + text[1:])


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;") + "…"


def listed(names: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def unknown(what: str, *, asking: bool, other: bool) -> str:
    """Say which side has nothing registered.

    Args:
        what: the thing that is missing, for example "location".
        asking, other: whether each side has it.
    """
    if not asking and not other:
        return f"Unknown: neither of you has {what} registered"
    if not other:
        return f"Unknown: they have no {what} registered"
    if not asking:
        return f"Unknown: you have no {what} registered"
    return f"Unknown: no {what} that can be compared is registered on both sides"


def in_mid_sentence(name: str) -> str:
    """Return a name as it stands inside a sentence: without its capital unless it is a proper name."""
    rest = name[1:]
    return name[:1].lower() + rest if rest == rest.lower() and not any(map(str.isdigit, rest)) else name


def region_in_sentence(name: str) -> str:
    """Return "the Midlands", but "London"."""
    return name if name in {"London", "Wales", "Scotland"} or name.startswith("the ") else f"the {name}"
