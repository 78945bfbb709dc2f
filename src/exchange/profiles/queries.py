"""Every SELECT on somebody's own profile and on the vocabularies it is made of."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.organisations.models import Organisation, OrganisationTheme
from exchange.people.access import visible_to
from exchange.people.actor import Actor
from exchange.people.models import Interest, InterestKind, JobRole, Membership, MembershipState, Person
from exchange.plumbing.changes import REGISTRY
from exchange.plumbing.clock import today
from exchange.plumbing.errors import NotFound
from exchange.plumbing.kept import Kept
from exchange.profiles.access import check_can_keep_profile, may_stand_in_for
from exchange.profiles.completeness import completeness
from exchange.profiles.reading import read_vocabulary
from exchange.profiles.schemas import Completeness, InUse, Named, Offers, Pause, Profile
from exchange.profiles.vocabulary import Subject, Vocabulary
from exchange.technologies.models import Deployment, Product, Stage

_VOCABULARY = Kept(REGISTRY, read_vocabulary)


def find_vocabulary(session: Session) -> Vocabulary:
    """Return what people can help with and want to learn; vocabularies are public."""
    return _VOCABULARY.get(session)


def get_profile(session: Session, actor: Actor) -> Profile:
    """Return the actor's own profile."""
    approved = and_(
        col(Membership.person_id) == col(Person.id), col(Membership.state) == MembershipState.APPROVED
    )
    row = session.exec(
        select(Person, Organisation)
        .join(Membership, approved, isouter=True)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id), isouter=True)
        .where(visible_to(actor), col(Person.id) == actor.person)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such person")
    person, organisation = row
    subjects = _subjects(session, person.id)
    is_away = person.away_until is not None and person.away_until >= today()
    return Profile(
        **person.model_dump(
            include={"name", "ask_me_about", "would_like_to_learn", "request_budget", "audience", "version"}
        ),
        person_id=person.id,
        job_role=person.job_role or "",
        organisation=_organisation(organisation),
        helps=subjects[InterestKind.CAN_HELP],
        learns=subjects[InterestKind.WANTS_TO_LEARN],
        away_until=person.away_until if is_away else None,
        cover=_cover(session, actor, person.cover_person_id) if is_away else None,
        paused_until=_pause(person).until,
    )


def find_completeness(session: Session, actor: Actor) -> Completeness:
    """Return how much of the actor's profile is there."""
    return completeness(get_profile(session, actor))


def get_pause(session: Session, actor: Actor) -> Pause:
    """Return whether the actor has paused."""
    return _pause(_own(session, actor))


def find_offers(session: Session, actor: Actor) -> Offers:
    """Return what the form offers beyond the vocabularies."""
    colleagues: Any = (
        select_columns(col(Person.id), col(Person.name))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(may_stand_in_for(actor))
        .order_by(col(Person.name), col(Person.id))
    )
    return Offers(
        roles=tuple(session.exec(select(JobRole.name).order_by(JobRole.name))),
        colleagues=tuple(_named(row.id, row.name) for row in session.execute(colleagues)),
        in_use=_in_use(session, actor.organisation_id) if actor.organisation_id else InUse(),
    )


def profile_to_change(session: Session, actor: Actor) -> Person:
    """Return the actor's row, locked.

    Raises:
        NotAllowed: no organisation has confirmed them yet.
    """
    check_can_keep_profile(actor)
    return _own(session, actor, locked=True)


def interests_to_change(session: Session, actor: Actor) -> list[Interest]:
    """Return what the actor can help with and wants to learn, whose profile is locked."""
    return list(session.exec(select(Interest).where(Interest.person_id == actor.person)))


def can_stand_in(session: Session, actor: Actor, person_id: UUID) -> bool:
    """Say whether a person can be asked instead of the actor."""
    return _cover(session, actor, person_id) is not None


def is_role(session: Session, name: str) -> bool:
    """Say whether the vocabulary of roles has this one."""
    return session.exec(select(JobRole.name).where(JobRole.name == name)).one_or_none() is not None


def _own(session: Session, actor: Actor, *, locked: bool = False) -> Person:
    own = select(Person).where(Person.id == actor.person)
    person = session.exec(own.with_for_update() if locked else own).one_or_none()
    if person is None:
        raise NotFound("There is no such person")
    return person


def _pause(person: Person) -> Pause:
    is_over = person.paused_until is None or person.paused_until < today()
    return Pause(until=None if is_over else person.paused_until)


def _subjects(session: Session, person_id: UUID) -> dict[InterestKind, tuple[Subject, ...]]:
    vocabulary = find_vocabulary(session)
    found: dict[InterestKind, list[Subject]] = {kind: [] for kind in InterestKind}
    for row in session.exec(select(Interest).where(Interest.person_id == person_id)):
        subject = vocabulary.subject_of(row.functional_area_code, row.product_id, row.theme_code)
        if subject:
            found[row.kind].append(subject)
    return {kind: tuple(sorted(each, key=lambda s: (s.kind, s.name))) for kind, each in found.items()}


def _cover(session: Session, actor: Actor, person_id: UUID | None) -> Named | None:
    statement: Any = (
        select_columns(col(Person.id), col(Person.name))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(may_stand_in_for(actor), col(Person.id) == person_id)
    )
    row = session.execute(statement).one_or_none()
    return _named(row.id, row.name) if row else None


def _organisation(row: Organisation | None) -> Named | None:
    return Named(id=row.ods_code, name=row.name, href=f"/organisations/{row.ods_code}") if row else None


def _named(id: UUID, name: str) -> Named:
    return Named(id=str(id), name=name, href=f"/people/{id}")


def _in_use(session: Session, organisation_id: UUID) -> InUse:
    systems: Any = (
        select_columns(col(Deployment.functional_area_code), col(Product.slug))
        .join(Product, col(Product.id) == col(Deployment.product_id), isouter=True)
        .where(col(Deployment.organisation_id) == organisation_id, col(Deployment.stage) != Stage.RETIRED)
    )
    themes = select(OrganisationTheme.theme_code).where(OrganisationTheme.organisation_id == organisation_id)
    rows = list(session.execute(systems))
    return InUse(
        areas=frozenset(row.functional_area_code for row in rows),
        products=frozenset(row.slug for row in rows if row.slug),
        themes=frozenset(session.exec(themes)),
    )
