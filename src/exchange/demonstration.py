"""The demonstration: made-up people at real organisations, kept apart from the facts and removed at once."""

import csv
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, select

from exchange.demonstration_lessons import load_lessons, remove_lessons
from exchange.demonstration_systems import put_back_systems
from exchange.mail.models import OutboxMessage
from exchange.network.models import Network
from exchange.organisations.models import Organisation, OrganisationStatus, Theme
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Interest,
    InterestKind,
    JobRole,
    Membership,
    MembershipState,
    Person,
)
from exchange.plumbing import audit
from exchange.plumbing.changes import PEOPLE, REGISTRY, note_change
from exchange.plumbing.clock import now
from exchange.plumbing.errors import ExchangeError
from exchange.technologies.models import FunctionalArea

ADDRESSES = "demonstration.invalid"
"""Where their mail would go: a top-level domain that never exists (RFC 2606)."""


def load(session: Session, actor: Actor, file: Path) -> int:
    """Bring the made-up people in and return how many; those who are here already go first.

    Raises:
        ExchangeError: an organisation, network, role or subject that they need is not loaded.
    """
    remove(session, actor)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = _Known(session)
    for row in rows:
        _add(session, known, row)
    session.flush()
    if (lessons := file.with_name("lessons.csv")).exists():
        load_lessons(session, lessons)
    note_change(session, REGISTRY)
    note_change(session, PEOPLE)
    audit.record(session, "demonstration.loaded", actor=actor, subject="demonstration")
    return len(rows)


def remove(session: Session, actor: Actor) -> int:
    """Remove the made-up people and all that they did; return how many there were."""
    check_may(actor, Permission.CHANGE_REGISTRY)
    made_up = select(Person.id).where(col(Person.is_demonstration).is_(True))
    ids = session.exec(made_up).all()
    remove_lessons(session)
    put_back_systems(session)
    for table in reversed(SQLModel.metadata.sorted_tables):
        for column in table.columns:
            if any(key.target_fullname == "person.id" for key in column.foreign_keys):
                theirs = column.in_(made_up)
                session.execute(
                    update(table).where(theirs).values({column: None})
                    if column.nullable
                    else delete(table).where(theirs)
                )
    session.execute(delete(OutboxMessage).where(col(OutboxMessage.recipient).endswith(f"@{ADDRESSES}")))
    session.execute(delete(Person).where(col(Person.is_demonstration).is_(True)))
    led = select(Duty.organisation_id).where(
        col(Duty.state) == DutyState.HELD, col(Duty.organisation_id).is_not(None)
    )
    session.execute(
        update(Organisation)
        .where(col(Organisation.status) == OrganisationStatus.PARTICIPATING, col(Organisation.id).not_in(led))
        .values(status=OrganisationStatus.LISTED)
    )
    note_change(session, REGISTRY)
    note_change(session, PEOPLE)
    audit.record(session, "demonstration.removed", actor=actor, subject="demonstration")
    return len(ids)


class _Known:
    """What the made-up people refer to, by the names in their file."""

    def __init__(self, session: Session) -> None:
        self.organisations = {row.ods_code: row for row in session.exec(select(Organisation))}
        self.networks = {row.name: row for row in session.exec(select(Network))}
        self.roles = set(session.exec(select(JobRole.name)))
        self.areas = set(session.exec(select(FunctionalArea.code)))
        self.themes = set(session.exec(select(Theme.code)))

    def check(self, name: str, known: Iterable[str], what: str) -> str:
        if name not in known:
            raise ExchangeError(f"The demonstration needs the {what} '{name}': run `exchange load` first")
        return name


def _add(session: Session, known: _Known, row: dict[str, str]) -> None:
    person = Person(
        name=row["name"],
        email=f"{row['name'].casefold().replace(' ', '.')}@{ADDRESSES}",
        is_demonstration=True,
        job_role=known.check(row["job_role"], known.roles, "role"),
        ask_me_about=row["ask_me_about"],
        would_like_to_learn=row["would_like_to_learn"],
    )
    session.add(person)
    session.flush()
    if row["ods_code"]:
        code = known.check(row["ods_code"], known.organisations, "organisation")
        _join(session, known, person, known.organisations[code], row)
    for kind, column in (
        (InterestKind.CAN_HELP, "can_help"),
        (InterestKind.WANTS_TO_LEARN, "wants_to_learn"),
    ):
        for code in filter(None, row[column].split(" | ")):
            area = known.check(code, known.areas, "functional area")
            session.add(Interest(person_id=person.id, kind=kind, functional_area_code=area))
    theme = known.check(row["themes"], known.themes, "theme")
    session.add(Interest(person_id=person.id, kind=InterestKind.CAN_HELP, theme_code=theme))


def _join(
    session: Session, known: _Known, person: Person, organisation: Organisation, row: dict[str, str]
) -> None:
    session.add(
        Membership(
            person_id=person.id,
            organisation_id=organisation.id,
            state=MembershipState.APPROVED,
            decided_at=now(),
        )
    )
    if not row["duty"]:
        return
    kind = DutyKind(row["duty"])
    duty = Duty(person_id=person.id, kind=kind, state=DutyState.HELD, decided_at=now())
    if kind is DutyKind.KNOWLEDGE_LEAD:
        duty.organisation_id = organisation.id
        organisation.status = OrganisationStatus.PARTICIPATING
    elif kind is DutyKind.NETWORK_LEADER:
        duty.network_id = known.networks[known.check(row["network"], known.networks, "network")].id
    session.add(duty)
