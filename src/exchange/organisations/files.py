"""The files of organisations and of the other names they are looked for under."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from exchange.organisations.boards import keep_former_boards
from exchange.organisations.locating import locate
from exchange.organisations.models import (
    Icb,
    Organisation,
    OrganisationStatus,
    OrganisationType,
    OtherName,
    OtherNameKind,
    Region,
)
from exchange.organisations.queries import find_carried_over
from exchange.organisations.vocabulary_files import codes
from exchange.plumbing import cells, ods
from exchange.plumbing.importing import (
    Kind,
    Names,
    Record,
    Tally,
    given,
    member_of,
    refuse_repeats,
    upsert,
)
from exchange.plumbing.tables import Column, Table, TableForm

_OF_CLOSING = {"status", "closed_on", "successor_ods_code"}
SOURCE_COLUMNS = (
    Column(name="source_url", parse=cells.web_address),
    Column(name="source_date", parse=cells.partial_date),
)


def organisation_names(session: Session) -> Names:
    """Return the id of every organisation by its ODS code."""
    return Names(dict(session.exec(select(Organisation.ods_code, Organisation.id)).all()))


def upsert_of_open(session: Session, model: Any, records: Sequence[Record], *, key: Sequence[str]) -> Tally:
    """Write what belongs to organisations, but for those that somebody has carried over to another.

    Theirs has come along already, and a file that still names them must not bring it back there.
    """
    carried = find_carried_over(session)
    gone = set(session.exec(select(Organisation.id).where(col(Organisation.ods_code).in_(carried))))
    written = [record for record in records if record["organisation_id"] not in gone]
    tally = upsert(session, model, written, key=key)
    if left := len(records) - len(written):
        rows = "1 row names" if left == 1 else f"{left} rows name"
        tally.unchanged += left
        tally.notices.append(f"{rows} an organisation that was carried over to another: left alone")
    return tally


def write_other_names(session: Session, table: Table) -> Tally:
    """Write other_names.csv: former names and abbreviations under which organisations are looked for."""
    refuse_repeats(table, ["ods_code", "name"])
    organisations = organisation_names(session)
    names = {column: column for column in ("name", "kind", "source_url", "source_date")}
    records = given(table, names)
    for row, record in zip(table.rows, records, strict=True):
        record["organisation_id"] = organisations.look_up(
            table.problems, row.line, "ods_code", row["ods_code"], "organisation"
        )
        with_text_dates(record)
    table.problems.refuse()
    return upsert_of_open(session, OtherName, records, key=["organisation_id", "name"])


def write_organisations(session: Session, table: Table) -> Tally:
    """Write organisations.csv or an official ODS extract, finding coordinates from postcodes."""
    if table.extract == ods.SUCCESSORS.name:
        return _write_successors(session, table)
    refuse_repeats(table, ["ods_code"])
    notices: list[str] = []
    records = given(table, {name: name for name in table.columns})
    _check_vocabularies(session, table, records, notices)
    _check_successors(session, table)
    locate(table, records, notices)
    table.problems.refuse()
    _settle_status(session, table, records)
    _keep_carried_over(session, records, notices)
    keep_former_boards(session, records)
    tally = upsert(session, Organisation, records, key=["ods_code"])
    tally.notices = notices
    return tally


def _write_successors(session: Session, table: Table) -> Tally:
    """Note which organisation took over from which; leave out pairs of which one is not known here."""
    table.problems.refuse()
    known = organisation_names(session)
    latest = {row["ods_code"]: row for row in sorted(table.rows, key=lambda row: row["effective_on"])}
    pairs = [
        row for row in latest.values() if known.get(row["ods_code"]) and known.get(row["successor_ods_code"])
    ]
    closed = {"status": OrganisationStatus.CLOSED}
    names = {"ods_code": "ods_code", "successor_ods_code": "successor_ods_code", "effective_on": "closed_on"}
    records = [{field: row[column] for column, field in names.items()} | closed for row in pairs]
    notices: list[str] = []
    _keep_carried_over(session, records, notices)
    tally = upsert(session, Organisation, records, key=["ods_code"])
    tally.notices = notices
    if left_out := len(table.rows) - len(pairs):
        tally.notices.append(
            f"{left_out:,} rows were left out: one of their two organisations is not known here"
        )
    return tally


def _settle_status(session: Session, table: Table, records: list[Record]) -> None:
    """Close what has closed; where the file says nothing of the status, keep the one that is stored."""
    if not {"status", "closed_on"} & set(table.columns):
        return
    stored = dict(session.exec(select(Organisation.ods_code, Organisation.status)).all())
    for record in records:
        if record.get("closed_on") and record["closed_on"] <= date.today():
            record["status"] = OrganisationStatus.CLOSED
        elif record.get("status") is None:
            record["status"] = stored.get(record["ods_code"], OrganisationStatus.LISTED)


def _keep_carried_over(session: Session, records: list[Record], notices: list[str]) -> None:
    """Leave closed what somebody has carried over to another: its addresses lead there."""
    carried = find_carried_over(session)
    if not carried:
        return
    rows = session.exec(select(Organisation).where(col(Organisation.ods_code).in_(carried)))
    stored = {row.ods_code: row.model_dump(include=_OF_CLOSING) for row in rows}
    for record in records:
        kept = stored.get(record["ods_code"], {})
        wanted = {name: record[name] for name in kept.keys() & record.keys()}
        if any(kept[name] != value for name, value in wanted.items()):
            code = record["ods_code"]
            notices.append(f"{code} stays closed: it was carried over to {carried[code]}")
            record.update((name, kept[name]) for name in wanted)


def with_text_dates(record: Record) -> Record:
    """Turn the partial dates of a record into the text that the database keeps."""
    for name, value in record.items():
        if isinstance(value, cells.PartialDate):
            record[name] = str(value)
    return record


def _check_vocabularies(session: Session, table: Table, records: list[Record], notices: list[str]) -> None:
    """Give every code its official spelling; note unknown ones, or add them while the vocabulary is empty."""
    for column, model, what in (
        ("type", OrganisationType, "organisation type"),
        ("region_code", Region, "region"),
        ("icb_code", Icb, "ICB"),
    ):
        if column not in table.columns:
            continue
        field = "name" if model is OrganisationType else "code"
        known = codes(session, getattr(model, field))
        if not known:
            known = _adopt(session, table, column, model, notices)
        unknown = set()
        for row, record in zip(table.rows, records, strict=True):
            if table.extract and row[column] and known.get(row[column]) is None:
                unknown.add(row[column])
                record[column] = None
            else:
                record[column] = known.look_up(table.problems, row.line, column, row[column], what)
        if unknown:
            notices.append(f"Left out as not known here: {what} {', '.join(sorted(unknown)[:20])}")


def _adopt(session: Session, table: Table, column: str, model: Any, notices: list[str]) -> Names:
    """Fill an empty vocabulary from the file: with none to compare with, codes stand for themselves."""
    values = sorted({row[column] for row in table.rows if row[column]})
    named = {"name"} if model is OrganisationType else {"code", "name"}
    upsert(session, model, [dict.fromkeys(named, value) for value in values], key=[sorted(named)[0]])
    if values:
        notices.append(f"No {column} was known yet; {len(values)} were added from this file")
    return Names({value: value for value in values})


def _check_successors(session: Session, table: Table) -> None:
    if "successor_ods_code" not in table.columns:
        return
    known = Names({**organisation_names(session).known, **{row["ods_code"]: True for row in table.rows}})
    stored = select(Organisation.ods_code, Organisation.successor_ods_code)
    successors = dict(session.exec(stored).all()) | {
        row["ods_code"]: row["successor_ods_code"] for row in table.rows
    }
    for row in table.rows:
        known.look_up(
            table.problems, row.line, "successor_ods_code", row["successor_ods_code"], "organisation"
        )
        if _succeeds_itself(row["ods_code"], successors):
            table.problems.add(row.line, "successor_ods_code", "The successors lead back to where they began")


def _succeeds_itself(code: str, successors: Mapping[str, str | None]) -> bool:
    """Say whether following the successors of ``code`` comes back to it."""
    followed: set[str] = set()
    following = successors.get(code)
    while following and following != code and following not in followed:
        followed.add(following)
        following = successors.get(following)
    return following == code


def _kinds() -> Iterator[Kind]:
    yield Kind(
        write=write_organisations,
        form=TableForm(
            name="organisations",
            extracts=ods.EXTRACTS,
            columns=(
                Column(name="ods_code", required=True, parse=cells.ods_code),
                Column(name="name", required=True, parse=cells.text(longest=200)),
                Column(name="type", parse=cells.text(longest=60)),
                Column(name="postcode", parse=cells.text(longest=10)),
                Column(name="icb_code", parse=cells.ods_code),
                Column(name="region_code", parse=cells.ods_code),
                Column(name="status", parse=member_of(OrganisationStatus)),
                Column(name="website", parse=cells.web_address),
                Column(name="beds", parse=cells.integer()),
                Column(name="staff_wte", parse=cells.integer()),
                Column(name="opened_on", parse=cells.full_date),
                Column(name="closed_on", parse=cells.full_date),
                Column(name="successor_ods_code", parse=cells.ods_code),
                Column(name="latitude", parse=cells.decimal(minimum=-90, maximum=90)),
                Column(name="longitude", parse=cells.decimal(minimum=-180, maximum=180)),
            ),
        ),
    )
    yield Kind(
        write=write_other_names,
        form=TableForm(
            name="other_names",
            columns=(
                Column(name="ods_code", required=True, parse=cells.ods_code),
                Column(name="name", required=True, parse=cells.text(longest=200)),
                Column(name="kind", required=True, parse=member_of(OtherNameKind)),
                *SOURCE_COLUMNS,
            ),
        ),
    )


KINDS = tuple(_kinds())
