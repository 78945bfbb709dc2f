"""Every SELECT for erasing, and for complaints and notices."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from exchange.mail.models import OutboxMessage
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.models import Consent, Person, PersonState
from exchange.plumbing.clock import now
from exchange.plumbing.errors import NotFound
from exchange.privacy.models import Concern, ConcernKind, Erasure
from exchange.privacy.schemas import ConcernDetail


def mail_to_change(session: Session, person: Person) -> list[OutboxMessage]:
    """Return mail to a person, and mail to others whose text may name them."""
    wanted = [
        col(OutboxMessage.person_id) == person.id,
        col(OutboxMessage.recipient) == person.email,
        *(col(OutboxMessage.text).contains(word, autoescape=True) for word in words_of(person)),
    ]
    return list(session.exec(select(OutboxMessage).where(or_(*wanted)).with_for_update()))


def words_of(person: Person) -> list[str]:
    """Return what names a person in a text: address and name, as far as they have them."""
    return [word for word in (person.email, person.name) if word]


def find_erasures(session: Session) -> list[tuple[UUID, datetime]]:
    """Return the ledger: opaque ids and moments, the oldest first."""
    statement = select(Erasure).order_by(col(Erasure.erased_at), col(Erasure.person_id))
    return [(row.person_id, row.erased_at) for row in session.exec(statement)]


def find_not_erased(session: Session, person_ids: set[UUID]) -> list[UUID]:
    """Return who of these is here and not erased."""
    statement = select(Person.id).where(
        col(Person.id).in_(person_ids), col(Person.state) != PersonState.ERASED
    )
    return list(session.exec(statement.order_by(col(Person.id))))


def consent_to_change(session: Session, actor: Actor, consent_id: UUID) -> Consent:
    """Return one of the actor's consents, locked.

    Raises:
        NotFound: they gave no such consent.
    """
    statement = select(Consent).where(Consent.id == consent_id, Consent.person_id == actor.person)
    found = session.exec(statement.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("You gave no such agreement")
    return found


def find_address(session: Session, actor: Actor) -> str | None:
    """Return where mail to the actor goes; None without an account."""
    if actor.person_id is None:
        return None
    return session.exec(select(Person.email).where(Person.id == actor.person_id)).one_or_none()


def find_concerns(
    session: Session, actor: Actor, *, kind: ConcernKind | None = None, is_open: bool | None = None
) -> list[ConcernDetail]:
    """Return concerns by the moment they must be answered, those that are open first.

    Raises:
        NotAllowed: the actor does not look after the service.
    """
    check_may(actor, Permission.ADMINISTER)
    statement = select(Concern).order_by(
        col(Concern.closed_at).is_not(None), col(Concern.answer_by), col(Concern.id)
    )
    if kind is not None:
        statement = statement.where(col(Concern.kind) == kind)
    if is_open is not None:
        statement = statement.where(col(Concern.closed_at).is_(None) == is_open)
    return [_detail(row) for row in session.exec(statement)]


def get_concern(session: Session, actor: Actor, reference: str) -> ConcernDetail:
    """Return one concern.

    Raises:
        NotAllowed: the actor does not look after the service.
        NotFound: none has this reference.
    """
    check_may(actor, Permission.ADMINISTER)
    return _detail(_concern(session, reference))


def concern_to_change(session: Session, reference: str) -> Concern:
    """Return the row of one concern, locked.

    Raises:
        NotFound: none has this reference.
    """
    return _concern(session, reference, is_locked=True)


def _concern(session: Session, reference: str, *, is_locked: bool = False) -> Concern:
    statement = select(Concern).where(Concern.reference == reference)
    found = session.exec(statement.with_for_update() if is_locked else statement).one_or_none()
    if found is None:
        raise NotFound("There is no such complaint or notice")
    return found


def _detail(row: Concern) -> ConcernDetail:
    """Return a concern for administrators; overdue once its moment passes unacknowledged."""
    return ConcernDetail(
        **row.model_dump(exclude={"email", "person_id"}),
        has_account=row.person_id is not None,
        is_overdue=row.acknowledged_at is None and row.answer_by < now(),
    )
