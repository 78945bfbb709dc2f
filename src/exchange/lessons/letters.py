"""The mails about lessons. Subjects name nothing: they can be read on a locked telephone.

A mail about a lesson by relay names neither the lesson nor its address: an outbox that holds both the title
and its author's address would tell who wrote it.
"""

from collections.abc import Sequence

from exchange.lessons.models import Candour, Lesson, UseKind
from exchange.mail.outbox import SERVICE

TO_REVIEW = "A lesson waits for you in Exchange"
DECIDED = "Your lesson in Exchange"
USED = "What became of your lesson in Exchange"
STILL_TRUE = "Are your lessons in Exchange still true?"
HANDED_ON = "Lessons in Exchange that are yours to look after now"

_OWN = f"{SERVICE}/account/lessons/uses"
_MADE_OF_IT = {
    UseKind.USED: "has used it",
    UseKind.ADAPTED: "has adapted it",
    UseKind.DID_NOT_WORK: "has tried it, and it did not work there",
    UseKind.NOT_FOR_US: "has found that it is not for them",
}


def waits_for_review(lesson: Lesson) -> str:
    """Return the mail to those who decide on a lesson."""
    path = "lessons/review" if _is_relay(lesson) else f"lessons/{lesson.slug}/review"
    return f"""A lesson has been submitted and waits for you to publish it.

Read it beside what was submitted, change what you must, and decide:
{SERVICE}/{path}"""


def published(lesson: Lesson) -> str:
    """Return the mail to the author of a lesson that was published."""
    if _is_relay(lesson):
        return f"""A lesson that you shared by relay is published. Nobody is told that it is yours.

{_OWN}"""
    return f"""Your lesson “{lesson.title}” is published.

See what its reviewer changed, if anything:
{SERVICE}/lessons/{lesson.slug}/decision"""


def returned(lesson: Lesson) -> str:
    """Return the mail to the author of a lesson that comes back to them."""
    if _is_relay(lesson):
        return f"""A lesson that you wanted to share by relay came back to you with a note.

{_OWN}"""
    return f"""Your lesson “{lesson.title}” came back to you with a note.

{SERVICE}/lessons/{lesson.slug}/decision"""


def taken_down(lesson: Lesson) -> str:
    """Return the mail to the author of a lesson that was taken down."""
    if _is_relay(lesson):
        return f"""A lesson that you shared by relay has been taken down. The reason is beside it:

{_OWN}"""
    return f"""Your lesson “{lesson.title}” has been taken down: nobody but you and its reviewers sees it now.

The reason:
{SERVICE}/lessons/{lesson.slug}/status"""


def used(lesson: Lesson, kind: UseKind, organisation: str) -> str:
    """Return the mail to those who are told that another organisation did something with a lesson."""
    if _is_relay(lesson):
        return f"""Another organisation has said what it made of a lesson that you shared by relay.

See what became of your lessons:
{_OWN}"""
    return f"""{organisation} has read your lesson “{lesson.title}” and {_MADE_OF_IT[kind]}.

See what they say was different:
{SERVICE}/lessons/{lesson.slug}"""


def contradicted(lesson: Lesson) -> str:
    """Return the mail to the author of a lesson that did not work elsewhere."""
    if _is_relay(lesson):
        return f"""A lesson that you shared by relay did not work at another organisation.

Readers now see that it needs checking:
{_OWN}"""
    return f"""Your lesson “{lesson.title}” did not work at another organisation.

Readers now see that it needs checking. Say that it still holds, or add what you have learned since:
{SERVICE}/lessons/{lesson.slug}/status"""


def still_true(asked: Sequence[tuple[Lesson, str]]) -> str:
    """Return the mail to somebody whose lessons may no longer hold.

    Args:
        asked: lessons, each with the token of its link.
    """
    parts = [_one_of(lesson, token) for lesson, token in asked]
    return "\n\n".join(
        [
            "These lessons may no longer hold. Readers see that until somebody has looked at them.",
            *parts,
            "You are asked at most once in 30 days.",
        ]
    )


def handed_on(drafts: int, published_ones: int) -> str:
    """Return the mail to whoever looks after a leaver's lessons from now on."""
    parts = [_counted(drafts, "draft")] if drafts else []
    parts += [_counted(published_ones, "published lesson")] if published_ones else []
    return f"""A colleague has left. You now look after {" and ".join(parts)} of theirs.

{_OWN}"""


def _one_of(lesson: Lesson, token: str) -> str:
    if _is_relay(lesson):
        return f"A lesson of your organisation that is shared by relay. Sign in to look at it:\n{_OWN}"
    return f"“{lesson.title}”. Say that it is still true, or change it:\n{SERVICE}/still-true/{token}"


def _counted(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{number} {what}s"


def _is_relay(lesson: Lesson) -> bool:
    return lesson.candour is Candour.RELAY
