"""Every SELECT on memberships and duties that looks at organisations, networks or systems too."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, exists, select

from exchange.memberships import member_queries, reading
from exchange.memberships.access import may_decide
from exchange.memberships.guessing import domain_of, host_of, label_of, name_in, telling
from exchange.memberships.reading import Belongings, Known
from exchange.memberships.schemas import Belonging, Place, Welcome
from exchange.network.models import Network, NetworkMember
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.organisations.queries import find_way
from exchange.organisations.schemas import Unknown
from exchange.people import duty_queries
from exchange.people.actor import Actor
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.people.wording import NOTICE_VERSION
from exchange.plumbing.errors import Invalid, NotFound
from exchange.technologies.models import Deployment

CLOSED = OrganisationStatus.CLOSED
LISTED = OrganisationStatus.LISTED
PARTICIPATING = OrganisationStatus.PARTICIPATING
_LONGEST_CHAIN = 10
_EVERYWHERE = "the whole service"


def find_guess(session: Session, actor: Actor) -> Place | None:
    """Return the open organisation that the actor's mail address tells; None when it tells none.

    An approved domain tells best, then the domain of a website, then one that spells a name or its initials.
    """
    domain = domain_of(session.get_one(Person, actor.person).email)
    approved = member_queries.find_organisation_of(session, domain)
    found = session.get(Organisation, approved) if approved else _with_website(session, domain)
    if found is None:
        found = _with_name(session, actor, domain)
    return _place(found) if found and found.status is not CLOSED else None


def _with_name(session: Session, actor: Actor, domain: str) -> Organisation | None:
    label = label_of(domain)
    way = find_way(session, actor, label) if label else None
    if way is None or isinstance(way, Unknown):
        return None
    return session.exec(select(Organisation).where(Organisation.ods_code == way.ods_code)).one_or_none()


def _with_website(session: Session, domain: str) -> Organisation | None:
    for name in telling(domain):
        statement = select(Organisation).where(
            func.lower(Organisation.website).contains(name, autoescape=True),
            col(Organisation.status) != CLOSED,
        )
        found = [row for row in session.exec(statement) if host_of(row.website) == name]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def get_welcome(session: Session, actor: Actor) -> Welcome:
    """Return what a newcomer is asked to confirm."""
    person = session.get_one(Person, actor.person)
    under_way = _own_membership(session, actor)
    return Welcome(
        guess=find_guess(session, actor),
        name=person.name or name_in(person.email),
        job_role=person.job_role or "",
        job_roles=member_queries.find_job_roles(session),
        notice_version=NOTICE_VERSION,
        is_member=under_way is not None,
    )


def get_belonging(session: Session, actor: Actor) -> Belonging:
    """Return where the actor belongs, or has asked to."""
    found = _own_membership(session, actor)
    membership, organisation = found or (None, None)
    return reading.belonging(
        Belongings(
            membership=membership,
            place=_place(organisation) if organisation else None,
            successor=_successor_of(session, organisation) if organisation else None,
            refused_by=None if found else _refused_by(session, actor),
            is_closed=organisation is not None and organisation.status is CLOSED,
            duties=find_duties(session, actor.person),
            leads=duty_queries.find_leads(session, organisation.id) if organisation else [],
            colleagues=member_queries.find_colleagues(session, actor.person, organisation.id)
            if organisation
            else [],
            is_only_administrator=member_queries.is_last_administrator(session, actor.person),
        )
    )


def _own_membership(session: Session, actor: Actor) -> tuple[Membership, Organisation] | None:
    statement = (
        select(Membership, Organisation)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(Membership.person_id == actor.person, col(Membership.state).in_(member_queries.UNDER_WAY))
    )
    return session.exec(statement).one_or_none()


def _refused_by(session: Session, actor: Actor) -> Place | None:
    """Return who refused the actor, if that is the last thing that was decided."""
    statement = (
        select(Membership.state, Organisation)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(Membership.person_id == actor.person)
        .order_by(col(Membership.asked_at).desc())
    )
    last = session.exec(statement.limit(1)).first()
    return _place(last[1]) if last and last[0] is MembershipState.REFUSED else None


def find_duties(session: Session, person_id: UUID) -> list[tuple[Duty, str]]:
    """Return the duties that a person holds or has asked for, each with where in words."""
    statement = (
        select(Duty, Organisation.name, Network.name)
        .join(Organisation, col(Organisation.id) == col(Duty.organisation_id), isouter=True)
        .join(Network, col(Network.id) == col(Duty.network_id), isouter=True)
        .where(Duty.person_id == person_id, col(Duty.state).in_(member_queries.OPEN))
        .order_by(col(Duty.asked_at), col(Duty.id))
    )
    return [(duty, place or network or _EVERYWHERE) for duty, place, network in session.exec(statement)]


def place_of(session: Session, duty: Duty) -> str:
    """Return where a duty is, in words."""
    if duty.organisation_id:
        return session.get_one(Organisation, duty.organisation_id).name
    if duty.network_id:
        return session.get_one(Network, duty.network_id).name
    return _EVERYWHERE


def get_organisation(session: Session, ods_code: str) -> Known:
    """Return an organisation by its code; organisations are public.

    Raises:
        NotFound: there is none.
    """
    row = session.exec(select(Organisation).where(Organisation.ods_code == ods_code.upper())).one_or_none()
    if row is None:
        raise NotFound("There is no such organisation")
    return _known(row)


def organisation_to_change(session: Session, organisation_id: UUID) -> Organisation:
    """Return an organisation by its id, locked."""
    statement = select(Organisation).where(Organisation.id == organisation_id).with_for_update()
    return session.exec(statement).one()


def open_organisation(session: Session, ods_code: str, *, field: str = "organisation") -> Known:
    """Return an organisation that can be joined.

    Raises:
        Invalid: there is none of that code, or it has closed.
    """
    row = session.exec(select(Organisation).where(Organisation.ods_code == ods_code.upper())).one_or_none()
    if row is None:
        raise Invalid("Enter the name or ODS code of an organisation that we know", field=field)
    if row.status is CLOSED:
        raise Invalid(f"{row.name} has closed. Choose the organisation that took over from it", field=field)
    return _known(row)


def _successor_of(session: Session, organisation: Organisation) -> Place | None:
    """Return the open organisation that took over, perhaps by way of others that have closed since."""
    row: Organisation | None = organisation
    for _ in range(_LONGEST_CHAIN):
        if row is None or row.status is not CLOSED:
            break
        code = row.successor_ods_code
        row = session.exec(select(Organisation).where(Organisation.ods_code == code)).one_or_none()
    return _place(row) if row and row.status is not CLOSED and row.id != organisation.id else None


def get_network_name(session: Session, network_id: UUID) -> str:
    """Return the name of a network.

    Raises:
        Invalid: there is none.
    """
    network = session.get(Network, network_id)
    if network is None:
        raise Invalid("Choose a network", field="network_id")
    return network.name


def find_deciders(session: Session, organisation_id: UUID) -> list[Person]:
    """Return who hears of requests: an organisation's leads, else its network leaders and administrators."""
    leads = duty_queries.find_leads(session, organisation_id)
    if leads:
        return leads
    statement = select(Person).where(
        col(Person.state) == PersonState.ACTIVE,
        exists().where(
            col(Duty.person_id) == col(Person.id),
            col(Duty.kind) == DutyKind.NETWORK_LEADER,
            col(Duty.state) == DutyState.HELD,
            col(Duty.network_id) == col(NetworkMember.network_id),
            col(NetworkMember.organisation_id) == organisation_id,
        ),
    )
    found = [*session.exec(statement.order_by(col(Person.id))), *duty_queries.find_administrators(session)]
    return list({person.id: person for person in found}.values())


def decides(actor: Actor, request: type[Membership] | type[Duty]) -> ColumnElement[bool]:
    """Return the condition on requests to join or lead an organisation that the actor decides them."""
    place = col(request.organisation_id)
    is_led = exists().where(
        col(NetworkMember.organisation_id) == place, col(NetworkMember.network_id).in_(actor.led_networks)
    )
    return may_decide(actor, request, has_lead=member_queries.has_lead(place), is_led=is_led)


def find_known(session: Session, organisation_ids: Collection[UUID]) -> dict[UUID, Known]:
    """Return organisations by their ids."""
    rows = session.exec(select(Organisation).where(col(Organisation.id).in_(organisation_ids)))
    return {row.id: _known(row) for row in rows}


def has_systems(session: Session, organisation_id: UUID) -> bool:
    """Say whether it is known what systems an organisation has."""
    statement = select(Deployment.id).where(Deployment.organisation_id == organisation_id)
    return session.exec(statement.limit(1)).first() is not None


def _known(organisation: Organisation) -> Known:
    return Known(
        id=organisation.id,
        place=_place(organisation),
        postcode=organisation.postcode,
        website=organisation.website,
        is_closed=organisation.status is CLOSED,
        is_confirmed=organisation.status is PARTICIPATING,
    )


def _place(organisation: Organisation) -> Place:
    return Place(ods_code=organisation.ods_code, name=organisation.name)
