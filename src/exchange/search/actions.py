"""Keeping searches, and letting them go."""

from uuid import UUID

from sqlmodel import Session

from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing import audit
from exchange.plumbing.errors import Conflict, Invalid
from exchange.plumbing.patient_data import refuse_nhs_numbers
from exchange.search import saved_queries as queries
from exchange.search.addresses import query_of, wanted_by
from exchange.search.models import QUERY_LENGTH, SavedSearch
from exchange.search.schemas import SearchGiven

MOST_SAVED = 50


def save_search(session: Session, actor: Actor, given: SearchGiven) -> SavedSearch:
    """Keep a search; one that is kept already stays as it is. All that it finds today counts as seen.

    Raises:
        Invalid: it is none that can be asked, or holds what looks like an NHS number.
        Conflict: they keep as many as they can.
    """
    check_may(actor, Permission.KEEP_ACCOUNT)
    wanted = wanted_by(given.query)
    refuse_nhs_numbers({"query": wanted.words}, titles={"query": "What you look for"})
    query = query_of(wanted)
    if len(query) > QUERY_LENGTH:
        raise Invalid("This search is too long to be kept", field="query")
    known = queries.find_same(session, actor, query)
    if known is None and queries.count_saved(session, actor) >= MOST_SAVED:
        raise Conflict(f"You keep {MOST_SAVED} searches. Remove one that you no longer need first")
    saved = known or SavedSearch(person_id=actor.person, query=query)
    saved.seen_number = saved.seen_number or queries.newest_number(session)
    session.add(saved)
    session.flush()
    audit.record(session, "search.saved", actor=actor, subject=f"search:{saved.id}")
    return saved


def look_at_search(session: Session, actor: Actor, search_id: UUID) -> str:
    """Note that the actor has seen all that a search finds today, and return its query.

    Raises:
        NotFound: they keep none of that id.
    """
    saved = queries.saved_to_change(session, actor, search_id)
    saved.seen_number = queries.newest_number(session)
    audit.record(session, "search.seen", actor=actor, subject=f"search:{saved.id}")
    return saved.query


def remove_search(session: Session, actor: Actor, search_id: UUID) -> None:
    """Let a search go.

    Raises:
        NotFound: they keep none of that id.
    """
    saved = queries.saved_to_change(session, actor, search_id)
    session.delete(saved)
    audit.record(session, "search.removed", actor=actor, subject=f"search:{saved.id}")
