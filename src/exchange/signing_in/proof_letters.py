"""The mails that tell somebody of a change in how they can sign in."""

from exchange.mail.outbox import SERVICE

SUBJECT = "How you sign in to Exchange has changed"

_EVENTS = {
    "passkey.added": "A passkey was added to your account.",
    "passkey.removed": "A passkey was removed from your account.",
    "identity.linked": "Single sign-on was linked to your account.",
    "identity.unlinked": "Single sign-on was taken off your account.",
}


def changed(event: str) -> str:
    """Return the mail about an event of the audit trail."""
    return f"""{_EVENTS[event]}

If that was you, there is nothing to do.
If it was not, end every session and look at your passkeys at once, and tell the people who run the service:
{SERVICE}/account/sessions
{SERVICE}/account/passkeys
{SERVICE}/privacy"""
