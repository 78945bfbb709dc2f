"""Changes to a person's own profile, and pausing."""

from datetime import date, timedelta

from sqlmodel import Session

from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, note_change
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Invalid
from exchange.profiles import queries
from exchange.profiles.access import check_is_newest
from exchange.profiles.checking import check_absence, check_day, check_role
from exchange.profiles.interests import change_interests
from exchange.profiles.schemas import PauseGiven, PauseLength, ProfileGiven

_LENGTHS = {PauseLength.ONE_WEEK: timedelta(weeks=1), PauseLength.FOUR_WEEKS: timedelta(weeks=4)}
_TAKEN_OVER = ("name", "ask_me_about", "would_like_to_learn", "request_budget", "audience")


def change_profile(session: Session, actor: Actor, given: ProfileGiven) -> None:
    """Replace the actor's profile by what they have given.

    Raises:
        NotAllowed: no organisation has confirmed them yet.
        Conflict: it has changed since they read it.
        Invalid: a subject, role, day or person is not one that can be chosen.
    """
    person = queries.profile_to_change(session, actor)
    check_is_newest(person, given.version)
    check_role(session, given.job_role, person)
    check_absence(session, actor, given)
    change_interests(session, actor, given)
    for name in _TAKEN_OVER:
        setattr(person, name, getattr(given, name))
    person.job_role = given.job_role or None
    person.away_until, person.cover_person_id = given.away_until, given.cover_person_id
    person.version += 1
    note_change(session, PEOPLE)
    audit.record(session, "profile.changed", actor=actor, subject=f"person:{person.id}")


def pause(session: Session, actor: Actor, given: PauseGiven) -> None:
    """Make the actor invisible as a helper everywhere, at once, up to and including a day.

    Raises:
        NotAllowed: no organisation has confirmed them yet.
        Invalid: the day is missing, past or too far ahead.
    """
    person = queries.profile_to_change(session, actor)
    person.paused_until = _last_day(given)
    audit.record(session, "person.paused", actor=actor, subject=f"person:{person.id}")


def resume(session: Session, actor: Actor) -> None:
    """End the actor's pause at once; nothing is wrong when there is none."""
    person = queries.profile_to_change(session, actor)
    if person.paused_until is not None:
        person.paused_until = None
        audit.record(session, "person.resumed", actor=actor, subject=f"person:{person.id}")


def _last_day(given: PauseGiven) -> date:
    if given.length is not PauseLength.UNTIL:
        return today() + _LENGTHS[given.length]
    if given.until is None:
        raise Invalid("Enter the last day of the pause", field="until")
    check_day(given.until, field="until")
    return given.until
