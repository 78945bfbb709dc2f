"""Erasing a person, and withdrawing what somebody agreed to. The caller owns the transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from exchange.memberships.handing_over import end_everything
from exchange.memberships.member_queries import is_last_administrator
from exchange.people.actor import Actor
from exchange.people.queries import person_to_change
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, REGISTRY, note_change
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict
from exchange.privacy import queries
from exchange.privacy.access import check_can_erase
from exchange.privacy.forgetting import erase_from, forget_mail
from exchange.privacy.models import Erasure
from exchange.privacy.personal_data import PERSONAL
from exchange.privacy.wording import agreement_of


@dataclass(frozen=True)
class Erased:
    """What is still to be removed once the transaction is committed: files of mail.

    Attributes:
        letters: ids of messages to the person, or that named them.
        words: what names the person in a text; never logged.
    """

    letters: frozenset[UUID]
    words: frozenset[str] = field(repr=False)


def erase_person(
    session: Session,
    actor: Actor,
    person_id: UUID,
    *,
    successor: UUID | None = None,
    erased_at: datetime | None = None,
) -> Erased:
    """Remove all that is held about a person but an opaque id, along the map of personal data.

    Args:
        successor: member of the same organisation who takes over as knowledge lead.
        erased_at: when it happened first, if this is done again after a backup was restored.

    Raises:
        NotFound: there is no such person, or they were erased.
        Conflict: they are the last administrator.
        Invalid: the successor is nobody who could take over.
    """
    is_last = is_last_administrator(session, person_id, is_locked=True)
    check_can_erase(actor, person_id, is_last_administrator=is_last)
    person = person_to_change(session, person_id)
    end_everything(session, actor, person_id, successor)
    words = frozenset(queries.words_of(person))
    letters = forget_mail(session, person)
    for name in reversed(PERSONAL):  # the account last: the others are found by its address
        erase_from(session, name, person_id)
    session.merge(Erasure(person_id=person_id, erased_at=erased_at or now()))
    note_change(session, PEOPLE)
    note_change(session, REGISTRY)
    session.expire_all()
    audit.record(session, "person.erased", actor=actor, subject=f"person:{person_id}")
    return Erased(letters=letters, words=words)


def withdraw_consent(session: Session, actor: Actor, consent_id: UUID) -> None:
    """Withdraw something that the actor agreed to.

    Raises:
        NotFound: they gave no such agreement.
        Conflict: it is withdrawn, or what we do does not rest on it.
    """
    consent = queries.consent_to_change(session, actor, consent_id)
    if not agreement_of(consent).can_withdraw:
        raise Conflict("This has been withdrawn, or it is something that you took note of")
    consent.withdrawn_at = now()
    audit.record(session, "consent.withdrawn", actor=actor, subject=f"consent:{consent.id}")
