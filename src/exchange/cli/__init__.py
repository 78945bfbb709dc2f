"""The command line: everything an operator or an analyst does without a browser.

Commands import what they need when they run, so that each starts quickly.
"""

import sys
from typing import Annotated

import typer

from exchange.cli import (
    accounts,
    administration,
    files,
    lessons,
    peers,
    privacy,
    serving,
    succession,
    working,
)

app = typer.Typer(
    name="exchange",
    help="Find the NHS organisations most worth talking to about digital change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
serving.add_commands(app)
files.add_commands(app)
peers.add_commands(app)
accounts.add_commands(app)
working.add_commands(app)
privacy.add_commands(app)
lessons.add_commands(app)
administration.add_commands(app)
succession.add_commands(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("exchange"))
        raise typer.Exit


@app.callback()
def _every_command(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and stop.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Find the NHS organisations most worth talking to about digital change."""


def main() -> None:
    """Run the command line; whatever is refused is said in a sentence, with exit code 2."""
    from exchange.plumbing.errors import ExchangeError

    try:
        status = app(standalone_mode=False)
    except typer.TyperException as problem:
        sys.exit(_refuse(problem.format_message()))
    except ExchangeError as problem:
        sys.exit(_refuse(str(problem)))
    except typer.Abort:
        sys.exit(_refuse("Stopped; nothing was changed"))
    sys.exit(status if isinstance(status, int) else 0)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
