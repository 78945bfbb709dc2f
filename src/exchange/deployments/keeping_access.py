"""Who sees an organisation's list of systems from inside, and when an entry may be changed."""

from uuid import UUID

from exchange.deployments.access import check_can_keep
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import Conflict, NotAllowed
from exchange.technologies.models import Deployment


def check_can_see_list(actor: Actor, organisation_id: UUID) -> None:
    """Raise unless the actor belongs to the organisation or looks after the service.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: they belong to another organisation, or to none.
    """
    check_may(actor, Permission.READ_PEOPLE)
    if actor.organisation_id != organisation_id and not actor.may(Permission.ADMINISTER):
        raise NotAllowed("Only people of this organisation see its list of systems from inside")


def check_can_add(actor: Actor, organisation_id: UUID, *, is_closed: bool) -> None:
    """Raise unless the actor may add a system of an organisation.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: they are neither its knowledge lead nor look after the service.
        Conflict: the organisation has closed.
    """
    check_can_keep(actor, organisation_id)
    if is_closed:
        raise Conflict("This organisation has closed: add the system where its services are now")


def check_is_newest(deployment: Deployment, version: int) -> None:
    """Raise unless somebody has looked at an entry as it is now.

    Raises:
        Conflict: it has changed since.
    """
    if deployment.version != version:
        raise Conflict("Somebody has changed this entry since you opened the page. Look at it again")
