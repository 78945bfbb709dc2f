"""A lesson as each audience will see it, before and after it is published."""

from typing import Any

from sqlmodel import Session, select

from exchange.lessons.access import is_author, may_review
from exchange.lessons.contacts import get_contact
from exchange.lessons.contents import content_of
from exchange.lessons.details import find_parts
from exchange.lessons.fields import texts_of
from exchange.lessons.models import Candour, Lesson
from exchange.lessons.queries import get_row
from exchange.lessons.reading import AllSubjects, address, publisher_of
from exchange.lessons.schemas import LessonContact, Publisher
from exchange.lessons.wording import partial
from exchange.lessons.writing_checks import signs_in
from exchange.lessons.writing_queries import missing_in
from exchange.lessons.writing_schemas import Audience, Preview
from exchange.organisations.models import Organisation, Region
from exchange.people.actor import VISITOR, Actor, Role
from exchange.plumbing.errors import NotAllowed

_STRANGER = Actor(frozenset({Role.STAFF}))
_SEEN_BY = {
    Audience.PUBLIC: {Candour.PUBLIC},
    Audience.STAFF: {Candour.PUBLIC, Candour.STAFF, Candour.RELAY},
    Audience.NETWORKS: set(Candour),
    Audience.RELAY: set(Candour),
}
_NOTES = {
    Audience.PUBLIC: "This is what everybody sees, signed in or not.",
    Audience.STAFF: "This is what NHS staff of any organisation see once they have signed in.",
    Audience.NETWORKS: "This is what staff of organisations that share a network with yours see.",
    Audience.RELAY: "This is what NHS staff see of a lesson by relay: nobody learns who wrote it, or where.",
}
_UNSEEN = {
    Audience.PUBLIC: "People who have not signed in do not see this lesson.",
    Audience.STAFF: "NHS staff outside your networks do not see this lesson.",
}
_NOT_CHOSEN = "You have not chosen relay. This is how it would look: nobody would learn who wrote it."


def get_preview(session: Session, actor: Actor, slug: str, audience: Audience) -> Preview:
    """Return a lesson as an audience sees it, for whoever writes or reviews it.

    Raises:
        NotFound: there is none that ``actor`` may see.
        NotAllowed: they neither wrote it nor review it.
    """
    lesson = get_row(session, actor, slug)
    if not (is_author(actor, lesson) or may_review(actor, lesson)):
        raise NotAllowed("Only its author and its reviewers look at a lesson with the eyes of others")
    is_seen = lesson.candour in _SEEN_BY[audience]
    frame: dict[str, Any] = {
        "slug": lesson.slug,
        "href": address(lesson),
        "audience": audience,
        "is_seen": is_seen,
        "note": _note(lesson, audience, is_seen=is_seen),
        "signs": signs_in(texts_of(lesson)),
        "missing": missing_in(lesson, content_of(session, lesson)),
        "state": lesson.state,
        "version": lesson.version,
    }
    if not is_seen:
        return Preview(**frame, title="", publisher=None, contact=None)
    return Preview(**frame, **_shown(session, lesson, audience))


def _note(lesson: Lesson, audience: Audience, *, is_seen: bool) -> str:
    if not is_seen:
        return _UNSEEN[audience]
    if audience is Audience.RELAY and lesson.candour is not Candour.RELAY:
        return _NOT_CHOSEN
    if lesson.candour is Candour.RELAY:
        return _NOTES[Audience.RELAY]
    return _NOTES[audience]


def _shown(session: Session, lesson: Lesson, audience: Audience) -> dict[str, Any]:
    viewer = VISITOR if audience is Audience.PUBLIC else _STRANGER
    is_hidden = audience is Audience.RELAY or lesson.candour is Candour.RELAY
    subjects, parts = AllSubjects(session, [lesson.id]), find_parts(session, viewer, lesson)
    publisher = _publisher(session, lesson)
    return {
        **texts_of(lesson),
        "title": lesson.title or "A lesson without a title",
        "publisher": None if is_hidden else publisher,
        "contact": _contact(session, viewer, lesson, publisher, is_hidden=is_hidden),
        "outcome": lesson.outcome,
        "stage": lesson.stage,
        "happened": partial(lesson.happened_on),
        "is_blueprint": lesson.is_blueprint,
        "areas": subjects.areas.get(lesson.id, ()),
        "systems": subjects.systems.get(lesson.id, ()),
        "themes": parts["themes"],
        "links": parts["links"],
        "files": tuple(each.name for each in parts["attachments"]),
    }


def _contact(
    session: Session, viewer: Actor, lesson: Lesson, publisher: Publisher, *, is_hidden: bool
) -> LessonContact:
    """Return whom the audience is to ask; by relay as if it were chosen, on a copy that no session knows."""
    fields = lesson.model_dump() | ({"candour": Candour.RELAY} if is_hidden else {})
    return get_contact(session, viewer, Lesson(**fields), publisher)


def _publisher(session: Session, lesson: Lesson) -> Publisher:
    statement = (
        select(Organisation, Region.name)
        .join(Region, isouter=True)
        .where(Organisation.id == lesson.organisation_id)
    )
    organisation, region = session.exec(statement).one()
    return publisher_of(organisation, region)
