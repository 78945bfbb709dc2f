"""Every SELECT on the history of an organisation's systems, told in words."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from exchange.deployments.access import check_can_confirm
from exchange.deployments.changing_queries import lock_place
from exchange.deployments.keeping_access import check_can_see_list
from exchange.deployments.keeping_queries import get_place, system_name
from exchange.deployments.keeping_schemas import Change, FieldChange, History
from exchange.people.actor import Actor
from exchange.people.models import Person
from exchange.plumbing.errors import NotFound, allows
from exchange.plumbing.provenance import in_words
from exchange.technologies.models import (
    ChangeKind,
    Deployment,
    DeploymentChange,
    FunctionalArea,
    Product,
    Supplier,
)
from exchange.technologies.snapshots import NOTHING, read_snapshot

PAGE_SIZE = 50
_LABELS = {
    "system": "System",
    "functional_area_code": "For",
    "stage": "Stage",
    "started_on": "Started",
    "live_on": "Live",
    "retired_on": "Retired",
    "product_version": "Version",
    "modules": "Modules",
    "owner_id": "Looked after by",
    "note": "Note",
    "contract_from": "Contract from",
    "contract_to": "Contract to",
    "confirmed_on": "Confirmed",
}
_WORDS = {
    ChangeKind.ADDED: "Added",
    ChangeKind.CONFIRMED: "Confirmed as still true",
    ChangeKind.CORRECTED: "Changed",
    ChangeKind.REMOVED: "Taken off the list",
    ChangeKind.LAPSED: "Confirmation lapsed",
    ChangeKind.UNDONE: "A change was taken back",
    ChangeKind.MOVED: "Moved",
}


class _Names(NamedTuple):
    areas: dict[str, str]
    suppliers: dict[UUID, str]
    products: dict[UUID, str]
    people: dict[UUID, str]


def find_history(session: Session, actor: Actor, ods_code: str, *, page: int = 1) -> History:
    """Return what became of an organisation's systems, 50 changes a page.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor does not belong to it.
    """
    place = get_place(session, ods_code)
    check_can_see_list(actor, place.id)
    own = DeploymentChange.organisation_id == place.id
    total = session.exec(select(func.count()).select_from(DeploymentChange).where(own)).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page, pages)
    statement = select(DeploymentChange).where(own)
    statement = statement.order_by(col(DeploymentChange.happened_at).desc(), col(DeploymentChange.id))
    changes = session.exec(statement.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    names, newest = _names(session, changes), _newest(session, changes)
    return History(
        ods_code=place.ods_code,
        organisation=place.name,
        href=f"/organisations/{place.ods_code}/systems",
        changes=tuple(_change(actor, each, names, is_newest=each.id in newest) for each in changes),
        page=page,
        pages=pages,
    )


def change_to_undo(session: Session, actor: Actor, ods_code: str, change_id: UUID) -> DeploymentChange:
    """Return a change of an organisation's entry that the actor may take back.

    Raises:
        NotFound: there is none.
        NotAllowed: the actor neither owns the entry nor keeps the organisation's systems.
    """
    place = get_place(session, ods_code)
    check_can_see_list(actor, place.id)
    lock_place(session, place.id)
    change = session.get(DeploymentChange, change_id)
    if change is None or change.organisation_id != place.id:
        raise NotFound("There is no such change")
    check_can_confirm(actor, _entry_of(change))
    return change


def is_newest(session: Session, change: DeploymentChange) -> bool:
    """Say whether nothing has happened to an entry since."""
    return change.id in _newest(session, [change])


def _entry_of(change: DeploymentChange) -> Deployment:
    return Deployment(**read_snapshot(change.after or change.before))


def _newest(session: Session, changes: Any) -> set[UUID]:
    """Return which changes are the newest of their entries."""
    last = func.max(col(DeploymentChange.happened_at))
    ids = {each.deployment_id for each in changes}
    statement = (
        select(DeploymentChange.deployment_id, last)
        .where(col(DeploymentChange.deployment_id).in_(ids))
        .group_by(col(DeploymentChange.deployment_id))
    )
    moments = dict(session.exec(statement).all())
    return {each.id for each in changes if moments[each.deployment_id] == each.happened_at}


def _names(session: Session, changes: Any) -> _Names:
    rows = [read_snapshot(text) for each in changes for text in (each.before, each.after) if text != NOTHING]
    people = {each.person_id for each in changes} | {row["owner_id"] for row in rows}
    return _Names(
        areas=dict(session.exec(select(FunctionalArea.code, FunctionalArea.name)).all()),
        suppliers=_by_id(session, Supplier, {row["supplier_id"] for row in rows}),
        products=_by_id(session, Product, {row["product_id"] for row in rows}),
        people=_by_id(session, Person, people),
    )


def _by_id(session: Session, table: Any, ids: set[UUID | None]) -> dict[UUID, str]:
    statement = select(table.id, table.name).where(col(table.id).in_(ids - {None}))
    return {id: name for id, name in session.exec(statement)}


def _change(actor: Actor, change: DeploymentChange, names: _Names, *, is_newest: bool) -> Change:
    before = _told(change.before, names)
    after = _told(change.after, names)
    shown = after or before
    fields = [
        FieldChange(label=name, before=before.get(key, ""), after=after.get(key, ""))
        for key, name in _LABELS.items()
        if before and after and before.get(key) != after.get(key)
    ]
    return Change(
        id=change.id,
        kind=change.kind,
        name=f"{shown['system']} for {shown['functional_area_code']}",
        words=_WORDS[change.kind],
        who=names.people.get(change.person_id, "") if change.person_id else "",
        happened_at=change.happened_at,
        fields=tuple(fields),
        can_undo=is_newest
        and change.kind is not ChangeKind.MOVED
        and allows(check_can_confirm, actor, _entry_of(change)),
    )


def _told(text: str, names: _Names) -> dict[str, str]:
    """Return a snapshot in words, by field; nothing for what was not there."""
    if text == NOTHING:
        return {}
    row = read_snapshot(text)
    told = {key: str(row.get(key) or "") for key in _LABELS}
    for key in ("started_on", "live_on", "retired_on", "confirmed_on"):
        told[key] = in_words(told[key]) if told[key] else ""
    told["system"] = system_name(
        names.suppliers.get(row["supplier_id"]), names.products.get(row["product_id"])
    )
    told["functional_area_code"] = names.areas.get(row["functional_area_code"], row["functional_area_code"])
    told["owner_id"] = names.people.get(row["owner_id"], "") if row["owner_id"] else ""
    return told
