"""What a profile must not say: roles that do not exist, days that have passed, people who cannot stand in."""

from datetime import date, timedelta

from sqlmodel import Session

from exchange.people.actor import Actor
from exchange.people.models import Person
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Invalid
from exchange.profiles import queries
from exchange.profiles.schemas import ProfileGiven

LONGEST = timedelta(days=731)


def check_role(session: Session, job_role: str, person: Person) -> None:
    """Raise unless the vocabulary has the role, or it is the one they have."""
    if job_role and job_role != person.job_role and not queries.is_role(session, job_role):
        raise Invalid("Choose your role from the list", field="job_role")


def check_day(day: date, *, field: str) -> None:
    """Raise unless a day is today or later, within two years."""
    if day < today():
        raise Invalid("The day must be today or later", field=field)
    if day > today() + LONGEST:
        raise Invalid("The day must be within two years", field=field)


def check_absence(session: Session, actor: Actor, given: ProfileGiven) -> None:
    """Raise unless the absence has an end to come, and a colleague who can be asked stands in, if anybody."""
    if given.away_until is not None:
        check_day(given.away_until, field="away_until")
    if given.cover_person_id is None:
        return
    if given.away_until is None:
        raise Invalid("Enter the last day you are away, or choose nobody to stand in", field="away_until")
    if not queries.can_stand_in(session, actor, given.cover_person_id):
        raise Invalid("Choose a colleague at your organisation who has not paused", field="cover_person_id")
