"""Every SELECT on the searches that people keep."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from exchange.lessons.documents import LessonDocument
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import NotFound
from exchange.search.addresses import wanted_by
from exchange.search.index import get_index
from exchange.search.models import SavedSearch
from exchange.search.queries import find_numbers
from exchange.search.schemas import FACETS, LessonsWanted, SavedBrief


def find_saved(session: Session, actor: Actor) -> list[SavedBrief]:
    """Return the searches that the actor keeps, the last saved first, each with what it finds now."""
    check_may(actor, Permission.KEEP_ACCOUNT)
    statement = select(SavedSearch).where(SavedSearch.person_id == actor.person)
    rows = session.exec(statement.order_by(col(SavedSearch.saved_at).desc(), col(SavedSearch.id)))
    return [_brief(session, actor, row) for row in rows]


def _brief(session: Session, actor: Actor, row: SavedSearch) -> SavedBrief:
    wanted = wanted_by(row.query)
    numbers = find_numbers(session, actor, wanted)
    return SavedBrief(
        id=row.id,
        label=_label(session, wanted),
        href=f"/lessons?{row.query}",
        saved_on=row.saved_at.date(),
        total=len(numbers),
        new=int((numbers > row.seen_number).sum()),
    )


def _label(session: Session, wanted: LessonsWanted) -> str:
    """Return what is looked for in words: what was typed, and the names of what was chosen."""
    labels = get_index(session).names.labels
    chosen = [(name, value) for name in FACETS if (value := getattr(wanted, name))]
    named = [labels[name].get(value, value) if name in labels else value for name, value in chosen]
    return ", ".join([*([f"“{wanted.words}”"] if wanted.words else []), *named])


def saved_to_change(session: Session, actor: Actor, search_id: UUID) -> SavedSearch:
    """Return one of the actor's searches, locked.

    Raises:
        NotFound: they keep none of that id.
    """
    check_may(actor, Permission.KEEP_ACCOUNT)
    statement = select(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.person_id == actor.person)
    found = session.exec(statement.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("You keep no such search")
    return found


def find_same(session: Session, actor: Actor, query: str) -> SavedSearch | None:
    """Return the search that the actor keeps already for a query."""
    statement = select(SavedSearch).where(SavedSearch.person_id == actor.person, SavedSearch.query == query)
    return session.exec(statement).one_or_none()


def count_saved(session: Session, actor: Actor) -> int:
    """Return how many searches the actor keeps."""
    statement = select(func.count()).select_from(SavedSearch).where(SavedSearch.person_id == actor.person)
    return session.exec(statement).one()


def newest_number(session: Session) -> int:
    """Return the number of the document that was indexed first last."""
    return session.exec(select(func.max(LessonDocument.number))).one() or 0
