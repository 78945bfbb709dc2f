"""Who may read, write, review and use which lessons, and who learns where one comes from."""

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import col, select

from exchange.lessons.models import Candour, Lesson, LessonState
from exchange.network.models import NetworkMember
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission, Role
from exchange.plumbing.errors import Conflict, NotAllowed

SHOWN = (LessonState.PUBLISHED, LessonState.NEEDS_CHECKING, LessonState.ARCHIVED)
CURRENT = (LessonState.PUBLISHED, LessonState.NEEDS_CHECKING)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Lesson that every query on lessons must carry.

    What is published is seen as its candour says. Authors see their own while they work where they wrote it;
    reviewers see what has been handed to them.
    """
    shown = and_(col(Lesson.state).in_(SHOWN), col(Lesson.taken_down_at).is_(None), _in_audience(actor))
    handed_over = and_(col(Lesson.state) != LessonState.DRAFT, reviewed_by(actor))
    return or_(shown, written_by(actor), handed_over)


def listed_for(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Lesson that it stands in the actor's lists, feeds and search: it is current."""
    return and_(col(Lesson.state).in_(CURRENT), col(Lesson.taken_down_at).is_(None), _in_audience(actor))


def with_known_origin(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Lesson that the actor may know who wrote it, and where.

    Filters by place, counts by organisation and everything else that would tell must carry it.
    """
    own_lead = _at_home(actor) if Role.KNOWLEDGE_LEAD in actor.roles else false()
    return or_(col(Lesson.candour) != Candour.RELAY, written_by(actor), own_lead)


def written_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Lesson that the actor wrote it, and still works there."""
    if actor.person_id is None:
        return false()
    return and_(col(Lesson.author_id) == actor.person_id, _at_home(actor))


def reviewed_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Lesson that the actor decides on it: as its lead, or as administrator."""
    if actor.may(Permission.ADMINISTER):
        return true()
    return _at_home(actor) if Role.KNOWLEDGE_LEAD in actor.roles else false()


def knows_origin(actor: Actor, lesson: Lesson) -> bool:
    """Say of one lesson what ``with_known_origin`` says of many."""
    return (
        lesson.candour is not Candour.RELAY or is_author(actor, lesson) or actor.leads(lesson.organisation_id)
    )


def is_author(actor: Actor, lesson: Lesson) -> bool:
    """Say of one lesson what ``written_by`` says of many."""
    is_theirs = lesson.author_id is not None and lesson.author_id == actor.person_id
    return is_theirs and lesson.organisation_id == actor.organisation_id


def check_can_write(actor: Actor) -> None:
    """Raise unless the actor may write lessons for their organisation.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed them.
    """
    check_may(actor, Permission.KEEP_LESSONS)
    if actor.organisation_id is None:
        raise NotAllowed("A lesson is written for an organisation. Join yours first")


def check_can_edit(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor, who may see a lesson, may change its text.

    Raises:
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is with its reviewer, or archived.
    """
    if not (is_author(actor, lesson) or may_review(actor, lesson)):
        raise NotAllowed("Only its author and the knowledge lead of its organisation can change a lesson")
    if lesson.state is LessonState.SUBMITTED and not may_review(actor, lesson):
        raise Conflict("This lesson is being reviewed. Take it back before you change it")
    if lesson.state is LessonState.ARCHIVED:
        raise Conflict("This lesson is archived. Bring it back before you change it")


def check_can_review(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor, who may see a lesson, decides on it.

    Raises:
        NotAllowed: they are neither the lead of its organisation nor an administrator.
    """
    if not may_review(actor, lesson):
        raise NotAllowed(
            "Only the knowledge lead of its organisation or an administrator decides on a lesson"
        )


def check_can_use(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor may say what their organisation made of a lesson.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed them.
        Conflict: it is their own organisation's, or not published. By relay it may be, unknown to them.
    """
    check_may(actor, Permission.KEEP_LESSONS)
    if actor.organisation_id is None:
        raise NotAllowed("Uses are counted by organisation. Join yours first")
    if lesson.organisation_id == actor.organisation_id and knows_origin(actor, lesson):
        raise Conflict("Uses are reported by other organisations than the one that wrote it")
    if lesson.state not in SHOWN:
        raise Conflict("This lesson is not published")


def may_review(actor: Actor, lesson: Lesson) -> bool:
    """Say of one lesson what ``reviewed_by`` says of many."""
    return actor.may(Permission.ADMINISTER) or actor.leads(lesson.organisation_id)


def _at_home(actor: Actor) -> ColumnElement[bool]:
    if actor.organisation_id is None:
        return false()
    return col(Lesson.organisation_id) == actor.organisation_id


def _in_audience(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Lesson that its candour admits the actor."""
    if not actor.may(Permission.READ_PUBLIC):
        return false()
    public = col(Lesson.candour) == Candour.PUBLIC
    if not actor.may(Permission.READ_PEOPLE):
        return public
    to_staff = col(Lesson.candour).in_((Candour.PUBLIC, Candour.STAFF, Candour.RELAY))
    return or_(to_staff, _at_home(actor), and_(col(Lesson.candour) == Candour.NETWORKS, _in_networks(actor)))


def _in_networks(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Lesson that its organisation is in a network of the actor's."""
    own = select(NetworkMember.network_id).where(NetworkMember.organisation_id == actor.organisation_id)
    shared = or_(
        col(NetworkMember.network_id).in_(own), col(NetworkMember.network_id).in_(sorted(actor.led_networks))
    )
    return col(Lesson.organisation_id).in_(select(NetworkMember.organisation_id).where(shared))
