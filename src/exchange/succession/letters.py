"""The mails about a merger. Subjects name nothing: they can be read on a locked telephone."""

from exchange.mail.outbox import SERVICE

MERGED = "Your organisation in Exchange has become part of another"
TOOK_OVER = "Another organisation in Exchange has become part of yours"

_RELAY = """If you have shared a lesson by relay: readers still do not learn whose it is. The knowledge \
leads of your organisation now do, as those of the old one did."""


def comes_along(gone: str, into: str, becomes: str) -> str:
    """Return the mail to somebody of the organisation that is gone; ``becomes`` says what they are now."""
    return f"""{gone} is now part of {into} in Exchange.

{becomes} Your lessons, interests and searches are as they were. Links to the old name lead on.

{_RELAY}

See where you belong:
{SERVICE}/account/organisation"""


def took_over(gone: str, into: str, ods_code: str, asks: int) -> str:
    """Return the mail to the leads of the organisation that goes on."""
    waits = ""
    if asks:
        who = "One person" if asks == 1 else f"{asks} people"
        waits = f"\n\n{who} who led the old organisation, or asked to, may lead yours if you say so:"
        waits += f"\n{SERVICE}/requests"
    return f"""{gone} is now part of {into} in Exchange. You look after all that it had.{waits}

See what came along:
{SERVICE}/organisations/{ods_code}"""
