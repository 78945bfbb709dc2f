"""Commands about the audit trail."""

from typing import Annotated

import typer

from exchange.cli.options import Database, read_session

audit = typer.Typer(help="The record of who changed what.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.add_typer(audit, name="audit")


@audit.command()
def check(
    head: Annotated[
        str, typer.Option(metavar="NUMBER:HASH", help="What `exchange audit head` printed some time ago.")
    ] = "",
    database: Database = "",
) -> None:
    """Say whether the audit trail holds; else name every entry that was altered, added or removed."""
    from exchange.administration.trail import check_trail
    from exchange.people.actor import OPERATOR

    with read_session(database) as session:
        found = check_trail(session, OPERATOR, head)
    if found.holds:
        kept = " It has the entry that was kept elsewhere." if head else ""
        typer.echo(f"The audit trail holds: {found.number:,} entries, none altered or removed.{kept}")
        return
    typer.echo(f"The audit trail does not hold: {'; '.join(found.breaks)}.")
    raise typer.Exit(1)


@audit.command()
def head(database: Database = "") -> None:
    """Print number and hash of the newest entry. Keep them in another place, for `audit check --head`."""
    from exchange.administration.trail import head_of

    with read_session(database) as session:
        typer.echo(head_of(session) or "The audit trail is empty.")
