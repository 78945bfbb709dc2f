"""Is the database sound, and is the data in it complete enough to be of use?"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.technologies.models import Deployment

FIRST_SAFE_SQLITE = (3, 51, 3)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The result of one check, in words an operator can act on."""

    name: str
    ok: bool
    detail: str


def findings(session: Session) -> list[Finding]:
    """Return every check, whether it passed or not."""
    return [
        _database(session),
        _has_organisations(session),
        _located(session),
        _successors(session),
        _provenance(session),
    ]


def _database(session: Session) -> Finding:
    if session.get_bind().dialect.name != "sqlite":
        durable = session.connection().exec_driver_sql("show synchronous_commit").scalar()
        return Finding(
            name="Database", ok=durable != "off", detail=f"PostgreSQL, synchronous_commit {durable}"
        )
    version = str(session.connection().exec_driver_sql("select sqlite_version()").scalar())
    intact = session.connection().exec_driver_sql("pragma quick_check").scalar()
    safe = tuple(map(int, version.split("."))) >= FIRST_SAFE_SQLITE
    advice = "" if safe else "; before 3.51.3 run one process only"
    return Finding(
        name="Database", ok=intact == "ok" and safe, detail=f"SQLite {version}, content {intact}{advice}"
    )


def _has_organisations(session: Session) -> Finding:
    number = _count(session)
    detail = f"{number:,} organisations" if number else "no organisations: run `exchange load`"
    return Finding(name="Organisations", ok=number > 0, detail=detail)


def _located(session: Session) -> Finding:
    missing = _count(
        session,
        or_(col(Organisation.latitude).is_(None), col(Organisation.region_code).is_(None)),
        col(Organisation.status) != OrganisationStatus.CLOSED,
    )
    detail = f"{missing:,} open organisations have no coordinates or no region"
    return Finding(name="Places", ok=missing == 0, detail=detail)


def _successors(session: Session) -> Finding:
    """Every successor must exist, and nobody may be their own."""
    known = select(Organisation.ods_code)
    broken = _count(
        session,
        col(Organisation.successor_ods_code).is_not(None),
        or_(
            col(Organisation.successor_ods_code).not_in(known),
            col(Organisation.successor_ods_code) == col(Organisation.ods_code),
        ),
    )
    return Finding(name="Successors", ok=broken == 0, detail=f"{broken:,} lead to no organisation")


def _provenance(session: Session) -> Finding:
    unsourced = session.exec(
        select(func.count())
        .select_from(Deployment)
        .where(col(Deployment.confirmed_on).is_(None), Deployment.source_url == "", Deployment.source == "")
    ).one()
    detail = f"{unsourced:,} deployments are neither confirmed nor sourced"
    return Finding(name="Provenance", ok=unsourced == 0, detail=detail)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).select_from(Organisation).where(*conditions)).one()
