"""The mails of sign-in."""

from exchange.mail.outbox import SERVICE
from exchange.signing_in.secrets import shown

SUBJECT = "Sign in to Exchange"


def sign_in(code: str, token: str) -> str:
    """Return the mail with code and link."""
    return f"""Your code is {shown(code)}

Type it in the window where you asked for it. It works once, for ten minutes.

If you read this on the same computer and in the same browser, this link does the same:
{SERVICE}/sign-in/link?token={token}

Nobody who works on Exchange will ever ask you for this code.
If you did not ask for it, do nothing: nobody is signed in without it."""


def switched_off() -> str:
    """Return the mail to somebody whose account an administrator has switched off."""
    return f"""Somebody asked to sign in with this address.
Its account has been switched off, so there is no code.

If you think that this is a mistake, tell the people who run the service:
{SERVICE}/privacy"""
