"""The SELECTs of administration on accounts and mail, and its counts. Each asks first who wants to know."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, SQLModel, col, false, select

from exchange.administration.access import UNSENT, check_can_disable
from exchange.administration.schemas import (
    PEOPLE_ON_A_PAGE,
    AccountDetail,
    DutyRow,
    MailRow,
    NetworkChoice,
    Overview,
    PeopleFound,
    PersonFilter,
    PersonRow,
)
from exchange.mail.models import OutboxMessage
from exchange.memberships.member_queries import is_last_administrator
from exchange.network.models import Network
from exchange.organisations.models import Organisation
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission, Role
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.people.queries import IDLE, LONGEST
from exchange.plumbing.audit import AuditHead
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound
from exchange.privacy.models import Concern
from exchange.signing_in.models import EmailDomain, Identity, Passkey, SignInSession
from exchange.technologies.models import ProductProposal

_DUTIES = {
    Role.KNOWLEDGE_LEAD: DutyKind.KNOWLEDGE_LEAD,
    Role.NETWORK_LEADER: DutyKind.NETWORK_LEADER,
    Role.ADMINISTRATOR: DutyKind.ADMINISTRATOR,
}
_CURRENT = (MembershipState.APPROVED, MembershipState.ASKED)


def get_overview(session: Session, actor: Actor) -> Overview:
    """Return what there is and what waits, counted in one statement."""
    check_may(actor, Permission.ADMINISTER)
    is_open = col(Concern.closed_at).is_(None)
    is_overdue = and_(is_open, col(Concern.acknowledged_at).is_(None), col(Concern.answer_by) < now())
    next_answer = select(func.min(Concern.answer_by)).where(is_open, col(Concern.acknowledged_at).is_(None))
    counted = {
        "people": _number(Person, col(Person.state) == PersonState.ACTIVE),
        "switched_off": _number(Person, col(Person.state) == PersonState.DISABLED),
        "memberships_asked": _number(Membership, col(Membership.state) == MembershipState.ASKED),
        "duties_asked": _number(Duty, col(Duty.state) == DutyState.ASKED),
        "open_concerns": _number(Concern, is_open),
        "overdue_concerns": _number(Concern, is_overdue),
        "next_answer_by": next_answer.scalar_subquery(),
        "unsent_mail": _number(OutboxMessage, col(OutboxMessage.state).in_(UNSENT)),
        "domains": _number(EmailDomain),
        "proposals": _number(ProductProposal),
        "audit_entries": select(func.coalesce(func.max(AuditHead.number), 0)).scalar_subquery(),
    }
    row = session.execute(select(*(value.label(name) for name, value in counted.items()))).one()
    return Overview.model_validate(row)


def find_people(session: Session, actor: Actor, wanted: PersonFilter) -> PeopleFound:
    """Return one page of accounts by name, whatever their state."""
    check_may(actor, Permission.ADMINISTER)
    conditions = _conditions(wanted)
    total = session.exec(select(func.count()).select_from(Person).where(*conditions)).one()
    pages = max(1, -(-total // PEOPLE_ON_A_PAGE))
    page = min(wanted.page, pages)
    statement = (
        select(Person, Organisation)
        .join(Membership, _current_membership(), isouter=True)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id), isouter=True)
        .where(*conditions)
        .order_by(col(Person.name), col(Person.id))
        .offset((page - 1) * PEOPLE_ON_A_PAGE)
        .limit(PEOPLE_ON_A_PAGE)
    )
    rows = session.exec(statement).all()
    duties = _held_duties(session, [person.id for person, _ in rows])
    people = tuple(_row(person, place, duties.get(person.id, ())) for person, place in rows)
    return PeopleFound(people=people, total=total, page=page, pages=pages)


def get_person_of(session: Session, actor: Actor, email: str) -> UUID:
    """Return whose account an e-mail address belongs to.

    Raises:
        Invalid: it is nobody's.
    """
    check_may(actor, Permission.ADMINISTER)
    found = session.exec(select(Person.id).where(Person.email == email.casefold())).one_or_none()
    if found is None:
        raise Invalid("Nobody has an account with this e-mail address", field="words")
    return found


def get_person(session: Session, actor: Actor, person_id: UUID) -> AccountDetail:
    """Return one account.

    Raises:
        NotFound: there is none.
    """
    check_may(actor, Permission.ADMINISTER)
    statement = (
        select(Person, Membership, Organisation, *_numbers_of(person_id))
        .join(Membership, _current_membership(), isouter=True)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id), isouter=True)
        .where(Person.id == person_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such person")
    person, membership, organisation, sessions, passkeys, single_sign_ons = row
    return AccountDetail(
        **person.model_dump(include={"id", "name", "state", "is_demonstration", "joined_at", "paused_until"}),
        ods_code=organisation.ods_code if organisation else "",
        organisation=organisation.name if organisation else "",
        membership=membership.state if membership else None,
        duties=_duties_of(session, person_id),
        sessions=sessions,
        passkeys=passkeys,
        single_sign_ons=single_sign_ons,
        networks=_networks(session),
        cannot_disable=_why_not_disable(session, actor, person),
    )


def find_unsent_mail(session: Session, actor: Actor) -> list[MailRow]:
    """Return the messages that failed, or may have, the newest first; never to whom."""
    check_may(actor, Permission.ADMINISTER)
    statement = (
        select(OutboxMessage)
        .where(col(OutboxMessage.state).in_(UNSENT))
        .order_by(col(OutboxMessage.created_at).desc(), col(OutboxMessage.id))
        .limit(200)
    )
    return [MailRow.model_validate(row) for row in session.exec(statement)]


def message_to_change(session: Session, message_id: UUID) -> OutboxMessage:
    """Return one message's row, locked.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(
        select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such message")
    return found


def _number(table: type[SQLModel], *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _current_membership() -> ColumnElement[bool]:
    return and_(col(Membership.person_id) == col(Person.id), col(Membership.state).in_(_CURRENT))


def _conditions(wanted: PersonFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.q:
        conditions.append(col(Person.name).icontains(wanted.q, autoescape=True))
    if wanted.state:
        conditions.append(col(Person.state) == wanted.state)
    if wanted.organisation:
        ids = select(Organisation.id).where(Organisation.ods_code == wanted.organisation.upper())
        conditions.append(_member(col(Membership.organisation_id).in_(ids)))
    if wanted.role:
        conditions.append(_has_role(wanted.role))
    return conditions


def _has_role(role: Role) -> ColumnElement[bool]:
    """Return the condition on Person that they have a role; being paused or switched off does not count."""
    approved = _member(col(Membership.state) == MembershipState.APPROVED)
    if role is Role.NEWCOMER:
        return ~approved
    if role is Role.STAFF:
        return approved
    if role not in _DUTIES:
        return false()
    held = (col(Duty.kind) == _DUTIES[role], col(Duty.state) == DutyState.HELD)
    theirs = select(Duty.id).where(col(Duty.person_id) == col(Person.id), *held)
    return theirs.correlate(Person).exists()


def _member(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Membership.id).where(_current_membership(), *conditions).correlate(Person).exists()


def _held_duties(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[DutyKind, ...]]:
    statement = (
        select(Duty.person_id, Duty.kind)
        .where(col(Duty.person_id).in_(ids), col(Duty.state) == DutyState.HELD)
        .order_by(col(Duty.kind))
    )
    held: dict[UUID, dict[DutyKind, None]] = {}
    for person_id, kind in session.exec(statement):
        held.setdefault(person_id, {})[DutyKind(kind)] = None
    return {person_id: tuple(kinds) for person_id, kinds in held.items()}


def _row(person: Person, organisation: Organisation | None, duties: tuple[DutyKind, ...]) -> PersonRow:
    return PersonRow(
        **person.model_dump(include={"id", "name", "state", "is_demonstration"}),
        ods_code=organisation.ods_code if organisation else "",
        organisation=organisation.name if organisation else "",
        duties=duties,
    )


def _numbers_of(person_id: UUID) -> tuple[ColumnElement[int], ...]:
    moment = now()
    lasting = (
        col(SignInSession.person_id) == person_id,
        col(SignInSession.ended_at).is_(None),
        col(SignInSession.seen_at) > moment - IDLE,
        col(SignInSession.started_at) > moment - LONGEST,
    )
    passkeys = _number(Passkey, col(Passkey.person_id) == person_id)
    return (
        _number(SignInSession, *lasting),
        passkeys,
        _number(Identity, col(Identity.person_id) == person_id),
    )


def _duties_of(session: Session, person_id: UUID) -> tuple[DutyRow, ...]:
    statement = (
        select(Duty, Organisation.name, Network.name)
        .join(Organisation, col(Organisation.id) == col(Duty.organisation_id), isouter=True)
        .join(Network, col(Network.id) == col(Duty.network_id), isouter=True)
        .where(Duty.person_id == person_id, col(Duty.state).in_(_STANDING))
        .order_by(col(Duty.kind), col(Duty.id))
    )
    return tuple(
        DutyRow(
            id=duty.id, kind=duty.kind, state=duty.state, place=organisation or network or "the whole service"
        )
        for duty, organisation, network in session.exec(statement)
    )


_STANDING = (DutyState.ASKED, DutyState.HELD)


def _networks(session: Session) -> tuple[NetworkChoice, ...]:
    rows = session.exec(select(Network.id, Network.name).order_by(col(Network.name)))
    return tuple(NetworkChoice(id=id, name=name) for id, name in rows)


def _why_not_disable(session: Session, actor: Actor, person: Person) -> str:
    last = is_last_administrator(session, person.id)
    try:
        check_can_disable(actor, person.id, person.state, is_last_administrator=last)
    except (NotAllowed, Conflict) as reason:
        return str(reason)
    return ""
