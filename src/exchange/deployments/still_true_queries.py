"""Every SELECT for asking people whether the systems that they keep are still true."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, and_, col, select

from exchange.deployments import addresses
from exchange.deployments.entry_names import Named, find_named, names_of_rows
from exchange.deployments.keepers import kept_by, owner_is_there
from exchange.deployments.models import ErrorReport, StillTrueQuestion
from exchange.deployments.recording import read_snapshot
from exchange.deployments.shelf_life import ASKED_AFTER, LAPSES_AFTER, MOST_ON_ONE_PAGE
from exchange.deployments.still_true_schemas import Asked, AskedEntry, Said
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor
from exchange.people.duty_queries import find_all_leads
from exchange.people.models import Membership, Person
from exchange.plumbing.clock import today
from exchange.plumbing.provenance import since, source_label
from exchange.technologies.models import ChangeKind, Deployment, DeploymentChange, Stage

IN_USE = col(Deployment.stage) != Stage.RETIRED
"""What is retired is history: it is not asked about, and does not lapse."""
_SAID = {
    ChangeKind.CONFIRMED: "still true",
    ChangeKind.LAPSED: "not confirmed any more",
    ChangeKind.REMOVED: "wrong, and removed from the list",
}


@dataclass(frozen=True)
class Due:
    """An entry that nobody has confirmed this quarter, and who can be asked; nobody where nobody is there.

    ``since`` is the day from which it was due; None where nobody has ever confirmed it.
    """

    organisation: Organisation
    keepers: list[Person]
    since: date | None


def find_due(session: Session, day: date) -> list[Due]:
    """Return the entries to ask about on ``day``, with their keepers. Two statements.

    Confirmed a quarter ago or longer, lapsed, or never confirmed at an organisation that takes part.
    """
    statement: Any = (
        select(Deployment, Organisation, Person)
        .join(Organisation, col(Organisation.id) == col(Deployment.organisation_id))
        .join(Membership, col(Membership.person_id) == col(Deployment.owner_id), isouter=True)
        .join(Person, owner_is_there(), isouter=True)
        .where(
            IN_USE,
            col(Organisation.status) != OrganisationStatus.CLOSED,
            or_(
                col(Deployment.confirmed_on) <= day - ASKED_AFTER,
                col(Deployment.was_confirmed_on).is_not(None),
                and_(
                    col(Deployment.confirmed_on).is_(None),
                    col(Organisation.status) == OrganisationStatus.PARTICIPATING,
                ),
            ),
        )
        .order_by(col(Deployment.id))
    )
    found: dict[UUID, tuple[Deployment, Organisation, Person | None]] = {}
    for deployment, place, owner in session.exec(statement):  # an owner may have had several memberships
        if owner is not None or deployment.id not in found:
            found[deployment.id] = (deployment, place, owner)
    rows = found.values()
    leads = find_all_leads(session, {place.id for _, place, owner in rows if owner is None})
    return [
        Due(place, [owner] if owner else _not_paused(leads.get(place.id, []), day), _due_since(deployment))
        for deployment, place, owner in rows
    ]


def find_last_asked(session: Session, people: Collection[UUID]) -> dict[UUID, date]:
    """Return when each of these people was last asked, whatever the organisation."""
    statement = (
        select(StillTrueQuestion.person_id, func.max(StillTrueQuestion.asked_on))
        .where(col(StillTrueQuestion.person_id).in_(people))
        .group_by(col(StillTrueQuestion.person_id))
    )
    return dict(session.exec(statement).all())


def find_silent(session: Session, day: date) -> list[Deployment]:
    """Return the entries whose confirmation is too old on ``day``, locked."""
    statement = select(Deployment).where(IN_USE, col(Deployment.confirmed_on) < day - LAPSES_AFTER)
    return list(session.exec(statement.order_by(col(Deployment.id)).with_for_update()))


def find_kept(session: Session, actor: Actor, *, is_locked: bool = False) -> list[Named]:
    """Return the entries that are the actor's to keep true."""
    return find_named(session, kept_by(actor), IN_USE, is_locked=is_locked)


def get_asked(session: Session, actor: Actor, place: Organisation, *, closed: str = "") -> Asked:
    """Return what somebody is asked about an organisation; nothing of it where that is ``closed`` to them."""
    common: dict[str, Any] = {
        "ods_code": place.ods_code,
        "organisation": place.name,
        "organisation_href": f"/organisations/{place.ods_code}",
    }
    if closed:
        return Asked(**common, closed=closed)
    kept = sorted(find_kept(session, actor), key=lambda each: (each.area.casefold(), each.words.casefold()))
    limit = today() - ASKED_AFTER
    is_due = [each.deployment.confirmed_on is None or each.deployment.confirmed_on <= limit for each in kept]
    waiting = [each for each, due in zip(kept, is_due, strict=True) if due]
    confirmed = [each for each, due in zip(kept, is_due, strict=True) if not due]
    shown = waiting[:MOST_ON_ONE_PAGE]
    return Asked(
        **common,
        closed="",
        waiting=tuple(_entry(each, place) for each in shown),
        confirmed=tuple(_entry(each, place) for each in confirmed[: MOST_ON_ONE_PAGE - len(shown)]),
        more=len(waiting) - len(shown),
        said=tuple(_said_today(session, actor, place)),
        history_href=addresses.history(place.ods_code),
    )


def find_names(session: Session, actor: Actor, ids: Collection[UUID]) -> list[str]:
    """Return what the actor's entries of these ids are called."""
    return sorted(each.words for each in find_named(session, kept_by(actor), col(Deployment.id).in_(ids)))


def _not_paused(people: list[Person], day: date) -> list[Person]:
    return [each for each in people if each.paused_until is None or each.paused_until < day]


def _due_since(deployment: Deployment) -> date | None:
    confirmed = deployment.confirmed_on or deployment.was_confirmed_on
    return confirmed + ASKED_AFTER if confirmed else None


def _entry(named: Named, place: Organisation) -> AskedEntry:
    row = named.deployment
    return AskedEntry(
        id=row.id,
        version=row.version,
        name=f"{row.id}.{row.version}",
        area=named.area,
        system=named.system,
        stage=row.stage,
        since=since(row, today()),
        source_label=source_label(
            row.confirmed_on,
            row.source_date,
            has_source=bool(row.source or row.source_url),
            was_confirmed_on=row.was_confirmed_on,
        ),
        correct_href=addresses.correct(place.ods_code, row.id),
    )


def _said_today(session: Session, actor: Actor, place: Organisation) -> list[Said]:
    """Return what the actor has said of the organisation's systems today, in UTC."""
    begun = datetime.combine(today(), time(), UTC)
    changes = select(DeploymentChange).where(
        DeploymentChange.organisation_id == place.id,
        DeploymentChange.person_id == actor.person_id,
        col(DeploymentChange.kind).in_(_SAID),
        col(DeploymentChange.happened_at) >= begun,
    )
    reports = select(ErrorReport).where(
        ErrorReport.organisation_id == place.id,
        ErrorReport.reporter_id == actor.person_id,
        col(ErrorReport.deployment_id).is_not(None),
        col(ErrorReport.reported_at) >= begun,
    )
    made = session.exec(changes.order_by(col(DeploymentChange.happened_at))).all()
    ids = {each.deployment_id for each in made}
    names = {each.deployment.id: each.words for each in find_named(session, col(Deployment.id).in_(ids))}
    gone = [read_snapshot(each.before) for each in made if each.deployment_id not in names and each.before]
    names |= names_of_rows(session, gone) if gone else {}
    last = {each.deployment_id: each for each in made}  # what was said last of an entry counts
    said = [_said(change, names[id], place) for id, change in last.items() if id in names]
    said += [
        Said(
            words=each.about,
            what="wrong: the knowledge lead is told",
            href=addresses.report(each.id),
            href_words="See it",
        )
        for each in session.exec(reports.order_by(col(ErrorReport.reported_at)))
    ]
    return sorted(said, key=lambda each: each.words.casefold())


def _said(change: DeploymentChange, words: str, place: Organisation) -> Said:
    if change.kind is ChangeKind.LAPSED:
        href, href_words = addresses.correct(place.ods_code, change.deployment_id), "Correct it"
    else:
        href, href_words = addresses.history(place.ods_code), "Undo"
    return Said(words=words, what=_SAID[change.kind], href=href, href_words=href_words)
