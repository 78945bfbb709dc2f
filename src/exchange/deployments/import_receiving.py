"""Reads the forms of an import: the many cells and names of its one page."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import HTTPException, Request
from pydantic import ValidationError

from exchange.deployments.import_schemas import CorrectionsGiven

_MOST_FIELDS = 900
_CELL = re.compile(r"cell:([0-9]{1,8}):([a-z_]{1,40})")
_OUT = re.compile(r"out:([0-9]{1,8})")
_NAME = re.compile(r"(column|name|choice|other):([0-9]{1,4})")


@dataclass(frozen=True)
class Corrections:
    """What was typed and chosen, by field, to be shown again; ``value`` when it fits."""

    typed: dict[str, str] = field(default_factory=dict)
    value: CorrectionsGiven | None = None


async def corrections_sent(request: Request) -> Corrections:
    """Read cells (``cell:LINE:COLUMN``), lines to leave out (``out:LINE``), names (``choice:NUMBER`` …)."""
    form = await request.form(max_fields=_MOST_FIELDS, max_files=0)
    typed: dict[str, str] = {}
    for name, value in form.multi_items():
        if name in typed:
            raise HTTPException(400, f"The field '{name[:40]}' was sent twice.")
        typed[name] = str(value)
    try:
        return Corrections(typed, CorrectionsGiven.model_validate(_given(typed)))
    except ValidationError:
        return Corrections(typed)


def _given(typed: Mapping[str, str]) -> dict[str, Any]:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    left_out, cells = [], []
    others: dict[str, str] = {}
    for each, text in typed.items():
        if cell := _CELL.fullmatch(each):
            cells.append({"line": int(cell[1]), "column": cell[2], "text": text})
        elif out := _OUT.fullmatch(each):
            left_out.append(int(out[1]))
        elif part := _NAME.fullmatch(each):
            names[part[2]][part[1]] = text
        else:
            others[each] = text
    return {
        **others,
        "cells": cells,
        "left_out": left_out,
        "names": [{"choice": "", **parts} for parts in names.values()],
    }
