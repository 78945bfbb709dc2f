"""Every method of every route, asked by seven actors for something in each of four relations to them."""

import html
import re
from collections.abc import Iterator
from itertools import product

import pytest

from tests.rights.conftest import LETTER, Stage
from tests.rights.imports import import_for
from tests.rights.lessons import state_for
from tests.rights.rows import Row, misfits, shape_of
from tests.rights.table import ROWS
from tests.rights.world import ACTORS, RELATIONS

pytestmark = pytest.mark.slow

# Whose own answers hold no name of anybody else, and who does not see those who hide from them.
OUTSIDERS = {"visitor", "newcomer", "disabled"}
INSIDERS = {"staff", "lead", "network leader"}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_the_answer_in_the_table(stage, row):
    stage.go_back()
    cells = [
        (actor, relation, row.status(number, relation))
        for relation, (number, actor) in product(RELATIONS, enumerate(ACTORS))
    ]
    wrong = _wrong(stage, row, [cell for cell in cells if not row.changes(cell[-1])])
    assert stage.contents() == stage.before, "what is read or refused changes nothing"
    for cell in cells:
        if row.changes(cell[-1]):
            wrong += _wrong(stage, row, [cell])
            stage.go_back()
    assert wrong == []


def _wrong(stage: Stage, row: Row, cells: list[tuple[str, str, int]]) -> list[str]:
    wrong = []
    for actor, relation, expected in cells:
        answer = _ask(stage, row, actor, relation)
        problems = [*_about_answer(stage, row, actor, answer), *_about_events(stage, row, actor, expected)]
        if answer.status_code != expected:
            problems = [f"{answer.status_code} instead of {expected}"]
        wrong += [f"{actor}, {relation}: {each}" for each in problems]
    return wrong


def _ask(stage: Stage, row: Row, actor: str, relation: str):
    world = stage.world
    parts = {**world.parts(actor, relation, row.cast), "name": str(LETTER)}
    parts["slug"] = _slug(row, parts)
    parts["import_id"] = import_for(row.route, parts)
    path = re.sub(r"\{(\w+)\}", lambda name: parts[name[1]], row.route)
    known = world.actors.get(actor)
    return stage.ask(
        row.method,
        f"{path}?{row.query.format(**parts)}" if row.query else path,
        token=world.belongings[known.id].token if known else "",
        verifier=world.belongings[world.person(actor, relation).id].verifier,
        is_demonstration=row.is_demonstration,
        **row.body(world, actor, relation),
    )


def _slug(row: Row, parts: dict[str, str]) -> str:
    """The word that stands for what a route is about."""
    if "/lessons/" in row.route:
        return parts[f"lesson {state_for(row.route)}"]
    if "/rooms/" in row.route:
        return parts["quiet room" if row.route.endswith("/asks") else "room"]
    return parts["product" if "technologies" in row.route else "supplier"]


def _about_events(stage: Stage, row: Row, actor: str, status: int) -> Iterator[str]:
    """An allowed change is in the audit trail; whatever is refused or read is not."""
    wanted, events = row.left(status), stage.events()
    if row.route == "/sign-out" and actor in {"visitor", "disabled"}:
        wanted = ""  # nobody to sign out
    if events[-1:] != ([wanted] if wanted else []):
        yield f"the audit trail got {events}"


def _about_answer(stage: Stage, row: Row, actor: str, answer) -> Iterator[str]:
    if answer.status_code < 300 and row.fields:
        yield from misfits(shape_of(row.fields), answer.json())
    world, text = stage.world, html.unescape(answer.text)
    own = world.actors.get(actor)
    others = [person for person in world.everybody() if person is not own]
    if own and "/account/data" not in row.route:
        others.append(own)
    addresses = [person.email for person in others if person.email in text]
    if addresses:
        yield f"the answer tells {addresses}"
    hidden = others if actor in OUTSIDERS else world.hidden() if actor in INSIDERS else []
    names = [person.name for person in hidden if person is not own and person.name in text]
    if names:
        yield f"the answer names {names}"
