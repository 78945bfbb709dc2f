"""How often somebody may ask to sign in, or try to."""

from datetime import timedelta

from fastapi import Request

from exchange.plumbing.limits import Limit, count
from exchange.web.limiting import client_network

_HOUR = timedelta(hours=1)

SIGN_INS = (Limit("sign-in by address", 30, _HOUR),)
CODES = (Limit("code by address", 60, _HOUR),)
# Whole organisations share one address, and these cost nobody a message.
OPENID_STARTS = (Limit("single sign-on started by address", 300, _HOUR),)
OPENID_RETURNS = (Limit("single sign-on returned by address", 300, _HOUR),)
PASSKEY_STARTS = (Limit("passkey started by address", 300, _HOUR),)
PASSKEY_ANSWERS = (Limit("passkey answered by address", 300, _HOUR),)
_TO_ADDRESS = Limit("sign-in to mailbox", 6, _HOUR)
_FROM_NETWORK = Limit("sign-in by network", 300, _HOUR)
_IN_ALL = Limit("sign-in in all", 3000, _HOUR)


def is_capped(request: Request, email: str) -> bool:
    """Count one more message and say whether it is one too many; the answer to the browser stays the same."""
    local, _, domain = email.partition("@")
    mailbox = f"{local.partition('+')[0].replace('.', '')}@{domain}"
    counted = [(_TO_ADDRESS, mailbox), (_FROM_NETWORK, client_network(request)), (_IN_ALL, "")]
    return count(request.app.state.engine, counted) > 0
