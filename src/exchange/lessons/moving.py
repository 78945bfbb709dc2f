"""From which state a lesson moves to which, and by whom: the checks before every step of its life."""

from exchange.lessons.access import CURRENT, SHOWN, is_author, may_review
from exchange.lessons.models import Lesson, LessonState
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import Conflict, NotAllowed


def check_can_submit(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor hands a draft of their own to its reviewer.

    Raises:
        NotAllowed: they did not write it.
        Conflict: it is no draft any more.
    """
    _check_is_author(actor, lesson)
    _check_state(lesson, LessonState.DRAFT, otherwise="This lesson has been submitted already")


def check_can_take_back(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor takes back a lesson of their own from its reviewer.

    Raises:
        NotAllowed: they did not write it.
        Conflict: no reviewer has it.
    """
    _check_is_author(actor, lesson)
    _check_state(lesson, LessonState.SUBMITTED, otherwise="This lesson is not with a reviewer")


def check_can_publish(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor publishes what was submitted, or as a reviewer a draft of their own.

    Raises:
        NotAllowed: they do not review it.
        Conflict: it is published already.
    """
    _check_reviews(actor, lesson)
    states = (
        (LessonState.SUBMITTED, LessonState.DRAFT) if is_author(actor, lesson) else (LessonState.SUBMITTED,)
    )
    _check_state(lesson, *states, otherwise="This lesson is not waiting to be published")


def check_can_edit_in_review(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor reviews a lesson that was submitted.

    Raises:
        NotAllowed: they do not review it.
        Conflict: it does not wait for a reviewer.
    """
    _check_reviews(actor, lesson)
    _check_state(lesson, LessonState.SUBMITTED, otherwise="This lesson does not wait for a reviewer any more")


def check_can_take_down(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor takes down what is published.

    Raises:
        NotAllowed: they do not review it.
        Conflict: it is not published, or down already.
    """
    _check_reviews(actor, lesson)
    _check_state(lesson, *SHOWN, otherwise="This lesson is not published")
    if lesson.taken_down_at is not None:
        raise Conflict("This lesson has been taken down already")


def check_can_restore(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor puts back what was taken down.

    Raises:
        NotAllowed: they do not review it.
        Conflict: it was not taken down.
    """
    _check_reviews(actor, lesson)
    if lesson.taken_down_at is None:
        raise Conflict("This lesson has not been taken down")


def check_can_confirm(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor, its author or reviewer, says that a lesson still holds.

    Raises:
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is not published.
    """
    check_looks_after(actor, lesson)
    check_is_current(lesson)


def check_is_current(lesson: Lesson) -> None:
    """Raise unless a lesson is published, and neither archived nor taken down.

    Raises:
        Conflict: it is not.
    """
    _check_state(lesson, *CURRENT, otherwise="This lesson is not published any more")
    if lesson.taken_down_at is not None:
        raise Conflict("This lesson has been taken down")


def check_can_archive(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor, its author or reviewer, archives what is published.

    Raises:
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is not published.
    """
    check_looks_after(actor, lesson)
    _check_state(lesson, *CURRENT, otherwise="This lesson is not published, or archived already")


def check_can_bring_back(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor, its author or reviewer, brings back what was archived.

    Raises:
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is not archived.
    """
    check_looks_after(actor, lesson)
    _check_state(lesson, LessonState.ARCHIVED, otherwise="This lesson is not archived")


def check_looks_after(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor wrote a lesson or reviews it.

    Raises:
        NotAllowed: neither.
    """
    if not (is_author(actor, lesson) or may_review(actor, lesson)):
        raise NotAllowed("Only its author and the knowledge lead of its organisation look after a lesson")


def check_can_enter_reply(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor, as an administrator, enters what a supplier answers.

    Raises:
        NotAllowed: they do not look after the service.
        Conflict: it was never published.
    """
    check_may(actor, Permission.ADMINISTER)
    _check_state(lesson, *SHOWN, otherwise="This lesson is not published")


def _check_is_author(actor: Actor, lesson: Lesson) -> None:
    if not is_author(actor, lesson):
        raise NotAllowed("Only its author submits a lesson or takes it back")


def _check_reviews(actor: Actor, lesson: Lesson) -> None:
    if not may_review(actor, lesson):
        raise NotAllowed(
            "Only the knowledge lead of its organisation or an administrator decides on a lesson"
        )


def _check_state(lesson: Lesson, *states: LessonState, otherwise: str) -> None:
    if lesson.state not in states:
        raise Conflict(otherwise)
