"""The files of the vocabularies that organisations are described by: regions, ICBs and types."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, select

from exchange.organisations.models import Icb, IcbPredecessor, OrganisationType, Region
from exchange.plumbing import cells
from exchange.plumbing.importing import Kind, Names, Tally, given, refuse_repeats, replace_sets, upsert
from exchange.plumbing.tables import Column, Table, TableForm


def codes(session: Session, column: Any) -> Names:
    """Return a vocabulary whose members stand for themselves."""
    return Names({code: code for code in session.exec(select(column))})


def write_regions(session: Session, table: Table) -> Tally:
    """Write regions.csv."""
    refuse_repeats(table, ["region_code"])
    table.problems.refuse()
    return upsert(session, Region, given(table, {"region_code": "code", "name": "name"}), key=["code"])


def write_types(session: Session, table: Table) -> Tally:
    """Write types.csv."""
    refuse_repeats(table, ["type"])
    table.problems.refuse()
    records = given(table, {"type": "name", "description": "description"})
    return upsert(session, OrganisationType, records, key=["name"])


def write_icbs(session: Session, table: Table) -> Tally:
    """Write icbs.csv: boards with validity dates, and which boards each took over from."""
    refuse_repeats(table, ["icb_code"])
    regions = codes(session, Region.code)
    in_file = {row["icb_code"]: row["icb_code"] for row in table.rows}
    known = Names({**codes(session, Icb.code).known, **in_file})
    for row in table.rows:
        regions.look_up(table.problems, row.line, "region_code", row["region_code"], "region")
        for code in row["predecessor_icb_codes"] or ():
            known.look_up(table.problems, row.line, "predecessor_icb_codes", code, "ICB")
    table.problems.refuse()
    names = {column: column for column in ("name", "region_code", "valid_from", "valid_to")}
    tally = upsert(session, Icb, given(table, {"icb_code": "code"} | names), key=["code"])
    wanted = {row["icb_code"]: row["predecessor_icb_codes"] or () for row in table.rows}
    replace_sets(session, IcbPredecessor, wanted, owner="icb_code", member="predecessor_code")
    return tally


def _kinds() -> Iterator[Kind]:
    yield Kind(
        write=write_regions,
        form=TableForm(
            name="regions",
            columns=(
                Column(name="region_code", required=True, parse=cells.ods_code),
                Column(name="name", required=True, parse=cells.text(longest=100)),
            ),
        ),
    )
    yield Kind(
        write=write_types,
        form=TableForm(
            name="types",
            columns=(
                Column(name="type", required=True, parse=cells.text(longest=60)),
                Column(name="description", parse=cells.text(longest=300)),
            ),
        ),
    )
    yield Kind(
        write=write_icbs,
        form=TableForm(
            name="icbs",
            columns=(
                Column(name="icb_code", required=True, parse=cells.ods_code),
                Column(name="name", required=True, parse=cells.text(longest=200)),
                Column(name="region_code", parse=cells.ods_code),
                Column(name="valid_from", parse=cells.full_date),
                Column(name="valid_to", parse=cells.full_date),
                Column(name="predecessor_icb_codes", parse=cells.several(cells.ods_code)),
            ),
        ),
    )


KINDS = tuple(_kinds())
