"""Every SELECT of the first page and of the pages about the service."""

import sqlalchemy
from sqlalchemy import func
from sqlmodel import Session, col, select

from exchange.home.models import Source
from exchange.home.schemas import AreaCount, RegistryCounts, SourceDetail
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor
from exchange.plumbing.cells import partial_date
from exchange.technologies.models import Deployment, FunctionalArea, Product

_OPEN = col(Organisation.status) != OrganisationStatus.CLOSED


def count_registry(session: Session, _actor: Actor) -> RegistryCounts:
    """Return how much the registry holds; everybody may see all that is counted here."""
    organisations = select(func.count()).select_from(Organisation).where(_OPEN).scalar_subquery()
    deployments = select(func.count()).select_from(Deployment).scalar_subquery()
    confirmed = select(func.count(col(Deployment.confirmed_on))).select_from(Deployment).scalar_subquery()
    products = select(func.count()).select_from(Product).scalar_subquery()
    areas = (
        select(func.count(func.distinct(Deployment.functional_area_code)))
        .select_from(Deployment)
        .scalar_subquery()
    )
    row = session.execute(sqlalchemy.select(organisations, deployments, confirmed, products, areas)).one()
    names = ("organisations", "deployments", "confirmed_deployments", "products", "functional_areas")
    return RegistryCounts(**dict(zip(names, row, strict=True)))


def find_busiest_areas(session: Session, _actor: Actor, *, limit: int = 12) -> list[AreaCount]:
    """Return the functional areas in which most open organisations have something registered."""
    number = func.count(func.distinct(Deployment.organisation_id)).label("organisations")
    statement = (
        select(FunctionalArea.code, FunctionalArea.name, FunctionalArea.short_name, number)
        .join(Deployment, col(Deployment.functional_area_code) == col(FunctionalArea.code))
        .join(Organisation, col(Organisation.id) == col(Deployment.organisation_id))
        .where(_OPEN)
        .group_by(FunctionalArea.code, FunctionalArea.name, FunctionalArea.short_name)
        .order_by(number.desc(), FunctionalArea.short_name)
        .limit(limit)
    )
    return [AreaCount.model_validate(row) for row in session.execute(statement)]


def find_sources(session: Session, _actor: Actor) -> list[SourceDetail]:
    """Return where each file of reference data came from, by title."""
    rows = session.exec(select(Source).order_by(Source.title, Source.file))
    return [
        SourceDetail(
            **row.model_dump(exclude={"published_on"}),
            published=partial_date(row.published_on).in_words() if row.published_on else "",
        )
        for row in rows
    ]


def is_answering(session: Session) -> bool:
    """Say whether the database answers."""
    return session.exec(select(1)).one() == 1
