"""Who may keep an organisation's systems true."""

from uuid import UUID

from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import NotAllowed
from exchange.technologies.models import Deployment


def check_can_keep(actor: Actor, organisation_id: UUID) -> None:
    """Raise unless the actor may add, correct and remove an organisation's systems.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: they are neither its knowledge lead nor look after the service.
    """
    check_may(actor, Permission.KEEP_ORGANISATION)
    if not (actor.leads(organisation_id) or actor.may(Permission.ADMINISTER)):
        raise NotAllowed(
            "Only the knowledge lead of this organisation keeps its systems. Point out an error instead"
        )


def check_can_confirm(actor: Actor, deployment: Deployment) -> None:
    """Raise unless the actor may say that an entry is true: its owner may too.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: they are neither its owner nor its organisation's lead, nor look after the service.
    """
    if owns(actor, deployment):
        return
    check_can_keep(actor, deployment.organisation_id)


def owns(actor: Actor, deployment: Deployment) -> bool:
    """Say whether the actor looks after an entry of the organisation that they belong to."""
    is_theirs = deployment.owner_id is not None and deployment.owner_id == actor.person_id
    return is_theirs and deployment.organisation_id == actor.organisation_id
