"""The mails about places and duties. Subjects name nobody: they can be read on a locked telephone."""

from exchange.mail.outbox import SERVICE

ASKED = "Somebody asks you to decide in Exchange"
ANSWERED = "The answer to what you asked in Exchange"
CHANGED = "Your rights in Exchange have changed"
LEADS_CHANGED = "Who leads an organisation has changed in Exchange"

_SOMEBODY = "Somebody who has not told their name"


def asks_to_join(name: str, organisation: str) -> str:
    """Return the mail to those who decide who belongs to an organisation."""
    return f"""{name or _SOMEBODY} asks to join {organisation}.

Only people whom you know to work there should be confirmed. Approve or refuse:
{SERVICE}/requests"""


def asks_to_lead(name: str, organisation: str) -> str:
    """Return the mail to those who decide who leads an organisation."""
    return f"""{name or _SOMEBODY} asks to be knowledge lead of {organisation}.

A lead confirms who works there and keeps the organisation's entry. Approve or refuse:
{SERVICE}/requests"""


def join_approved(organisation: str) -> str:
    """Return the mail to somebody whom an organisation has confirmed."""
    return f"""{organisation} has confirmed that you work there.

You now see who can be asked, and others can find you. Say what you can help with:
{SERVICE}/account/profile"""


def join_refused(organisation: str, reason: str) -> str:
    """Return the mail to somebody whom an organisation has not confirmed."""
    return f"""{organisation} has not confirmed that you work there.{_because(reason)}

You can choose another organisation, or ask again:
{SERVICE}/account/organisation"""


def claim_approved(organisation: str, ods_code: str) -> str:
    """Return the mail to a new lead."""
    return f"""You are now a knowledge lead of {organisation}.

See what is set and what is still to do:
{SERVICE}/organisations/{ods_code}/lead"""


def claim_refused(organisation: str, reason: str) -> str:
    """Return the mail to somebody who does not become a lead."""
    return f"""You have not been made a knowledge lead of {organisation}.{_because(reason)}

Your place at the organisation has not changed:
{SERVICE}/account/organisation"""


def lead_added(name: str, organisation: str, ods_code: str) -> str:
    """Return the mail to the other leads of an organisation."""
    return f"""{name or _SOMEBODY} is now a knowledge lead of {organisation}, as you are.

If this surprises you, look at the members of your organisation or ask an administrator:
{SERVICE}/organisations/{ods_code}/members"""


def lead_gone(name: str, organisation: str, ods_code: str) -> str:
    """Return the mail to the leads who stay."""
    return f"""{name or _SOMEBODY} no longer leads {organisation}. You still do.

{SERVICE}/organisations/{ods_code}/members"""


def leadless(organisation: str) -> str:
    """Return the mail to network leaders and administrators when an organisation has lost its last lead."""
    return f"""{organisation} has no knowledge lead any more.

Until it has one, you decide who joins it and who leads it:
{SERVICE}/requests"""


def place_ended(organisation: str) -> str:
    """Return the mail to somebody whose membership others have ended."""
    return f"""You no longer belong to {organisation} in Exchange, and your duties have ended.

If this is a mistake, or you work somewhere else, choose your organisation:
{SERVICE}/account/organisation"""


def duty_granted(duty: str, place: str) -> str:
    """Return the mail to somebody who was given a duty."""
    return f"""You are now {duty} for {place}.

You need a passkey or single sign-on to work as one:
{SERVICE}/account/passkeys"""


def duty_ended(duty: str, place: str) -> str:
    """Return the mail to somebody whose duty others have ended."""
    return f"""You are no longer {duty} for {place}.

Your other rights have not changed:
{SERVICE}/account/organisation"""


def _because(reason: str) -> str:
    return f"\n\nThe reason they gave:\n{reason.strip()}" if reason.strip() else ""
