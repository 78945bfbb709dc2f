"""What it means to point out an error: a row, and mail to whoever answers it. For actions alone."""

from sqlmodel import Session

from exchange.deployments import letters
from exchange.deployments.error_queries import find_reporter
from exchange.deployments.keepers import find_answerers
from exchange.deployments.models import ErrorReport
from exchange.deployments.shelf_life import REPORTS_A_DAY
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.people.telling import tell
from exchange.plumbing.limits import TooMany
from exchange.technologies.models import Deployment

_A_DAY = 24 * 60 * 60


def check_how_many(lately: int) -> None:
    """Raise when somebody has pointed out as many errors as they may in a day.

    Raises:
        TooMany: they have.
    """
    if lately >= REPORTS_A_DAY:
        raise TooMany(_A_DAY)


def report(
    session: Session,
    actor: Actor,
    place: Organisation,
    *,
    about: str,
    text: str,
    deployment: Deployment | None = None,
) -> ErrorReport:
    """Keep what the actor says is wrong, and tell whoever answers for it by mail."""
    made = ErrorReport(
        organisation_id=place.id,
        deployment_id=deployment.id if deployment else None,
        about=about,
        text=text,
        reporter_id=actor.person_id,
    )
    session.add(made)
    session.flush()
    told = find_answerers(session, place.id, deployment, but=actor.person_id)
    words = letters.error_pointed_out(made, place.name)
    tell(session, told, cause=f"error-pointed-out:{made.id}", subject=letters.POINTED_OUT, text=words)
    return made


def tell_reporter(session: Session, actor: Actor, answered: ErrorReport) -> None:
    """Send the answer to whoever pointed an error out, unless they gave it themselves or have gone."""
    place = session.get_one(Organisation, answered.organisation_id)
    told = [each for each in find_reporter(session, answered) if each.id != actor.person_id]
    text = letters.answered(answered, place.name)
    tell(session, told, cause=f"error-answered:{answered.id}", subject=letters.ANSWERED, text=text)
