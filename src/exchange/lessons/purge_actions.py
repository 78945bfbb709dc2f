"""Removing patient data from a lesson and all that hangs on it; the caller commits."""

from sqlmodel import Session

from exchange.lessons import sweeping
from exchange.lessons.changes import note_lesson_change
from exchange.lessons.publishing import slug_of
from exchange.lessons.purge_queries import lesson_to_purge, words_at
from exchange.lessons.purge_schemas import PurgeDone, PurgeGiven, Swept
from exchange.lessons.recording import who
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.errors import Invalid


def purge_lesson(session: Session, actor: Actor, slug: str, given: PurgeGiven) -> Swept:
    """Take words out of a lesson, its versions, uses, replies and files, and out of mail.

    Raises:
        NotFound: there is no such lesson.
        NotAllowed: the actor does not look after the service.
        Invalid: nothing is said that could be removed.
    """
    lesson = lesson_to_purge(session, actor, slug, is_locked=True)
    words = (*words_at(session, lesson, given.places), *given.typed_words())
    if not words and not given.attachments:
        raise Invalid("Choose places or files, or enter the words to remove", field="words")
    rule = sweeping.rule_of(words)
    is_in_slug = sweeping.rule_of(sweeping.with_addresses(words)).search(lesson.slug)
    versions = sweeping.sweep_versions(session, lesson.id, rule)
    attachments = sweeping.sweep_attachments(session, lesson.id, rule, given.attachments)
    texts = sweeping.sweep_texts(session, lesson, rule)
    letters = sweeping.sweep_mail(session, sweeping.rule_of(sweeping.with_addresses(words)))
    if is_in_slug:
        lesson.slug = slug_of(lesson) if lesson.published_at else lesson.id.hex
    lesson.version += 1
    note_lesson_change(session, lesson.id)
    audit.record(session, "lesson.purged", **who(actor, lesson))
    done = PurgeDone(
        slug=lesson.slug,
        texts=texts,
        versions=versions,
        messages=len(letters),
        attachments=attachments,
        elsewhere=sweeping.count_elsewhere(session, lesson.id, rule),
    )
    return Swept(done=done, letters=letters, words=words)
