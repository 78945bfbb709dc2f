"""HTML for one's own profile, and for pausing."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.people.schemas import Given
from exchange.plumbing.errors import Conflict, Invalid
from exchange.profiles import actions, presenting, queries
from exchange.profiles.completeness import completeness
from exchange.profiles.presenting import ChoiceGroup, ChoiceRow, Difference
from exchange.profiles.schemas import (
    Completeness,
    Offers,
    Pause,
    PauseGiven,
    Pressed,
    Profile,
    ProfileForm,
    ProfileGiven,
)
from exchange.profiles.vocabulary import SubjectKind, Vocabulary
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/account", dependencies=[Depends(Needs(Permission.KEEP_PROFILE))], include_in_schema=False
)

Form = Annotated[Submission[ProfileForm], Depends(submitted(ProfileForm))]
PauseForm = Annotated[Submission[PauseGiven], Depends(submitted(PauseGiven))]
Done = Annotated[str, Query(max_length=20)]
_SAVED = {"saved": "Your profile is saved."}
_PAUSED = {
    "paused": "You have paused. Nobody finds you or is shown you as somebody to ask.",
    "resumed": "You are back. People can find you and ask you again.",
}


@dataclass(frozen=True, kw_only=True)
class ProfilePage(Page):
    """One's own profile, to change. ``differences`` when somebody else, or another window, was faster."""

    template = "profiles/profile.html"
    section = "account"
    profile: Profile
    form: Submission[Any]
    completeness: Completeness
    offers: Offers
    areas: tuple[ChoiceGroup, ...]
    themes: tuple[ChoiceGroup, ...]
    products: tuple[ChoiceRow, ...]
    looked_for: str
    is_found: bool
    paused_until: str
    differences: tuple[Difference, ...] = ()
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class PausePage(Page):
    """Stop being shown to others for a while, and come back."""

    template = "profiles/pause.html"
    section = "account"
    pause: Pause
    until: str
    form: Submission[PauseGiven] = field(default_factory=Submission)
    done: str = ""


@router.get("/profile")
def show_profile(request: Request, session: Reading, actor: CurrentActor, done: Done = "") -> Response:
    profile = queries.get_profile(session, actor)
    form = Submission[Given](presenting.typed_of(profile))
    vocabulary, offers = queries.find_vocabulary(session), queries.find_offers(session, actor)
    return render(request, _profile_page(profile, form, vocabulary, offers, done=_SAVED.get(done, "")))


@router.post("/profile")
def change_profile(request: Request, session: Writing, actor: CurrentActor, form: Form) -> Response:
    given, refused, status = form.value, form, 422
    if _is_looking(form):
        given, refused, status = None, _looked(form), 200
    if given is not None:
        try:
            actions.change_profile(session, actor, ProfileGiven(**_without_search(given)))
            return see_other("/account/profile?done=saved")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
        except Conflict as reason:
            refused, status = form.refused("profile", str(reason)), 409
    profile = queries.get_profile(session, actor)
    vocabulary, offers = queries.find_vocabulary(session), queries.find_offers(session, actor)
    page = _profile_page(profile, refused, vocabulary, offers, is_stale=status == 409)
    return render(request, page, status=422 if refused.errors and status == 200 else status)


@router.get("/pause")
def show_pause(request: Request, session: Reading, actor: CurrentActor, done: Done = "") -> Response:
    return render(request, _pause_page(queries.get_pause(session, actor), done=_PAUSED.get(done, "")))


@router.post("/pause")
def pause(request: Request, session: Writing, actor: CurrentActor, form: PauseForm) -> Response:
    refused = form
    if form.value is not None:
        try:
            actions.pause(session, actor, form.value)
            return see_other("/account/pause?done=paused")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    return render(request, _pause_page(queries.get_pause(session, actor), form=refused), status=422)


@router.post("/pause/resume")
def resume(session: Writing, actor: CurrentActor) -> Response:
    actions.resume(session, actor)
    return see_other("/account/pause?done=resumed")


def _is_looking(form: Submission[ProfileForm]) -> bool:
    """Say whether a product is looked for: by its button, or by Enter in its box."""
    return form.typed.get("press") == Pressed.FIND or bool(form.typed.get("product_words", "").strip())


def _looked(form: Submission[ProfileForm]) -> Submission[ProfileForm]:
    """Return the form without what is wrong elsewhere in it, which need not be said yet."""
    looked = Submission[ProfileForm](form.typed)
    words = form.typed.get("product_words", "").strip()
    return looked if words else looked.refused("product_words", "Enter the name of a product")


def _without_search(given: ProfileForm) -> dict[str, Any]:
    return given.model_dump(include=set(ProfileGiven.model_fields))


def _profile_page(
    profile: Profile,
    form: Submission[Any],
    vocabulary: Vocabulary,
    offers: Offers,
    *,
    is_stale: bool = False,
    done: str = "",
) -> ProfilePage:
    typed, in_use = form.typed, offers.in_use
    words = str(typed.get("product_words", "")).strip()[:100]
    products = presenting.products(vocabulary, typed, in_use, words)
    return ProfilePage(
        profile=profile,
        form=Submission(typed | {"version": str(profile.version)}, errors=form.errors) if is_stale else form,
        completeness=completeness(profile),
        offers=offers,
        areas=presenting.groups(vocabulary, SubjectKind.AREA, typed, in_use),
        themes=presenting.groups(vocabulary, SubjectKind.THEME, typed, in_use),
        products=products,
        looked_for=words,
        is_found=any(row.is_found for row in products),
        paused_until=presenting.day_in_words(profile.paused_until),
        differences=presenting.differences(vocabulary, profile, typed, offers) if is_stale else (),
        done=done,
    )


def _pause_page(pause: Pause, *, form: Submission[PauseGiven] | None = None, done: str = "") -> PausePage:
    return PausePage(
        pause=pause,
        until=presenting.day_in_words(pause.until),
        form=form or Submission[PauseGiven](),
        done=done,
    )
