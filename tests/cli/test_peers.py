import json
import re

import pytest

from exchange.cli import main
from tests.peers.conftest import fill


@pytest.fixture
def run(monkeypatch, capsys, database_url, session):
    """Run the command line on the small registry; return exit code, standard output and standard error."""

    fill(session)

    def run_it(*arguments):
        words = ["exchange", *arguments, "--database", database_url]
        monkeypatch.setattr("sys.argv", words)
        with pytest.raises(SystemExit) as stopped:
            main()
        output = capsys.readouterr()
        return stopped.value.code, output.out, output.err

    return run_it


def test_json_is_the_document_of_the_api(run, client):
    code, out, _ = run("peers", "AAA", "--limit", "2", "--json", "--weights", "nearby=0")
    assert code == 0
    assert json.loads(out) == client.get("/api/v1/peers?org=AAA&limit=2&nearby=0").json()


def test_explain_gives_the_comparison_of_the_api(run, client):
    _, out, _ = run("explain", "AAA", "BBB", "--json")
    assert json.loads(out) == client.get("/api/v1/peers/AAA/BBB").json()


def test_every_run_prints_the_same(run):
    assert run("peers", "AAA", "--json") == run("peers", "AAA", "--json")


def test_tables_fit_80_columns_and_hold_no_escape_codes_in_a_pipe(run):
    for command in (("peers", "AAA"), ("explain", "AAA", "CCC")):
        code, out, _ = run(*command)
        assert code == 0
        assert max(map(len, out.splitlines())) <= 80
        assert "\x1b" not in out
    assert "Bramley Trust (BBB)" in run("peers", "AAA")[1]


def test_weight_0_removes_a_factor_in_either_spelling(run):
    for spelling in ("same systems=0", "same_systems=0"):
        _, out, _ = run("peers", "AAA", "--weights", f"nearby=0.3,{spelling}")
        assert "nearby:" in out
        assert "same systems:" not in out


def test_an_area_restricts_what_systems_count(run):
    everything = json.loads(run("peers", "CCC", "--json")[1])
    for_epma = json.loads(run("peers", "CCC", "--for-area", "epma", "--json")[1])
    assert everything["peers"] != for_epma["peers"]
    assert for_epma["peers"][0]["contact"]["role"] == "digital lead for ePMA"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["peers", "AAA", "--weights", "near=1"], "nearby, same systems, a step ahead"),
        (["peers", "AAA", "--weights", "nearby=much"], "'nearby=much' is not a weight"),
        (["peers", "AAA", "--weights", "nearby=-1"], "nearby"),
        (["peers", "AAB"], "Did you mean AAA (Ashford Trust)"),
        (["peers", "AAA", "--for-area", "zzz"], "no functional area 'zzz'"),
        (["peers", "AAA", "--limit", "0"], "--limit"),
        (["explain", "AAA", "AAA"], "one organisation"),
        (["evaluate", "no-such-file.csv"], "no-such-file.csv"),
        (["peers", "AAA", "--weights", "nearby=1,nearby=2"], "'nearby' is there twice"),
        (["peers", "AAA", "--for-area", "EPMA"], "Did you mean 'epma'?"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(run, arguments, words):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_former_code_leads_to_its_successor_and_says_so(run):
    code, out, err = run("peers", "OLD", "--json")
    assert code == 0
    assert json.loads(out)["organisation"]["ods_code"] == "AAA"
    assert "OLD leads to Ashford Trust (AAA)" in err


def test_evaluate_compares_methods_on_the_pairs_that_are_loaded(run, tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("source,ods_code,partner_ods_code\nhttps://example.org,AAA,BBB\nx,OLD,ZZZ\n")
    code, out, err = run("evaluate", str(pairs), "--json")
    found = json.loads(out)
    assert (code, set(found), found["pairs"]) == (0, {"pairs", "methods"}, 1)
    assert set(found["methods"][0]) == {"method", "mrr", "hit@1", "hit@5", "hit@10", "hit@20"}
    assert found["methods"][0]["method"] == "default"
    assert {"equal weights", "standardised euclidean", "random", "nearby"} <= {
        method["method"] for method in found["methods"]
    }
    assert "ZZZ" in err
    _, table, _ = run("evaluate", str(pairs))
    assert re.search(r"standardised euclidean +[01]\.\d{3}", table)
    assert "ZZZ" in table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ods_code,partner_ods_code\nAAA,\n", "line 2, column partner_ods_code: This cell must be filled in"),
        ("ods_code,partner_ods_code\nAAA,BBB\n?,BBB\n", "line 3, column ods_code: '?' is not an ODS code"),
        ("ods_code,other\nAAA,BBB\n", "line 1, column partner_ods_code: This column is missing"),
        ("ods_code,partner_ods_code\n", "holds no pairs"),
        ("", "column ods_code: This column is missing"),
    ],
)
def test_a_bad_pairs_file_is_refused_with_line_and_column(run, tmp_path, text, words):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(text)
    code, _, err = run("evaluate", str(pairs))
    assert code == 2
    assert words in err


def test_nobody_is_their_own_partner(run, tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("ods_code,partner_ods_code\nAAA,BBB\nCCC,ccc\n")
    code, out, err = run("evaluate", str(pairs))
    assert (code, out) == (2, "")
    assert err == "pairs.csv line 3, column partner_ods_code: CCC cannot be its own partner\n"
