"""Reading the page of answers: one field for each entry, named by its id and the version that was shown."""

import re
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request
from pydantic import ValidationError

from exchange.deployments.still_true_schemas import Answer, AnswersGiven
from exchange.web.forms import typed_fields

_NAME = re.compile(r"(?P<id>[0-9a-f-]{36})\.(?P<version>[0-9]{1,9})")
_OTHERS, _WAITING = "others", "waiting"
NOTHING_MARKED = "Mark at least one system, or use the button for all of them"


@dataclass(frozen=True)
class Answers:
    """What came in: ``value`` when valid, else ``error``; ``typed`` is what was marked, by name."""

    value: AnswersGiven | None
    typed: dict[str, str]
    error: str = ""


async def answers_given(request: Request) -> Answers:
    """Read the form; its second button answers "still true" for every entry that waits and is not marked.

    Raises:
        HTTPException: a field has another name than this form gives, or comes twice.
    """
    sent = await typed_fields(request)
    others, waiting = sent.pop(_OTHERS, ""), sent.pop(_WAITING, "").split()
    marked = {name: value for name, value in sent.items() if value}
    if others == Answer.STILL_TRUE:
        marked = dict.fromkeys(waiting, Answer.STILL_TRUE.value) | marked
    return _validated(marked)


def _validated(marked: dict[str, str]) -> Answers:
    names = {name: _NAME.fullmatch(name) for name in marked}
    if unknown := [name for name, found in names.items() if found is None]:
        raise HTTPException(400, f"There is no field '{unknown[0][:40]}' in this form.")
    answers: list[dict[str, Any]] = [
        {**found.groupdict(), "answer": marked[name]} for name, found in names.items() if found
    ]
    try:
        return Answers(AnswersGiven.model_validate({"answers": answers}), marked)
    except ValidationError:
        return Answers(None, marked, NOTHING_MARKED if not answers else "Choose one of the answers offered")
