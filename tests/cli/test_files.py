import re

import pytest
from sqlalchemy import func, text
from sqlmodel import select

from exchange.cli import main
from exchange.organisations.models import Organisation

ROWS = "ods_code,name,postcode\nRGT,Cambridge University Hospitals,CB2 0QQ\nRAJ,Mid and South Essex,SS0 0RY\n"


@pytest.fixture
def exchange(database_url, capsys, monkeypatch):
    """Run a command on the fresh database; return its exit code, output and errors."""

    def exchange(*arguments: str):
        monkeypatch.setattr("sys.argv", ["exchange", *arguments, "--database", database_url])
        with pytest.raises(SystemExit) as stopped:
            main()
        told = capsys.readouterr()
        return stopped.value.code, told.out, told.err

    return exchange


@pytest.fixture
def organisations(tmp_path):
    path = tmp_path / "organisations.csv"
    path.write_text(ROWS)
    return path


def count(engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Organisation))


def test_an_import_shows_progress_and_a_summary(exchange, engine, organisations):
    code, out, err = exchange("import", "organisations", str(organisations))
    assert (code, count(engine)) == (0, 2)
    assert re.search(r"organisations\.csv +2 +0 +0", out)
    assert "100%" in err


def test_a_dry_run_changes_nothing(exchange, engine, organisations):
    code, out, _ = exchange("import", "organisations", str(organisations), "--dry-run")
    assert (code, count(engine)) == (0, 0)
    assert re.search(r"organisations\.csv +2 +0 +0", out) and "nothing was changed" in out


def test_one_bad_row_changes_nothing_and_names_its_place(exchange, engine, organisations):
    organisations.write_text(ROWS + "RQ3,,B4 6NH\n")
    code, out, err = exchange("import", "organisations", str(organisations))
    assert (code, out, count(engine)) == (2, "", 0)
    assert "organisations.csv line 4, column name: This cell must be filled in" in err


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("beds\nRGT,A,3000000000\n", "column beds: 3e+09 is more than 2,147,483,647"),
        ("type\nRGT,A\x1b[31m,acute\n", "column name: This cell holds a control character"),
        ("successor_ods_code\nRGT,A,RAJ\nRAJ,B,RGT\n", "lead back to where they began"),
        ("successor_ods_code\nRGT,A,RGT\n", "lead back to where they began"),
    ],
)
def test_what_no_database_or_terminal_should_get_is_refused(exchange, engine, organisations, rows, sentence):
    organisations.write_text(f"ods_code,name,{rows}")
    code, out, err = exchange("import", "organisations", str(organisations))
    assert (code, out, count(engine)) == (2, "", 0)
    assert sentence in err


def test_a_missing_file_or_folder_is_one_sentence(exchange, tmp_path):
    for arguments in (("import", "organisations", "none.csv"), ("load", str(tmp_path / "none"))):
        code, out, err = exchange(*arguments)
        assert (code, out) == (2, "")
        assert re.fullmatch(r"\s*There is no (file|folder) \S*none(\.csv)?\n", err)


def test_a_question_to_an_empty_database_says_what_to_do(exchange, tmp_path):
    code, _, err = exchange("peers", "RGT")
    assert (code, err) == (
        2,
        "There is no open organisation 'RGT': none is loaded yet (run `exchange load`)\n",
    )
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("ods_code,partner_ods_code\nRGT,RAJ\n")
    code, _, err = exchange("evaluate", str(pairs))
    assert (code, err) == (2, "No organisation is loaded yet: run `exchange load` first\n")


def test_loading_a_folder_twice_changes_nothing(exchange, engine, organisations):
    assert exchange("load", str(organisations.parent))[0] == 0
    code, out, _ = exchange("load", str(organisations.parent))
    assert (code, count(engine)) == (0, 2)
    assert re.search(r"organisations\.csv +0 +0 +2", out)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "organisation", "x.csv"], "Did you mean 'organisations'?"),
        (["import", "organisations", "/nowhere/x.csv"], "There is no file /nowhere/x.csv"),
        (["load", "/nowhere"], "There is no folder /nowhere"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(exchange, arguments, sentence):
    code, out, err = exchange(*arguments)
    assert (code, out) == (2, "")
    assert sentence in err and "Traceback" not in err


def test_check_tells_what_needs_attention(exchange, engine, organisations):
    assert "no organisations: run `exchange load`" in exchange("check")[1]
    exchange("import", "organisations", str(organisations))
    with engine.begin() as connection:
        connection.execute(text("update organisation set successor_ods_code = 'ZZZ' where ods_code = 'RAJ'"))
    code, out, _ = exchange("check")
    assert code == 1
    assert re.search(r"Successors +LOOK +1 lead to no organisation", out)


def test_migrate_says_where_it_stands(exchange):
    code, out, _ = exchange("migrate")
    assert code == 0 and "already" in out


@pytest.mark.parametrize("command", ["check", "migrate", "load"])
def test_a_file_that_is_no_database_is_refused_in_a_sentence(command, tmp_path, capsys, monkeypatch):
    (tmp_path / "notes.txt").write_text("Not a database, but long enough to be taken for one. " * 30)
    url = f"sqlite:///{tmp_path / 'notes.txt'}"
    monkeypatch.setattr("sys.argv", ["exchange", command, "--database", url])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert (stopped.value.code, capsys.readouterr().err) == (
        2,
        "The database cannot be used: file is not a database\n",
    )
