"""Read a submitted HTML form into a schema, keeping what was typed when it does not fit."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_origin

from fastapi import HTTPException, Request
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import UploadFile

S = TypeVar("S", bound=BaseModel)

_MOST_FIELDS = 500
_MOST_TYPED_FIELDS = 900
_MOST_UPLOAD_FIELDS = 5
_SENTENCES = {
    "missing": "Enter {title}",
    "string_too_short": "Enter {title}",
    "string_too_long": "{Title} must be {max_length} characters or fewer",
    "extra_forbidden": "There is no field '{name}' in this form",
    "greater_than_equal": "{Title} must be at least {ge}",
    "less_than_equal": "{Title} must be at most {le}",
    "int_parsing": "{Title} must be a whole number",
    "enum": "Choose {title}",
    "literal_error": "Choose {title}",
    "date": "{Title} must be a real date, for example 2027-03-27",
}


@dataclass(frozen=True)
class Submission(Generic[S]):
    """What came in: ``value`` when valid, otherwise ``errors`` by field name. ``typed`` is shown again."""

    typed: dict[str, Any] = field(default_factory=dict)
    value: S | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def error_list(self) -> list[dict[str, str]]:
        """Items for the NHS.UK error summary, each linked to its field."""
        return [{"text": message, "href": f"#{name}"} for name, message in self.errors.items()]

    def refused(self, name: str, message: str) -> "Submission[S]":
        """Return the same form, refused for a reason that its schema cannot know."""
        return Submission(self.typed, errors={**self.errors, name: message})


def submitted(schema: type[S]) -> Callable[[Request], Awaitable[Submission[S]]]:
    """Build a dependency that validates the posted form against ``schema``.

    Names that the schema does not know are refused with the rest, names that come twice at once, because
    programs disagree on which of the two counts. A list takes all that are sent.
    """
    lists = {name for name, known in schema.model_fields.items() if _is_list(known)}

    async def read(request: Request) -> Submission[S]:
        form = await request.form(max_fields=_MOST_FIELDS, max_files=0)
        typed: dict[str, Any] = {name: [] for name in lists}
        for name, value in form.multi_items():
            if name in lists:
                typed[name].append(str(value))
            elif name in typed:
                raise HTTPException(400, f"The field '{name[:40]}' was sent twice.")
            else:
                typed[name] = str(value)
        return validated(schema, typed)

    return read


async def typed_fields(request: Request) -> dict[str, str]:
    """Read a form whose fields depend on what was shown, by name; the caller fits them to a schema."""
    form = await request.form(max_fields=_MOST_TYPED_FIELDS, max_files=0)
    typed: dict[str, str] = {}
    for name, value in form.multi_items():
        if name in typed:
            raise HTTPException(400, f"The field '{name[:40]}' was sent twice.")
        typed[name] = str(value)
    return typed


@dataclass(frozen=True)
class Upload:
    """A file that was sent with a form, and whether its one box was ticked."""

    name: str
    content: bytes
    confirmed: bool


async def uploaded(request: Request) -> Upload:
    """Read a form with one file, ``file``, and one box, ``confirmed``; nothing when no file was chosen."""
    async with request.form(max_fields=_MOST_UPLOAD_FIELDS, max_files=1) as form:
        if set(form) - {"file", "confirmed"} or len(form.multi_items()) > len(form):
            raise HTTPException(400, "This form has a file and a box to tick, each once.")
        file, confirmed = form.get("file"), form.get("confirmed") == "true"
        if not isinstance(file, UploadFile):
            return Upload("", b"", confirmed)
        return Upload(file.filename or "", await file.read(), confirmed)


def validated(schema: type[S], typed: dict[str, Any]) -> Submission[S]:
    """Return what was typed as a value of ``schema``, or with what is wrong with it."""
    try:
        return Submission(typed, value=schema.model_validate(typed))
    except ValidationError as problem:
        errors = {_name_in(found): _in_words(schema, found) for found in map(dict, problem.errors())}
        return Submission(typed, errors=errors)


def _is_list(known: FieldInfo) -> bool:
    return get_origin(known.annotation) in {list, tuple, set, frozenset}


def _in_words(schema: type[BaseModel], problem: Mapping[str, Any]) -> str:
    """Return a sentence for a problem that pydantic found; ``title`` of the field is its name in words."""
    name = _name_in(problem)
    known = schema.model_fields.get(name)
    title = (known.title if known and known.title else name.replace("_", " ")) or "form"
    kind = str(problem["type"])
    sentence = _SENTENCES.get(kind) or _SENTENCES.get(kind.partition("_")[0])
    if sentence is None:
        return str(problem["msg"]).removeprefix("Value error, ")
    words = {"title": title, "Title": title[:1].upper() + title[1:], "name": name[:40]}
    return sentence.format(**words, **problem.get("ctx", {}))


def _name_in(problem: Mapping[str, Any]) -> str:
    """Return the field that a problem is about; "form" when it is about all of it."""
    place = problem["loc"]
    return str(place[0]) if place else "form"
