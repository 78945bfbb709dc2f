"""Making a blueprint one's own; the caller commits."""

from sqlmodel import Session

from exchange.lessons import saving
from exchange.lessons.access import CURRENT, check_can_write
from exchange.lessons.contents import Content, content_of, put_content
from exchange.lessons.models import Lesson
from exchange.lessons.queries import get_row
from exchange.lessons.recording import who
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.errors import Conflict


def adapt_blueprint(session: Session, actor: Actor, slug: str) -> str:
    """Begin a draft with the steps of a published blueprint, and return its slug.

    What its organisation did and what happened there stays there.

    Raises:
        NotFound: there is no such lesson that the actor may see.
        NotAllowed: no organisation has confirmed them.
        Conflict: it is no blueprint, or not published.
    """
    check_can_write(actor)
    origin = get_row(session, actor, slug)
    check_can_adapt(origin)
    draft = saving.new_draft(actor, is_blueprint=True)
    draft.adapted_from_id = origin.id
    session.add(draft)
    session.flush()
    content = content_of(session, origin)
    taken_over = Content(
        title=content["title"],
        preconditions=content["preconditions"],
        steps=content["steps"],
        artefacts=content["artefacts"],
        areas=content["areas"],
        products=content["products"],
        themes=content["themes"],
    )
    put_content(session, draft, taken_over)
    audit.record(session, "lesson.adapted", **who(actor, draft))
    return draft.slug


def check_can_adapt(lesson: Lesson) -> None:
    """Raise unless a lesson, which the actor may see, is a blueprint that is published.

    Raises:
        Conflict: it is not.
    """
    if not lesson.is_blueprint:
        raise Conflict("Only blueprints can be adapted. You can say that you used a lesson")
    if lesson.state not in CURRENT or lesson.taken_down_at is not None:
        raise Conflict("This blueprint is not published")
