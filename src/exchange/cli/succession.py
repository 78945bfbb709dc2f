"""Commands about organisations that become part of others."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from exchange.cli.files import DryRun
from exchange.cli.options import Database, open_engine

if TYPE_CHECKING:
    from exchange.succession.schemas import MergerPlan


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command("merge-organisations")(merge_organisations)


def merge_organisations(
    gone: Annotated[str, typer.Argument(metavar="GONE", help="ODS code of the organisation that closed.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="ODS code of the one that goes on.")],
    on: Annotated[
        datetime, typer.Option("--on", metavar="DATE", formats=["%Y-%m-%d"], help="Day of the merger.")
    ],
    database: Database = "",
    dry_run: DryRun = False,
) -> None:
    """Carry an organisation's systems, lessons and people over to the one that it became part of."""
    from exchange.people.actor import OPERATOR
    from exchange.plumbing.database import writing
    from exchange.succession import actions, previewing, queries
    from exchange.succession.schemas import MergerGiven, MergerWanted

    with open_engine(database) as engine, writing(engine) as session:
        pair = queries.get_pair(session, OPERATOR, MergerWanted(gone=gone[:10], into=into[:10]))
        plan = previewing.preview_merger(session, OPERATOR, *pair)
        given = MergerGiven(on=on.date(), plan=plan.plan)
        actions.merge_organisations(session, OPERATOR, *pair, given)
        (session.rollback if dry_run else session.commit)()
    _print(plan)
    typer.echo(
        "Dry run: nothing was changed." if dry_run else f"{plan.gone.words} is now part of {plan.into.words}."
    )


def _print(plan: "MergerPlan") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("What")
    table.add_column("Comes along", justify="right")
    table.add_column("Stays or goes", justify="right")
    for each in plan.carried:
        table.add_row(each.what, f"{each.moves:,}", f"{each.others:,}")
    console = Console()
    console.print(table)
    for twin in plan.twins:
        console.print(f"{twin.system}: the entry of {twin.stays} stays, {twin.why}", soft_wrap=True)
