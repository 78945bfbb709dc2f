"""Commands about personal data: retention, and the ledger of erasures."""

from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.options import Database, open_engine, settings_with

erasures = typer.Typer(help="The ledger of people who were erased.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(retention)
    app.add_typer(erasures, name="erasures")


def retention(database: Database = "") -> None:
    """Remove everything that has been kept for as long as it may; the worker does so every day."""
    from exchange.people.actor import OPERATOR
    from exchange.plumbing.database import writing
    from exchange.privacy.retention import run_retention

    settings = settings_with(database)
    with open_engine(database) as engine, writing(engine) as session, session.begin():
        removed = run_retention(session, settings, actor=OPERATOR)
    for what, number in removed.items():
        typer.echo(f"{number:>7,}  {what}")


@erasures.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file to write.")], database: Database = ""
) -> None:
    """Write who was erased and when, as opaque ids. Keep it beside your backups, in another place."""
    from exchange.privacy.erasing import write_ledger

    with open_engine(database) as engine:
        number = write_ledger(engine, file)
    typer.echo(f"{number} erasures are in {file}.")


@erasures.command()
def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file that `erasures export` wrote.")],
    database: Database = "",
) -> None:
    """Erase again, after a backup was restored, everybody whom a ledger names."""
    from exchange.privacy.erasing import replay as replay_ledger

    with open_engine(database) as engine:
        done = replay_ledger(engine, settings_with(database), file)
    typer.echo(f"The ledger names {done.named}; {done.erased} were here and have been erased again.")
