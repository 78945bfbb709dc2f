"""Reading users' tables: every problem with its place, and nothing lost between export and import."""

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from exchange.plumbing.cells import PartialDate, choice, integer, ods_code, partial_date
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.tables import (
    MAX_CELL_BYTES,
    BadTable,
    Column,
    Problems,
    TableForm,
    read_table,
    write_table,
)

ORGANISATIONS = TableForm(
    name="organisations",
    columns=(
        Column(name="ods_code", required=True, parse=ods_code),
        Column(name="name", required=True),
        Column(name="type", parse=choice(["acute", "mental health", "ambulance"])),
        Column(name="beds", parse=integer()),
        Column(name="opened_on", parse=partial_date),
    ),
)


def read(content, form=ORGANISATIONS, **options):
    content = content if isinstance(content, bytes) else content.encode()
    return read_table(io.BytesIO(content), form, name="mine.csv", **options)


def sentences(content, **options):
    return read(content, **options).problems.sentences()


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# --- what may be brought --------------------


def test_rows_remember_their_line_and_empty_lines_are_left_out():
    table = read("ods_code,name,beds\n\nRGT,Cambridge,1200\n,,\nR0A,Manchester,\n")
    assert [(row.line, row.values) for row in table.rows] == [
        (3, {"ods_code": "RGT", "name": "Cambridge", "beds": 1200}),
        (5, {"ods_code": "R0A", "name": "Manchester", "beds": None}),
    ]
    assert table.columns == ("ods_code", "name", "beds")
    assert table.rows[0]["opened_on"] is None
    assert not len(table.problems)


def test_a_cell_of_several_lines_counts_from_its_first():
    table = read('ods_code,name\nRGT,"Cam\nbridge"\nR0A,\n')
    assert table.rows[0]["name"] == "Cam\nbridge"
    assert [(row.line) for row in table.rows] == [2, 4]
    assert table.problems.sentences() == ["mine.csv line 4, column name: This cell must be filled in"]


@pytest.mark.parametrize(
    "header", ["ODS_CODE, Name ", "\ufeffods_code,name", '\ufeff"ods_code",name\ufeff', "ODS code,NAME"]
)
def test_case_spaces_and_a_byte_order_mark_in_the_header_do_not_matter(header):
    assert [row.values for row in read(f"{header}\r\nRGT,Cambridge\r\n").rows] == [
        {"ods_code": "RGT", "name": "Cambridge"}
    ]


def test_a_spreadsheet_reads_like_the_csv_that_it_would_be_saved_as():
    content = workbook(
        ["ods_code", "name", "beds", "opened_on", None],
        ["RGT", "Cambridge", 1200.0, datetime(2004, 7, 1), None],
        [],
        ["R0A", "Manchester", None, date(2017, 10, 1)],
    )
    table = read(content)
    assert not len(table.problems)
    assert [(row.line, *row.values.values()) for row in table.rows] == [
        (2, "RGT", "Cambridge", 1200, PartialDate(date(2004, 7, 1), "day")),
        (4, "R0A", "Manchester", None, PartialDate(date(2017, 10, 1), "day")),
    ]


def test_a_path_is_read_and_named_after_its_file(tmp_path):
    file = tmp_path / "trusts.csv"
    file.write_bytes(b"ods_code,name\nRGT,\n")
    problems = read_table(file, ORGANISATIONS).problems
    assert problems.sentences() == ["trusts.csv line 2, column name: This cell must be filled in"]


def test_progress_ends_with_all_of_the_file_read():
    seen = []
    read(
        "ods_code,name\n" + "RGT,Cambridge\n" * 1200, progress=lambda done, total: seen.append((done, total))
    )
    size = len("ods_code,name\n") + 1200 * len("RGT,Cambridge\n")
    assert len(seen) >= 3
    assert seen[-1] == (size, size)
    assert seen == sorted(seen)


# --- what is refused, and how it is said --------------------


def test_all_problems_of_a_file_are_named_with_line_column_and_what_was_meant():
    content = "ods_code,name,type,beds\nR!,Cambridge,mental heath,12.5\nR0A,,acute,-3\n"
    assert sentences(content) == [
        "mine.csv line 2, column ods_code: 'R!' is not an ODS code, which has 3 to 10 letters and digits",
        "mine.csv line 2, column type: 'mental heath' is not one of: acute, mental health, ambulance. "
        "Did you mean 'mental health'?",
        "mine.csv line 2, column beds: '12.5' is not a whole number",
        "mine.csv line 3, column name: This cell must be filled in",
        "mine.csv line 3, column beds: -3 is less than 0",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "mine.csv: The file is empty"),
        ("\n\n", "mine.csv: The file is empty"),
        ("name\nCambridge\n", "mine.csv line 1, column ods_code: This column is missing"),
        ("ods_code,name,name\nRGT,C,D\n", "mine.csv line 1, column name: This column is there twice"),
        (
            "ods_code,name,bedds\nRGT,C,1\n",
            "mine.csv line 1: There is no column 'bedds'; "
            "the known ones are ods_code, name, type, beds, opened_on. Did you mean 'beds'?",
        ),
        (
            "ods_code;name\nRGT;C\n",
            "mine.csv line 1: The cells are separated by semicolons; save the file with commas between them",
        ),
        ("ods_code,name\nRGT,C,extra\n", "mine.csv line 2: This line has 3 cells, the first line has 2"),
        ('ods_code,name\nRGT,"C\nR0A,D\n', "mine.csv line 2: The quotation marks do not pair up"),
        ('ods_code,name\nRGT,"C"ambridge\n', "mine.csv line 2: The quotation marks do not pair up"),
        (
            'ods_code,name\nRGT,"C' + "\nR0A,D" * 30_000,
            "mine.csv line 2: A cell that starts here is far too long",
        ),
        ("ods_code,name\rRGT,C\r", "mine.csv line 1: The lines end in a way that CSV does not know"),
        ("ods_code,name\nRGT,C\0D\n", "mine.csv line 2, column name: This cell holds a NUL character"),
        (
            "ods_code,name\nRGT," + "é" * 5001 + "\n",
            "mine.csv line 2, column name: This cell is longer than 10,000 bytes",
        ),
        (",".join(f"c{n}" for n in range(65)), "mine.csv line 1: There are 65 columns; the most is 64"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(content, sentence):
    assert any(problem.startswith(sentence) for problem in sentences(content)), sentences(content)


def test_a_header_without_any_known_column_is_not_followed_by_a_thousand_complaints():
    assert sentences("RGT,Cambridge\nR0A,Manchester\n")[0] == "mine.csv: The first line must name the columns"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (b"RGT,Caf\xe9,acute", "line 3, column name"),
        (b'RGT,"a, b",caf\xe9', "line 3, column type"),
        (b'RGT,"two\nlines, caf\xe9"', "line 4, column name"),
        (b"caf\xe9,RGT", "line 3, column ods_code"),
    ],
)
def test_windows_1252_is_refused_with_line_column_and_advice(line, place):
    content = b"ods_code,name,type\nR0A,Manchester,acute\n" + line + b"\n"
    found = read(content)
    assert found.problems.sentences() == [
        f"mine.csv {place}: The file is not in UTF-8: 'é' looks like Windows-1252. "
        "In Excel, save it as 'CSV UTF-8 (comma delimited)' or as .xlsx"
    ]
    assert [row["ods_code"] for row in found.rows] == ["R0A"]


def test_an_error_value_in_a_spreadsheet_is_refused():
    content = workbook(["ods_code", "name"], ["RGT", "#REF!"])
    assert sentences(content) == ["mine.csv line 2, column name: The spreadsheet shows the error #REF! here"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "mine.csv: This is an old (.xls) or password-protected Excel file",
        ),
        (b"PK\x03\x04 but nothing more", "mine.csv: This is not a spreadsheet that we can read"),
    ],
)
def test_what_only_looks_like_a_spreadsheet_is_refused_in_words(content, sentence):
    assert sentences(content)[0].startswith(sentence)


def test_more_rows_than_allowed_are_refused_at_the_first_too_many():
    assert sentences("ods_code,name\nRGT,A\nR0A,B\nR0B,C\n", max_rows=2) == [
        "mine.csv line 4: There are more than 2 rows"
    ]


def test_problems_beyond_a_thousand_are_counted():
    table = read("ods_code,name\n" + "RGT,\n" * 1203)
    assert len(table.problems) == 1203
    assert len(list(table.problems)) == 1000
    assert table.problems.sentences()[-1] == "and 203 more"


def test_problems_refuse_the_file_only_when_there_are_any():
    problems = Problems("mine.csv")
    problems.refuse()
    problems.add(7, "supplier", "There is no supplier 'Orcle'", ["Oracle Health"])
    with pytest.raises(BadTable) as refusal:
        problems.refuse()
    assert isinstance(refusal.value, ExchangeError)
    assert str(refusal.value) == (
        "mine.csv line 7, column supplier: There is no supplier 'Orcle'. Did you mean 'Oracle Health'?"
    )


def test_a_cell_of_exactly_the_greatest_length_is_read():
    assert not sentences(f"ods_code,name\nRGT,{'a' * MAX_CELL_BYTES}\n")


# --- what is taken comes back --------------------

FREE_TEXT = TableForm(name="notes", columns=(Column(name="first"), Column(name="second")))
CONTROL = "".join(map(chr, {*range(32), 127} - {9, 10, 13}))  # refused, so that no terminal obeys them
cells = st.text(st.characters(exclude_characters=CONTROL, exclude_categories=["Cs"]), max_size=30).map(
    str.strip
)
tricky = st.text("='+-@\t\r\n \",;\uff1d\uff0b\uff0d\uff20a", max_size=8).map(str.strip)


@given(st.lists(st.tuples(cells | tricky, tricky | cells).filter(any), max_size=6))
def test_export_then_import_is_the_identity(rows):
    stream = io.StringIO(newline="")
    write_table(stream, ["first", "second"], rows)
    table = read(stream.getvalue(), FREE_TEXT)
    assert not len(table.problems)
    assert [(row["first"] or "", row["second"] or "") for row in table.rows] == rows


@given(tricky | cells)
def test_no_exported_text_is_a_formula(value):
    stream = io.StringIO(newline="")
    write_table(stream, ["first"], [[value]])
    stream.seek(0)
    [cell] = list(csv.reader(stream))[1] or [""]
    assert not cell.startswith(tuple("=+-@\t\r\0\uff1d\uff0b\uff0d\uff20"))


def test_numbers_dates_and_lists_are_exported_as_they_are_imported():
    stream = io.StringIO(newline="")
    write_table(
        stream, ["a", "b", "c", "d"], [[-0.13, PartialDate(date(2023, 3, 1), "month"), ["x", "y"], None]]
    )
    assert stream.getvalue() == "a,b,c,d\r\n-0.13,2023-03,x; y,\r\n"
