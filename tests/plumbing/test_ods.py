"""Official ODS files, accepted as they are."""

import io
from datetime import date, timedelta

import pytest

from exchange.plumbing.cells import partial_date
from exchange.plumbing.ods import EXTRACTS, organisation_name
from exchange.plumbing.tables import Column, TableForm, read_table

FORM = TableForm(
    name="organisations",
    columns=(
        Column(name="ods_code", required=True),
        Column(name="name", required=True),
        Column(name="type", must_exist=True),
        *(
            Column(name=name)
            for name in ("postcode", "icb_code", "region_code", "status", "successor_ods_code")
        ),
        Column(name="opened_on", parse=partial_date),
        Column(name="closed_on", parse=partial_date),
    ),
    extracts=EXTRACTS,
)


def etr_line(code, name, opened="20040701", closed="", postcode="CB2 0QQ"):
    cells = [
        code,
        name,
        "Y61",
        "QUE",
        "HILLS ROAD",
        "",
        "",
        "CAMBRIDGE",
        "CAMBRIDGESHIRE",
        postcode,
        opened,
        closed,
    ]
    return ",".join(f'"{cell}"' for cell in [*cells, *[""] * 9, "0", "", "E", "", "", ""]) + "\r\n"


def read(content):
    return read_table(io.BytesIO(content.encode()), FORM, name="etr.csv")


def test_an_extract_without_a_header_is_recognised_from_its_first_line():
    table = read(
        etr_line("RGT", "CAMBRIDGE UNIVERSITY HOSPITALS NHS FOUNDATION TRUST")
        + etr_line(
            "RM2", "UNIVERSITY HOSPITAL OF SOUTH MANCHESTER NHS FOUNDATION TRUST", "20061101", "20170930"
        )
    )
    assert not len(table.problems)
    assert table.extract == "official ODS organisations"
    open_one, closed_one = table.rows
    assert (open_one.line, open_one["ods_code"], open_one["name"]) == (
        1,
        "RGT",
        "Cambridge University Hospitals NHS Foundation Trust",
    )
    assert (open_one["region_code"], open_one["icb_code"], open_one["postcode"]) == ("Y61", "QUE", "CB2 0QQ")
    assert (str(open_one["opened_on"]), open_one["closed_on"], open_one["status"]) == (
        "2004-07-01",
        None,
        None,
    )
    assert (str(closed_one["closed_on"]), closed_one["status"]) == ("2017-09-30", "closed")


def test_an_extract_leaves_the_type_alone_so_that_a_known_one_stays():
    table = read(etr_line("RGT", "CAMBRIDGE"))
    assert "type" not in table.columns
    assert table.rows[0]["type"] is None


def test_an_organisation_that_will_close_is_not_yet_closed():
    tomorrow = date.today() + timedelta(days=1)
    row = read(etr_line("RGT", "CAMBRIDGE", closed=f"{tomorrow:%Y%m%d}")).rows[0]
    assert (row["status"], str(row["closed_on"])) == (None, tomorrow.isoformat())


def test_a_bad_line_in_an_extract_is_named_in_the_terms_of_our_own_form():
    table = read(etr_line("RGT", "CAMBRIDGE") + etr_line("RM2", "", opened="20041340") + "RXX,SHORT\r\n")
    assert table.problems.sentences() == [
        "etr.csv line 2, column name: This cell must be filled in",
        "etr.csv line 2, column opened_on: There is no such day as '2004-13-40': "
        "write it as year-month-day or day/month/year",
        "etr.csv line 3: This line has 2 cells, the first line has 27",
    ]


def test_a_successor_file_gives_old_code_new_code_and_day():
    table = read('"RM2","R0A","M","20171001","1"\r\n"RW3","R0A","M","20171001","1"\r\n')
    assert not len(table.problems)
    assert table.extract == "official ODS successors"
    assert [row.values for row in table.rows] == [
        {"ods_code": "RM2", "successor_ods_code": "R0A", "effective_on": date(2017, 10, 1)},
        {"ods_code": "RW3", "successor_ods_code": "R0A", "effective_on": date(2017, 10, 1)},
    ]


def test_a_successor_must_be_named_on_every_line():
    table = read('"RM2","R0A","M","20171001"\r\n"RW3","","M","20171001"\r\n')
    assert table.problems.sentences() == [
        "etr.csv line 2, column successor_ods_code: This cell must be filled in"
    ]


def test_a_file_with_a_header_is_never_taken_for_an_extract():
    table = read("ods_code,name,type,postcode\nRGT,Cambridge,acute,CB2 0QQ\n")
    assert table.extract is None
    assert [row["name"] for row in table.rows] == ["Cambridge"]


@pytest.mark.parametrize(
    "name",
    [
        "The Queen Elizabeth Hospital, King's Lynn, NHS Foundation Trust",
        "Guy's and St Thomas' NHS Foundation Trust",
        "Burton upon Trent Hospitals NHS Trust",
        "South London and Maudsley NHS Foundation Trust",
        "NHS Bath and North East Somerset ICB",
        "O'Neill Surgery GP Practice",
        "Stoke-on-Trent Community Health Services",
        "X26 Informatics",
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(name):
    assert organisation_name(name.upper()) == name


def test_a_name_that_is_not_in_capitals_is_left_as_it_is():
    assert organisation_name("mersey  Care NHS FT") == "mersey Care NHS FT"
