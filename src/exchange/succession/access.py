"""Who may carry one organisation over to another, and which two can be."""

from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import Conflict


def check_can_carry_over(actor: Actor) -> None:
    """Raise unless the actor may carry organisations over and say which board they belong to.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: they do not look after the service.
    """
    check_may(actor, Permission.ADMINISTER)


def check_can_become(gone: Organisation, into: Organisation, *, heir: str, has_entries: bool) -> None:
    """Raise unless ``gone`` can become a part of ``into``.

    Args:
        heir: code of the open organisation in which ``gone`` has ended so far; its own when in none.
        has_entries: there is something here that is still that of ``gone``.

    Raises:
        Conflict: the two are one, ``into`` has closed, ``gone`` has become part of another one, or all of it
            was carried over.
    """
    if gone.id == into.id:
        raise Conflict("An organisation cannot become part of itself")
    if into.status is OrganisationStatus.CLOSED:
        raise Conflict(f"{into.name} has closed. Choose the organisation that took over from it")
    if heir not in (gone.ods_code, into.ods_code):
        raise Conflict(f"{gone.name} became part of {heir}. Carry it over there")
    if heir == into.ods_code and not has_entries:
        raise Conflict(f"{gone.name} is part of {into.name}, and nothing here is left to carry over")
