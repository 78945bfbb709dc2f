"""The demonstration at the command line, in a process that has imported nothing else."""

import subprocess
import sys


def test_it_is_taken_out_of_a_database_that_knows_every_table(database_url):
    command = [sys.executable, "-c", "from exchange.cli import main; main()", "demo", "remove"]
    done = subprocess.run([*command, "--database", database_url], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
