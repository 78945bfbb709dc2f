"""Every SELECT on mail that waits."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from exchange.mail.models import MessageState, OutboxMessage
from exchange.people.models import Person, PersonState


def is_closed(session: Session, person_id: UUID) -> bool:
    """Say whether the account that a message goes to has been switched off or erased since it was written."""
    state = session.exec(select(Person.state).where(Person.id == person_id)).one_or_none()
    return state is not PersonState.ACTIVE


def count_messages(session: Session) -> dict[MessageState, int]:
    """Return how many messages there are in each state."""
    statement = select(OutboxMessage.state, func.count()).group_by(col(OutboxMessage.state))
    counted = dict(session.exec(statement).all())
    return {state: counted.get(state, 0) for state in MessageState}
