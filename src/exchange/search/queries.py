"""Every SELECT of search."""

from sqlalchemy import or_
from sqlmodel import Session, col, select

from exchange.lessons.access import listed_for
from exchange.lessons.models import Lesson
from exchange.people.actor import Actor
from exchange.search.schemas import PAGE_SIZE, FoundLesson, LessonsFound, LessonsWanted, Piece

_TEXTS = (Lesson.title, Lesson.context, Lesson.what_we_did, Lesson.what_happened, Lesson.do_differently)


def search_lessons(session: Session, actor: Actor, wanted: LessonsWanted) -> LessonsFound:
    """Return one page of the lessons that ``wanted`` describes and that stand in the actor's lists."""
    each_word = [
        or_(*(col(text).icontains(word, autoescape=True) for text in _TEXTS))
        for word in wanted.words.split()[:8]
    ]
    rows = session.exec(
        select(Lesson)
        .where(listed_for(actor), *each_word)
        .order_by(col(Lesson.published_at).desc(), col(Lesson.id))
    ).all()
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(wanted.page, pages)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return LessonsFound(
        items=tuple(
            FoundLesson(lesson_id=row.id, snippet=(Piece(text=row.what_happened[:200]),)) for row in shown
        ),
        total=len(rows),
        page=page,
        pages=pages,
        facets={},
    )
