"""Every SELECT on the people who can be asked."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.directory.filtering import conditions, words_of
from exchange.directory.rows import helped_by, joined, subjects_of, summaries
from exchange.directory.schemas import (
    PAGE_SIZE,
    FilterChoices,
    PeopleFilter,
    PeopleHere,
    PeopleList,
    PersonDetail,
    PersonSummary,
)
from exchange.directory.spelling import corrected
from exchange.organisations import queries as organisation_queries
from exchange.organisations.models import Organisation
from exchange.organisations.schemas import Choice, Unknown
from exchange.people.access import check_may, visible_to
from exchange.people.actor import Actor, Permission
from exchange.people.models import (
    Audience,
    Interest,
    InterestKind,
    JobRole,
    Membership,
    MembershipState,
    Person,
)
from exchange.plumbing.clock import today
from exchange.plumbing.errors import NotFound
from exchange.profiles.queries import find_vocabulary
from exchange.profiles.vocabulary import SubjectKind

MOST_COLLEAGUES = 6


def find_people(session: Session, actor: Actor, wanted: PeopleFilter) -> PeopleList:
    """Return one page of those who can be asked, by name; with a spelling corrected if nothing else helps."""
    check_may(actor, Permission.READ_PEOPLE)
    vocabulary = find_vocabulary(session)
    wanted = wanted.model_copy(update={"organisation": _ods_code(session, actor, wanted.organisation)})
    words, other_words = words_of(wanted.q), ""
    which = conditions(vocabulary, wanted, words)
    total = _count(session, actor, which)
    if not total and words:
        known = vocabulary.words() | _words_of_names(session, actor)
        other_words = corrected(words, known)
        which = conditions(vocabulary, wanted, words_of(other_words)) if other_words else which
        total = _count(session, actor, which) if other_words else 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(wanted.page, pages)
    rows = _listed(actor, which).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return PeopleList(
        total=total,
        page=page,
        pages=pages,
        corrected=other_words if total else "",
        people=summaries(session, actor, session.execute(rows).all()),
    )


def find_choices(session: Session, actor: Actor) -> FilterChoices:
    """Return the options of every filter."""
    vocabulary = find_vocabulary(session)
    places = organisation_queries.find_choices(session, actor)

    def of(kind: SubjectKind) -> tuple[Choice, ...]:
        terms = [term for term in vocabulary.of_kind(kind) if term.is_offered]
        choices = [Choice(value=term.subject.key, label=term.subject.name) for term in terms]
        return tuple(sorted(choices, key=lambda choice: choice.label.casefold()))

    roles = session.exec(select(JobRole.name).order_by(JobRole.name))
    return FilterChoices(
        area=of(SubjectKind.AREA),
        product=of(SubjectKind.PRODUCT),
        theme=of(SubjectKind.THEME),
        role=tuple(Choice(value=name, label=name) for name in roles),
        region=places.region,
        icb=places.icb,
    )


def get_person(session: Session, actor: Actor, person_id: UUID) -> PersonDetail:
    """Return one person in full.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    check_may(actor, Permission.READ_PEOPLE)
    approved = and_(
        col(Membership.person_id) == col(Person.id), col(Membership.state) == MembershipState.APPROVED
    )
    statement: Any = (
        select_columns(Person, Organisation)
        .join(Membership, approved, isouter=True)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id), isouter=True)
        .where(visible_to(actor), col(Person.id) == person_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such person, or you cannot see them")
    person, organisation = row
    (summary,) = summaries(session, actor, [row])
    subjects = subjects_of(session, [person.id])
    is_paused = person.paused_until is not None and person.paused_until >= today()
    return PersonDetail(
        **dict(summary),
        wants_to_learn=subjects.get((person.id, InterestKind.WANTS_TO_LEARN), ()),
        would_like_to_learn=person.would_like_to_learn,
        takes_requests=person.request_budget > 0,
        paused_until=person.paused_until if is_paused else None,
        is_colleagues_only=person.audience is Audience.COLLEAGUES,
        colleagues=_colleagues(session, actor, person, organisation) if organisation else (),
    )


def find_people_at(session: Session, actor: Actor, ods_code: str, *, limit: int = 5) -> PeopleHere:
    """Return some of those who can be asked at an organisation, by name; none for who may not see people."""
    return _some(session, actor, [col(Organisation.ods_code) == ods_code], limit)


def find_people_for(
    session: Session, actor: Actor, *, area: str = "", product: str = "", limit: int = 5
) -> PeopleHere:
    """Return some of those who can help with a functional area or a product, by name, likewise."""
    wanted = PeopleFilter(area=area, product=product)
    return _some(session, actor, conditions(find_vocabulary(session), wanted, ()), limit)


def _some(session: Session, actor: Actor, which: list[Any], limit: int) -> PeopleHere:
    if not actor.may(Permission.READ_PEOPLE):
        return PeopleHere()
    which = [*which, col(Person.id) != actor.person_id]
    rows = session.execute(_listed(actor, which).limit(limit)).all()
    return PeopleHere(total=_count(session, actor, which), people=summaries(session, actor, rows))


def _listed(actor: Actor, which: Iterable[Any]) -> Any:
    return joined(select_columns(Person, Organisation), actor, which).order_by(
        col(Person.name), col(Person.id)
    )


def _count(session: Session, actor: Actor, which: Iterable[Any]) -> int:
    found: int = session.execute(joined(select_columns(func.count()), actor, which)).scalar_one()
    return found


def _words_of_names(session: Session, actor: Actor) -> set[str]:
    names = session.execute(joined(select_columns(col(Person.name)), actor, ())).scalars()
    return {word for name in names for word in name.casefold().split()}


def _ods_code(session: Session, actor: Actor, asked_for: str) -> str:
    if not asked_for:
        return ""
    way = organisation_queries.find_way(session, actor, asked_for)
    return asked_for if isinstance(way, Unknown) else way.ods_code


def _colleagues(
    session: Session, actor: Actor, person: Person, organisation: Organisation
) -> tuple[PersonSummary, ...]:
    """Return others at the organisation, first those who can help with what the person can help with."""
    same = [
        col(column).in_(select_columns(col(column)).where(helped_by(person.id), col(column).is_not(None)))
        for column in (Interest.functional_area_code, Interest.product_id, Interest.theme_code)
    ]
    sharing = select_columns(col(Interest.person_id)).where(
        col(Interest.kind) == InterestKind.CAN_HELP, or_(*same)
    )
    here: list[ColumnElement[bool]] = [
        col(Organisation.id) == organisation.id,
        col(Person.id) != person.id,
    ]
    first = case((col(Person.id).in_(sharing), 0), else_=1)
    statement = joined(select_columns(Person, Organisation), actor, here)
    ordered = statement.order_by(first, col(Person.name), col(Person.id)).limit(MOST_COLLEAGUES)
    return summaries(session, actor, session.execute(ordered).all())
