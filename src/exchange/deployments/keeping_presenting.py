"""What the pages for keeping a list of systems true say and start with."""

from typing import Any, NamedTuple

from exchange.deployments.keeping_schemas import Choices, Entry
from exchange.deployments.naming_systems import label

_DONE = {
    "confirmed": "Thank you. It is confirmed as of today, and peers are ranked by that at once.",
    "removed": "It is off the list. You can take that back.",
    "changed": "It is changed and confirmed as of today.",
    "added": "It is on the list.",
    "undone": "It is taken back.",
    "contracts": "That is saved.",
}
_COMPARED = {
    "system": "System",
    "functional_area": "For",
    "stage": "Stage",
    "started_on": "Started",
    "live_on": "Live",
    "retired_on": "Retired",
    "product_version": "Version",
    "modules": "Modules",
    "owner_id": "Looked after by",
    "note": "Note",
    "contract_from": "Contract from",
    "contract_to": "Contract to",
}


class Difference(NamedTuple):
    """One field as it is saved by now and as somebody has typed it."""

    label: str
    saved: str
    typed: str


def said(done: str, confirmed: int = 0, left: int = 0) -> str:
    """Return what was done, in words."""
    if done != "ticked":
        return _DONE.get(done, "")
    words = (
        f"Thank you. {confirmed} {'system is' if confirmed == 1 else 'systems are'} confirmed as of today."
    )
    if not left:
        return words
    return f"{words} {left} {'has' if left == 1 else 'have'} changed since you opened the page: look again."


def typed_of(entry: Entry) -> dict[str, Any]:
    """Return what the form of an entry starts with."""
    fields = set(_COMPARED) - {"system", "functional_area", "owner_id"}
    return {
        **{name: str(value) for name, value in entry.model_dump(include=fields | {"version"}).items()},
        "system": label(entry.supplier or None, entry.product or None),
        "functional_area": entry.area_code,
        "owner_id": str(entry.owner_id or ""),
    }


def differences(entry: Entry, typed: dict[str, Any], choices: Choices) -> tuple[Difference, ...]:
    """Return in what the saved entry differs from what was typed."""
    names = {each.key: each.name for each in choices.areas}
    names |= {str(each.id): each.name for each in choices.colleagues}
    return tuple(
        Difference(_COMPARED[name], names.get(value, value), names.get(str(typed.get(name, "")), shown))
        for name, value in typed_of(entry).items()
        if name in _COMPARED and (shown := str(typed.get(name, ""))) != value
    )
