"""What becomes of confirmations with time: people are asked once a quarter, and silence makes them lapse."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col

from exchange.deployments import letters
from exchange.deployments.answering import link_for
from exchange.deployments.models import StillTrueQuestion
from exchange.deployments.recording import lapse, record_change, snapshot
from exchange.deployments.shelf_life import ASKED_AFTER, ASKED_AT_MOST_EVERY
from exchange.deployments.still_true_queries import Due, find_due, find_last_asked, find_silent
from exchange.organisations.models import Organisation
from exchange.people.actor import OPERATOR
from exchange.people.models import Person
from exchange.people.telling import tell
from exchange.plumbing import audit
from exchange.plumbing.clock import today
from exchange.plumbing.settings import Settings
from exchange.technologies.models import ChangeKind


@dataclass
class Question:
    """What one person is asked about one organisation: since when each of the entries is due."""

    person: Person
    organisation: Organisation
    due: list[date | None] = field(default_factory=list)


def keep_systems_true(session: Session, _settings: Settings) -> None:
    """Have old confirmations lapse, and ask those who know. A second run on a day changes nothing."""
    lapse_silent(session, today())
    ask_keepers(session, today())


def lapse_silent(session: Session, day: date) -> int:
    """Have confirmations lapse that nobody has renewed for too long; return how many."""
    silent = find_silent(session, day)
    for deployment in silent:
        before = snapshot(deployment)
        lapse(deployment)
        record_change(session, OPERATOR, ChangeKind.LAPSED, before=before, after=deployment)
        audit.record(session, "deployment.lapsed", actor=OPERATOR, subject=f"deployment:{deployment.id}")
    session.flush()
    return len(silent)


def ask_keepers(session: Session, day: date) -> int:
    """Ask each keeper in one mail about all of theirs that wait; return how many were asked."""
    questions = _questions(find_due(session, day))
    last = find_last_asked(session, {each.person.id for each in questions})
    wanted = [each for each in questions if is_time(each.due, last.get(each.person.id), day)]
    asked = _claim(session, wanted, day)
    for each in (each for each in wanted if each.person.id in asked):
        token = link_for(session, each.person.id, each.organisation.id)
        text = letters.still_true(each.organisation.name, len(each.due), token)
        cause = f"systems-still-true:{each.organisation.id}:{day}"
        tell(session, [each.person], cause=cause, subject=letters.STILL_TRUE, text=text)
    if asked:
        audit.record(session, "systems.asked_about", actor=OPERATOR, subject="deployments")
    return len(asked)


def is_time(due: Iterable[date | None], last: date | None, day: date) -> bool:
    """Say whether somebody is asked on ``day``.

    Once a quarter while entries wait; sooner when one has become due since they were asked, but never twice
    within 30 days.

    Args:
        due: since when each entry has been waiting, None for those that nobody has ever confirmed.
        last: when they were asked last.
    """
    if last is None or last <= day - ASKED_AFTER:
        return True
    is_new = any(each is not None and each > last for each in due)
    return is_new and last <= day - ASKED_AT_MOST_EVERY


def _questions(due: Iterable[Due]) -> list[Question]:
    found: defaultdict[tuple[UUID, UUID], list[Due]] = defaultdict(list)
    people: dict[UUID, Person] = {}
    for each in due:
        for person in each.keepers:
            people[person.id] = person
            found[person.id, each.organisation.id].append(each)
    return [
        Question(people[person_id], each[0].organisation, [one.since for one in each])
        for (person_id, _), each in sorted(found.items())
    ]


def _claim(session: Session, questions: list[Question], day: date) -> set[UUID]:
    """Note that these people are asked on ``day``; return those whom no other worker has asked meanwhile."""
    if not questions:
        return set()
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    rows = [
        {"person_id": each.person.id, "organisation_id": each.organisation.id, "asked_on": day}
        for each in questions
    ]
    statement = (
        insert(StillTrueQuestion)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["person_id", "organisation_id"],
            set_={"asked_on": day},
            where=col(StillTrueQuestion.asked_on) <= day - ASKED_AT_MOST_EVERY,
        )
        .returning(col(StillTrueQuestion.person_id))
    )
    return set(session.execute(statement).scalars())
