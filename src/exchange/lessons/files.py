"""The file of lessons: what organisations learned, from public sources or from their own lists."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from exchange.lessons.changes import note_lesson_changes
from exchange.lessons.models import (
    LONG_LENGTH,
    SHORT_LENGTH,
    TITLE_LENGTH,
    Candour,
    Lesson,
    LessonArea,
    LessonState,
    LessonSystem,
    LessonTheme,
    Outcome,
)
from exchange.organisations.files import organisation_names, with_text_dates
from exchange.organisations.models import Theme
from exchange.plumbing import cells
from exchange.plumbing.clock import now
from exchange.plumbing.importing import (
    Kind,
    Names,
    Record,
    Tally,
    given,
    member_of,
    refuse_repeats,
    replace_sets,
    slug,
    upsert,
)
from exchange.plumbing.patient_data import find_nhs_numbers
from exchange.plumbing.tables import Column, Row, Table, TableForm
from exchange.technologies.files import area_names
from exchange.technologies.models import Stage
from exchange.technologies.naming import KnownProducts, supplier_names

TEXTS = ("title", "context", "what_we_did", "what_happened", "do_differently", "ask_us_about")
_FIELDS = (*TEXTS, "stage", "happened_on", "outcome", "candour", "contact_role")
_SOURCE = ("source_url", "source_title", "publisher", "source_date", "read_on")
_KEY = ("organisation_id", "title")
_SLUG_LENGTH = 80


def write_lessons(session: Session, table: Table) -> Tally:
    """Write lessons.csv: each row a published lesson, known again by its organisation and title.

    A row whose text holds what looks like an NHS number refuses the file. What people have since done with a
    lesson, for example archived it, stays.
    """
    refuse_repeats(table, ["ods_code", "title"])
    organisations, areas, themes = organisation_names(session), area_names(session), _theme_names(session)
    suppliers, products = supplier_names(session), KnownProducts(session)
    records = given(table, {name: name for name in (*_FIELDS, *_SOURCE)})
    about: list[dict[str, Any]] = []
    for row, record in zip(table.rows, records, strict=True):
        problems, line = table.problems, row.line
        _refuse_patient_data(table, row)
        record["organisation_id"] = organisations.look_up(
            problems, line, "ods_code", row["ods_code"], "organisation"
        )
        supplier_id = suppliers.look_up(problems, line, "supplier", row["supplier"], "supplier")
        about.append(
            products.resolve(problems, line, row["product"], supplier_id)
            | {"areas": _each(areas, table, row, "functional_area", "functional area")}
            | {"themes": _each(themes, table, row, "themes", "theme")}
        )
        with_text_dates(record)
    _refuse_what_somebody_wrote(session, table, records)
    table.problems.refuse()
    _complete(session, table, records)
    tally = upsert(session, Lesson, records, key=_KEY)
    note_lesson_changes(session, _write_subjects(session, records, about))
    return tally


def _refuse_patient_data(table: Table, row: Row) -> None:
    for name in TEXTS:
        if row[name] and (places := find_nhs_numbers(row[name])):
            where = f"characters {places[0].start + 1} to {places[0].end}"
            table.problems.add(row.line, name, f"This holds {places[0].sign} ({where}): take it out")


def _each(known: Names, table: Table, row: Row, column: str, what: str) -> tuple[Any, ...]:
    return tuple(known.look_up(table.problems, row.line, column, name, what) for name in row[column] or ())


def _theme_names(session: Session) -> Names:
    rows = session.exec(select(Theme.code, Theme.name))
    return Names({word: code for code, name in rows for word in (name, code)})


def _stored(session: Session) -> dict[tuple[Any, Any], Lesson]:
    rows = session.exec(select(Lesson).where(Lesson.title != ""))
    return {(row.organisation_id, row.title): row for row in rows}


def _refuse_what_somebody_wrote(session: Session, table: Table, records: list[Record]) -> None:
    stored = _stored(session)
    for row, record in zip(table.rows, records, strict=True):
        known = stored.get((record["organisation_id"], record["title"]))
        if known is not None and known.author_id is not None:
            table.problems.add(row.line, "title", "Somebody there has written a lesson of this title")


def _complete(session: Session, table: Table, records: list[Record]) -> None:
    """Add what a file does not say: address and moment of publication, and the state that people gave."""
    stored = _stored(session)
    for row, record in zip(table.rows, records, strict=True):
        known = stored.get((record["organisation_id"], record["title"]))
        read_on = record.get("read_on")
        moment = datetime.combine(read_on, time(), UTC) if read_on else now()
        record |= {
            "slug": known.slug if known else _slug(row["ods_code"], record["title"]),
            "state": known.state if known else LessonState.PUBLISHED,
            "published_at": known.published_at if known else moment,
            "checked_on": known.checked_on if known else moment.date(),
        }


def _slug(ods_code: str, title: str) -> str:
    ending = hashlib.sha256(f"{ods_code}\0{title}".encode()).hexdigest()[:6]
    return f"{slug(title)[:_SLUG_LENGTH].strip('-')}-{ending}"


def _write_subjects(session: Session, records: list[Record], about: list[dict[str, Any]]) -> list[UUID]:
    rows = session.exec(select(Lesson.organisation_id, Lesson.title, Lesson.id))
    ids = {(organisation_id, title): id for organisation_id, title, id in rows}
    owners = [ids[record["organisation_id"], record["title"]] for record in records]
    for model, name, member in (
        (LessonArea, "areas", "functional_area_code"),
        (LessonTheme, "themes", "theme_code"),
    ):
        wanted = {owner: each[name] for owner, each in zip(owners, about, strict=True)}
        replace_sets(session, model, wanted, owner="lesson_id", member=member)
    _write_systems(session, dict(zip(owners, about, strict=True)))
    return owners


def _write_systems(session: Session, about: Mapping[UUID, Mapping[str, Any]]) -> None:
    wanted = {
        (id, each["supplier_id"], each["product_id"]) for id, each in about.items() if each["supplier_id"]
    }
    stored = {
        (row.lesson_id, row.supplier_id, row.product_id): row.id
        for row in session.exec(select(LessonSystem))
        if row.lesson_id in about
    }
    gone = [id for key, id in stored.items() if key not in wanted]
    if gone:
        session.execute(delete(LessonSystem).where(col(LessonSystem.id).in_(gone)))
    names = ("lesson_id", "supplier_id", "product_id")
    if new := sorted(wanted - stored.keys(), key=str):
        rows = [LessonSystem(**dict(zip(names, key, strict=True))).model_dump() for key in new]
        session.execute(insert(LessonSystem), rows)


_SHORT, _LONG = cells.text(longest=SHORT_LENGTH), cells.text(longest=LONG_LENGTH)

KINDS = (
    Kind(
        write=write_lessons,
        form=TableForm(
            name="lessons",
            columns=(
                Column(name="ods_code", required=True, parse=cells.ods_code),
                Column(name="title", required=True, parse=cells.text(longest=TITLE_LENGTH)),
                Column(name="context", parse=_SHORT),
                Column(name="what_we_did", required=True, parse=_LONG),
                Column(name="what_happened", required=True, parse=_LONG),
                Column(name="do_differently", parse=_LONG),
                Column(name="ask_us_about", required=True, parse=_SHORT),
                Column(name="functional_area", required=True, parse=cells.several(cells.text(longest=150))),
                Column(name="product", parse=cells.text(longest=120)),
                Column(name="supplier", parse=cells.text(longest=120)),
                Column(name="stage", parse=member_of(Stage)),
                Column(name="themes", parse=cells.several(cells.text(longest=120))),
                Column(name="happened_on", parse=cells.partial_date),
                Column(name="outcome", required=True, parse=member_of(Outcome)),
                Column(name="candour", parse=member_of(Candour)),
                Column(name="source_url", parse=cells.web_address),
                Column(name="source_title", parse=cells.text(longest=300)),
                Column(name="publisher", parse=cells.text(longest=120)),
                Column(name="source_date", parse=cells.partial_date),
                Column(name="read_on", parse=cells.full_date),
                Column(name="contact_role", parse=cells.text(longest=80)),
            ),
        ),
    ),
)
