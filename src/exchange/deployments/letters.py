"""The mails about an organisation's systems. Subjects name nothing: a locked telephone shows them."""

from exchange.deployments.models import ErrorReport, ReportState
from exchange.deployments.shelf_life import ASKED_AT_MOST_EVERY, LAPSES_AFTER, LINK_HOLDS_FOR
from exchange.mail.outbox import SERVICE

POINTED_OUT = "Somebody points out an error in Exchange"
ANSWERED = "The answer to the error that you pointed out in Exchange"
STILL_TRUE = "Are your systems in Exchange still true?"

_BECAME = {
    ReportState.CORRECTED: "It has been corrected. Thank you: everybody who looks it up is better off now.",
    ReportState.RIGHT: "Somebody who keeps these systems has looked, and says that it is right as it is.",
}


def error_pointed_out(report: ErrorReport, organisation: str) -> str:
    """Return the mail to whoever answers for an entry, or for an organisation's whole list."""
    return f"""A member of staff points out an error in the systems of {organisation}.

{report.about}{_quoted("What they say", report.text)}

Look at it, correct the entry if they are right, and tell them what became of it:
{SERVICE}/account/errors/{report.id}"""


def answered(report: ErrorReport, organisation: str) -> str:
    """Return the mail to whoever pointed out an error."""
    return f"""You pointed out an error in the systems of {organisation}: {report.about}

{_BECAME[report.state]}{_quoted("Their answer", report.answer)}

{SERVICE}/account/errors/{report.id}"""


def still_true(organisation: str, entries: int, token: str) -> str:
    """Return the mail that asks somebody once a quarter whether what they keep is still true.

    Args:
        entries: how many of theirs nobody has confirmed this quarter.
    """
    these = "One system" if entries == 1 else f"{entries} systems"
    waits = "waits" if entries == 1 else "wait"
    return f"""{these} of {organisation} {waits} for your word.

All are on one page, with a tick for each. You need not sign in:
{SERVICE}/systems-still-true/{token}

The link is for you: whoever has it can answer in your place. It works for {LINK_HOLDS_FOR.days} days.

What nobody confirms for {LAPSES_AFTER.days} days is shown as not confirmed any more. Nothing is deleted.

You are asked at most once in {ASKED_AT_MOST_EVERY.days} days. If you pause, you are not asked:
{SERVICE}/account/pause"""


def _quoted(who: str, text: str) -> str:
    return f"\n\n{who}:\n{text}" if text else ""
