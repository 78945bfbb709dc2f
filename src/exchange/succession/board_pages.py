"""HTML and JSON for the integrated care board that an organisation belongs to."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.succession import actions, queries
from exchange.succession.schemas import BoardGiven, BoardOf
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

BOARD = "/administration/organisations/{ods_code}/icb"
router = APIRouter(
    prefix=BOARD, dependencies=[Depends(Needs(Permission.ADMINISTER))], include_in_schema=False
)
api = APIRouter(
    prefix=f"/api/v1{BOARD}",
    tags=["administration"],
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
)

BoardForm = Annotated[Submission[BoardGiven], Depends(submitted(BoardGiven))]
_DONE = {"moved": "The organisation belongs to another board now. Matching uses it at once."}


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """Where an organisation belongs, and a form to move it."""

    template = "succession/board.html"
    section = "administration"
    board: BoardOf
    form: Submission[BoardGiven]
    done: str


@router.get("")
def show_board(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    ods_code: str,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show where an organisation belongs."""
    board = queries.get_board(session, actor, ods_code)
    return render(request, BoardPage(board=board, form=Submission(), done=_DONE.get(done, "")))


@router.post("")
def move(request: Request, session: Writing, actor: CurrentActor, ods_code: str, form: BoardForm) -> Response:
    """Move an organisation to another board."""
    try:
        if form.value is not None:
            actions.move_to_board(session, actor, ods_code, form.value)
            return see_other(f"/administration/organisations/{ods_code}/icb?done=moved")
    except Invalid as refusal:
        form = form.refused(refusal.field, str(refusal))
    board = queries.get_board(session, actor, ods_code)
    return render(request, BoardPage(board=board, form=form, done=""), status=422)


@api.get("")
def show_board_in_json(session: Reading, actor: CurrentActor, ods_code: str) -> BoardOf:
    """Where an organisation belongs and belonged, and where it may come to."""
    return queries.get_board(session, actor, ods_code)


@api.post("", status_code=204)
def move_in_json(session: Writing, actor: CurrentActor, ods_code: str, given: BoardGiven) -> None:
    """Move an organisation to another board."""
    actions.move_to_board(session, actor, ods_code, given)
