"""HTML for the searches that somebody keeps."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict, Invalid
from exchange.search import actions
from exchange.search import saved_queries as queries
from exchange.search.schemas import SavedBrief, SearchGiven
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/account/searches",
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
    include_in_schema=False,
)

Form = Annotated[Submission[SearchGiven], Depends(submitted(SearchGiven))]
_DONE = {"saved": "The search is saved.", "removed": "The search is removed."}


@dataclass(frozen=True, kw_only=True)
class SavedPage(Page):
    """The searches that somebody keeps, each with what is new."""

    template = "search/saved.html"
    section = "account"
    searches: list[SavedBrief]
    done: str = ""
    refusal: str = ""


@router.get("")
def show_saved(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show them."""
    page = SavedPage(searches=queries.find_saved(session, actor), done=_DONE.get(done, ""))
    return render(request, page)


@router.post("")
def save(request: Request, session: Writing, actor: CurrentActor, form: Form) -> Response:
    """Keep one, or say why not."""
    status, reason = 422, "This is not a search that can be saved"
    if form.value is not None:
        try:
            actions.save_search(session, actor, form.value)
            return see_other("/account/searches?done=saved")
        except Invalid as refusal:
            reason = str(refusal)
        except Conflict as refusal:
            status, reason = 409, str(refusal)
    page = SavedPage(searches=queries.find_saved(session, actor), refusal=reason)
    return render(request, page, status=status)


@router.post("/{search_id}/look")
def look(session: Writing, actor: CurrentActor, search_id: UUID) -> Response:
    """Open the list that a search finds, and count it as seen."""
    return see_other(f"/lessons?{actions.look_at_search(session, actor, search_id)}")


@router.post("/{search_id}/remove")
def remove(session: Writing, actor: CurrentActor, search_id: UUID) -> Response:
    """Let one go."""
    actions.remove_search(session, actor, search_id)
    return see_other("/account/searches?done=removed")
