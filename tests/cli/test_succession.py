"""Mergers at the command line: a dry run changes nothing, and what is refused is a sentence with code 2."""

import subprocess
import sys

from sqlmodel import select

from exchange.succession.models import OrganisationMerger
from tests.succession.merging import build


def _exchange(url, *words):
    command = [sys.executable, "-c", "from exchange.cli import main; main()", "merge-organisations", *words]
    return subprocess.run([*command, "--database", url], capture_output=True, text=True, check=False)


def test_organisations_are_merged_at_the_command_line(session, database_url, look):
    build(session)
    session.commit()
    dry = _exchange(database_url, "RXG", "RXI", "--on", "2026-11-01", "--dry-run")
    assert dry.returncode == 0 and "Dry run: nothing was changed." in dry.stdout
    assert "epr: Alpha: the entry of Gorse Trust stays, it was confirmed last" in dry.stdout
    assert not look(select(OrganisationMerger))
    done = _exchange(database_url, "rxg", "RXI", "--on", "2026-11-01")
    assert done.returncode == 0, done.stderr
    assert "Gorse Trust (RXG) is now part of Iris Trust (RXI)." in done.stdout
    assert len(look(select(OrganisationMerger))) == 1
    for words, sentence in (
        (("RXG", "RXI", "--on", "2026-11-01"), "nothing here is left to carry over"),
        (("XXX", "RXI", "--on", "2026-11-01"), "There is no organisation with the code 'XXX'"),
        (("RXI", "RXT", "--on", "2999-01-01"), "must not be in the future"),
        (("RXI", "RXT", "--on", "soon"), "soon"),
    ):
        refused = _exchange(database_url, *words)
        assert refused.returncode == 2 and sentence in refused.stderr, words
        assert len(refused.stderr.strip().splitlines()) == 1
