"""The operations of the API, told from its own OpenAPI document in the words that a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One part of an address that the caller chooses."""

    name: str
    place: str
    kind: str
    required: bool
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One address of the API. ``anchor`` is its id on the page."""

    anchor: str
    method: str
    path: str
    subject: str
    summary: str
    description: str
    parameters: list[Parameter]
    answer: str


def operations_of(document: Mapping[str, Any]) -> list[Operation]:
    """Return every operation of an OpenAPI document, by subject and address."""
    found = [
        _operation(path, method, details)
        for path, methods in document["paths"].items()
        for method, details in methods.items()
    ]
    return sorted(found, key=lambda operation: (operation.subject, operation.path))


def _operation(path: str, method: str, details: Mapping[str, Any]) -> Operation:
    answer = details["responses"].get("200", {}).get("content", {}).get("application/json", {})
    return Operation(
        anchor=details["operationId"],
        method=method.upper(),
        path=path,
        subject=details.get("tags", ["service"])[0],
        summary=details["summary"],
        description=details.get("description", ""),
        parameters=[_parameter(each) for each in details.get("parameters", [])],
        answer=_kind(answer.get("schema", {})),
    )


def _parameter(details: Mapping[str, Any]) -> Parameter:
    schema = details.get("schema", {})
    meaning = details.get("description") or schema.get("description", "")
    return Parameter(
        name=details["name"],
        place=details["in"],
        kind=_kind(schema),
        required=details.get("required", False),
        meaning=meaning,
    )


def _kind(schema: Mapping[str, Any]) -> str:
    """Return a schema in a few words: "list of PeerList", "text or nothing"."""
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    return words.get(str(schema.get("type")), "nothing" if schema.get("type") == "null" else "object")
