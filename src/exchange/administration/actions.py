"""Changes that administrators make to accounts, domains, job roles and mail; the caller commits."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from exchange.administration import queries, trail
from exchange.administration.access import check_can_disable, check_can_send_again
from exchange.administration.schemas import DomainChanged, DomainGiven, RoleGiven, RoleRenamed
from exchange.administration.vocabulary_queries import (
    domain_to_change,
    get_organisation_of,
    is_job_role,
    job_role_to_change,
)
from exchange.mail.models import MessageState
from exchange.memberships.member_queries import is_last_administrator
from exchange.people.access import check_may
from exchange.people.actions import end_sessions
from exchange.people.actor import Actor, Permission
from exchange.people.models import JobRole, Person, PersonState
from exchange.people.queries import person_to_change
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, REGISTRY, note_change
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, Invalid
from exchange.plumbing.importing import slug
from exchange.signing_in.models import EmailDomain


def disable_person(session: Session, actor: Actor, person_id: UUID) -> None:
    """Switch an account off: they are signed out everywhere, at once, and cannot be found.

    Raises:
        NotFound: there is no such person.
        NotAllowed: it is the actor's own.
        Conflict: it is off, or that of the only administrator.
    """
    check_may(actor, Permission.ADMINISTER)
    last = is_last_administrator(session, person_id, is_locked=True)
    person = person_to_change(session, person_id)
    check_can_disable(actor, person_id, person.state, is_last_administrator=last)
    person.state = PersonState.DISABLED
    end_sessions(session, actor, person_id)
    note_change(session, PEOPLE)
    note_change(session, REGISTRY)
    audit.record(session, "person.disabled", actor=actor, subject=f"person:{person_id}")


def enable_person(session: Session, actor: Actor, person_id: UUID) -> None:
    """Switch an account on again, with the organisation and the duties that it had.

    Raises:
        NotFound: there is no such person, or they were erased.
        Conflict: it is on.
    """
    check_may(actor, Permission.ADMINISTER)
    person = person_to_change(session, person_id)
    if person.state is not PersonState.DISABLED:
        raise Conflict("This account is not switched off")
    person.state = PersonState.ACTIVE
    note_change(session, PEOPLE)
    note_change(session, REGISTRY)
    audit.record(session, "person.enabled", actor=actor, subject=f"person:{person_id}")


def add_domain(session: Session, actor: Actor, given: DomainGiven) -> None:
    """Let everybody with an address of a domain sign in.

    Raises:
        Invalid: it is approved already, or there is no organisation of that code.
    """
    check_may(actor, Permission.ADMINISTER)
    if session.get(EmailDomain, given.domain) is not None:
        raise Invalid("This domain is approved already", field="domain")
    organisation = get_organisation_of(session, given.ods_code)
    session.add(
        EmailDomain(
            domain=given.domain,
            covers_subdomains=given.covers_subdomains,
            organisation_id=organisation.id if organisation else None,
            note=given.note,
        )
    )
    audit.record(session, "domain.added", actor=actor, subject=f"domain:{given.domain}")


def change_domain(session: Session, actor: Actor, domain: str, given: DomainChanged) -> None:
    """Change whose a domain is, and whether it counts for the domains below it.

    Raises:
        NotFound: it is not approved.
        Invalid: there is no organisation of that code.
    """
    check_may(actor, Permission.ADMINISTER)
    changed = domain_to_change(session, domain)
    organisation = get_organisation_of(session, given.ods_code)
    changed.organisation_id = organisation.id if organisation else None
    changed.covers_subdomains, changed.note = given.covers_subdomains, given.note
    audit.record(session, "domain.changed", actor=actor, subject=f"domain:{domain}")


def remove_domain(session: Session, actor: Actor, domain: str) -> None:
    """Stop letting addresses of a domain sign in by mail; accounts stay, and so do sessions.

    Raises:
        NotFound: it is not approved.
    """
    check_may(actor, Permission.ADMINISTER)
    session.delete(domain_to_change(session, domain))
    audit.record(session, "domain.removed", actor=actor, subject=f"domain:{domain}")


def add_job_role(session: Session, actor: Actor, given: RoleGiven) -> None:
    """Add a job role that people may choose.

    Raises:
        Invalid: there is one of that name.
    """
    check_may(actor, Permission.ADMINISTER)
    if is_job_role(session, given.name):
        raise Invalid(f"There is a job role '{given.name}' already", field="name")
    session.add(JobRole(name=given.name, description=given.description))
    note_change(session, PEOPLE)
    note_change(session, REGISTRY)
    audit.record(session, "job_role.added", actor=actor, subject=f"role:{slug(given.name)}")


def rename_job_role(session: Session, actor: Actor, given: RoleRenamed) -> None:
    """Call a job role otherwise, for everybody who holds it.

    Raises:
        Invalid: there is no such role, or another one has the new name.
    """
    check_may(actor, Permission.ADMINISTER)
    old = job_role_to_change(session, given.old_name, field="old_name")
    if given.new_name == given.old_name:
        raise Invalid("This is what the role is called already", field="new_name")
    if is_job_role(session, given.new_name, but=given.old_name):
        raise Invalid(f"There is a job role '{given.new_name}' already", field="new_name")
    session.add(JobRole(name=given.new_name, description=old.description))
    session.flush()
    session.exec(update(Person).where(col(Person.job_role) == given.old_name).values(job_role=given.new_name))
    session.delete(old)
    note_change(session, PEOPLE)
    note_change(session, REGISTRY)
    audit.record(session, "job_role.renamed", actor=actor, subject=f"role:{slug(given.new_name)}")


def send_again(session: Session, actor: Actor, message_id: UUID) -> None:
    """Have a message that was not sent, or perhaps was, sent once more; attempts are counted anew.

    Raises:
        NotFound: there is no such message.
        Conflict: it has not failed.
    """
    message = queries.message_to_change(session, message_id)
    check_can_send_again(actor, message.state)
    message.state, message.due_at = MessageState.WAITING, now()
    message.attempts, message.copies_perhaps, message.owner, message.leased_until = 0, 0, "", None
    audit.record(session, "mail.to_send_again", actor=actor, subject=f"message:{message_id}")


def note_export(session: Session, actor: Actor) -> None:
    """Put into the audit trail that it is about to be taken away."""
    check_may(actor, Permission.ADMINISTER)
    number = trail.head_of(session).partition(":")[0] or "0"
    audit.record(session, "audit.exported", actor=actor, subject=f"audit:{number}")
