"""JSON for one's own profile, and for pausing. Same actions and same schemas as the pages."""

from fastapi import APIRouter, Depends

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.profiles import actions, queries
from exchange.profiles.schemas import Pause, PauseGiven, Profile, ProfileGiven
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/account", tags=["account"], dependencies=[Depends(Needs(Permission.KEEP_PROFILE))]
)


@router.get("/profile")
def show_profile(session: Reading, actor: CurrentActor) -> Profile:
    """The caller's own profile."""
    return queries.get_profile(session, actor)


@router.put("/profile")
def change_profile(session: Writing, actor: CurrentActor, given: ProfileGiven) -> Profile:
    """Replace the caller's profile; answers 409 when ``version`` is not the newest."""
    actions.change_profile(session, actor, given)
    return queries.get_profile(session, actor)


@router.get("/pause")
def show_pause(session: Reading, actor: CurrentActor) -> Pause:
    """The last day of the caller's pause, if there is one."""
    return queries.get_pause(session, actor)


@router.post("/pause")
def pause(session: Writing, actor: CurrentActor, given: PauseGiven) -> Pause:
    """Pause the caller everywhere, at once: for four weeks unless another length is given."""
    actions.pause(session, actor, given)
    return queries.get_pause(session, actor)


@router.delete("/pause", status_code=204)
def resume(session: Writing, actor: CurrentActor) -> None:
    """End the caller's pause at once."""
    actions.resume(session, actor)
