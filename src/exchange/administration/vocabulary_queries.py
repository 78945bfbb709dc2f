"""The SELECTs of administration on mail domains, vocabularies and job roles."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from exchange.administration.schemas import DomainDetail, DomainRow, Term
from exchange.organisations.models import Organisation, OrganisationTheme, Theme
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.models import Interest, JobRole, Person
from exchange.plumbing.errors import Invalid, NotFound
from exchange.signing_in.models import EmailDomain
from exchange.technologies.models import FunctionalArea, Product, Supplier


def find_domains(session: Session, actor: Actor) -> list[DomainRow]:
    """Return every approved domain by name."""
    check_may(actor, Permission.ADMINISTER)
    statement = (
        select(EmailDomain, Organisation)
        .join(Organisation, col(Organisation.id) == col(EmailDomain.organisation_id), isouter=True)
        .order_by(col(EmailDomain.domain))
    )
    return [DomainRow(**_domain(domain, place)) for domain, place in session.exec(statement)]


def get_domain(session: Session, actor: Actor, domain: str) -> DomainDetail:
    """Return one domain, with the number of accounts that have an address there.

    Raises:
        NotFound: it is not approved.
    """
    check_may(actor, Permission.ADMINISTER)
    statement = (
        select(EmailDomain, Organisation)
        .join(Organisation, col(Organisation.id) == col(EmailDomain.organisation_id), isouter=True)
        .where(EmailDomain.domain == domain)
    )
    row = session.exec(statement).one_or_none()
    if row is None:
        raise NotFound("This domain is not approved")
    there = [col(Person.email).endswith(f"@{domain}", autoescape=True)]
    if row[0].covers_subdomains:
        there.append(col(Person.email).endswith(f".{domain}", autoescape=True))
    accounts = session.exec(select(func.count()).select_from(Person).where(or_(*there))).one()
    return DomainDetail(**_domain(*row), accounts=accounts)


def domain_to_change(session: Session, domain: str) -> EmailDomain:
    """Return the row of one domain, locked.

    Raises:
        NotFound: it is not approved.
    """
    found = session.exec(
        select(EmailDomain).where(EmailDomain.domain == domain).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound("This domain is not approved")
    return found


def get_organisation_of(session: Session, ods_code: str) -> Organisation | None:
    """Return the organisation that a code names; None for no code.

    Raises:
        Invalid: there is none of that code.
    """
    if not ods_code:
        return None
    found = session.exec(select(Organisation).where(Organisation.ods_code == ods_code.upper())).one_or_none()
    if found is None:
        raise Invalid(f"There is no organisation with the code {ods_code.upper()}", field="ods_code")
    return found


def count_terms(session: Session, actor: Actor) -> tuple[int, ...]:
    """Return how many functional areas, products, suppliers, themes and job roles there are."""
    check_may(actor, Permission.ADMINISTER)
    tables = (FunctionalArea, Product, Supplier, Theme, JobRole)
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
    return tuple(session.execute(select(*counts)).one())


def find_themes(session: Session, actor: Actor) -> list[Term]:
    """Return the themes by name, with how many organisations declare them and how many people have them."""
    check_may(actor, Permission.ADMINISTER)
    used = _times(OrganisationTheme.organisation_id, col(OrganisationTheme.theme_code) == col(Theme.code))
    people = _times(Interest.id, col(Interest.theme_code) == col(Theme.code))
    rows = session.execute(select(Theme, used, people).order_by(col(Theme.name)))
    return [
        Term(name=theme.name, code=theme.code, note=theme.status, uses=uses, people=number)
        for theme, uses, number in rows
    ]


def find_job_roles(session: Session, actor: Actor) -> list[Term]:
    """Return the job roles by name, with how many people hold them."""
    check_may(actor, Permission.ADMINISTER)
    people = _times(Person.id, col(Person.job_role) == col(JobRole.name))
    rows = session.execute(select(JobRole, people).order_by(col(JobRole.name)))
    return [Term(name=role.name, note=role.description, uses=number, people=number) for role, number in rows]


def job_role_to_change(session: Session, name: str, *, field: str) -> JobRole:
    """Return the row of one job role, locked.

    Raises:
        Invalid: there is none; ``field`` is where its name was given.
    """
    found = session.exec(select(JobRole).where(JobRole.name == name).with_for_update()).one_or_none()
    if found is None:
        raise Invalid(f"There is no job role '{name}'", field=field)
    return found


def is_job_role(session: Session, name: str, *, but: str = "") -> bool:
    """Say whether a job role of this name exists, in any case, beside ``but``."""
    names = session.exec(select(JobRole.name)).all()
    return any(each.casefold() == name.casefold() and each != but for each in names)


def _domain(domain: EmailDomain, organisation: Organisation | None) -> dict[str, Any]:
    return {
        **domain.model_dump(include={"domain", "covers_subdomains", "note"}),
        "ods_code": organisation.ods_code if organisation else "",
        "organisation": organisation.name if organisation else "",
    }


def _times(counted: Any, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count(col(counted))).where(condition).scalar_subquery()
