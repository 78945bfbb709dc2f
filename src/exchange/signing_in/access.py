"""Who may change the ways in which somebody proves who they are."""

from collections.abc import Collection

from exchange.people.actor import ABOVE_STAFF, Actor
from exchange.plumbing.errors import Conflict, NotAllowed
from exchange.signing_in.models import Method

_AS_GOOD_AS_A_PASSKEY = {Method.PASSKEY, Method.OPENID, Method.INVITATION}


def check_can_change_proof(method: Method, *, has_better: bool) -> None:
    """Raise unless a session of this method may add or remove a passkey or a single sign-on.

    Whoever reads somebody's mail could otherwise make a passkey of their own beside theirs. An invitation
    comes from the server's command line, so it replaces a passkey that is lost.

    Args:
        has_better: the person has a passkey, or a single sign-on as strong as one, already.

    Raises:
        NotAllowed: they are made up, or must sign in by the better way first.
    """
    if method is Method.DEMONSTRATION:
        raise NotAllowed("People of the demonstration have no passkeys: anybody may be one of them")
    if has_better and method not in _AS_GOOD_AS_A_PASSKEY:
        raise NotAllowed(
            "Sign in with your passkey or single sign-on to change this: a code by e-mail is not enough"
        )


def check_can_lose_proof(actor: Actor, others: Collection[object], *, needs_proof: bool) -> None:
    """Raise when a passkey or a single sign-on is the only way in which somebody can do their duties.

    Args:
        others: their other passkeys, and single sign-ons as strong as one.
        needs_proof: the service asks those above staff for more than a code by e-mail.

    Raises:
        Conflict: it is.
    """
    duties = (actor.roles | actor.withheld) & ABOVE_STAFF
    if needs_proof and duties and not others:
        named = " and ".join(sorted(duties))
        raise Conflict(
            f"You are {named}, and need this to work as one. Add another passkey before you remove it"
        )
