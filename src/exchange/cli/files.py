"""Commands that bring files into the database: load and import."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exchange.cli.options import Database, open_engine

if TYPE_CHECKING:
    from exchange.loading import Loaded
    from exchange.plumbing.tables import Progress

DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, change nothing.")]


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(load)
    app.command("import")(import_)


def load(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of files; else the data that ships.")
    ] = None,
    database: Database = "",
    dry_run: DryRun = False,
) -> None:
    """Load a folder of files, all of them or none. Loading twice changes nothing."""
    from exchange.loading import load_folder
    from exchange.people.actor import OPERATOR
    from exchange.plumbing.database import writing
    from exchange.plumbing.shipped import shipped_folder

    with open_engine(database) as engine, writing(engine) as session, _progress() as watch:
        found = load_folder(session, OPERATOR, folder or shipped_folder("seed_data"), watch=watch)
        (session.rollback if dry_run else session.commit)()
    _summarise(found, dry_run=dry_run)


def import_(
    kind: Annotated[str, typer.Argument(help="What the file holds: organisations, deployments, themes …")],
    file: Annotated[Path, typer.Argument(help="A .csv or .xlsx file, or an official ODS extract.")],
    database: Database = "",
    dry_run: DryRun = False,
) -> None:
    """Import one file, all of it or nothing; every error names its line and column."""
    from exchange.loading import KINDS, import_file
    from exchange.people.actor import OPERATOR
    from exchange.plumbing.database import writing
    from exchange.plumbing.errors import ExchangeError
    from exchange.plumbing.suggesting import closest, did_you_mean

    if kind not in KINDS:
        known = ", ".join(KINDS)
        question = did_you_mean(closest(kind, KINDS, limit=1))
        raise ExchangeError(f"There is no kind of file '{kind}'; the known ones are {known}.{question}")
    with open_engine(database) as engine, writing(engine) as session, _progress() as watch:
        found = import_file(session, OPERATOR, KINDS[kind], file, progress=watch(file.name))
        (session.rollback if dry_run else session.commit)()
    _summarise([found], dry_run=dry_run)


@contextmanager
def _progress() -> "Iterator[Callable[[str], Progress]]":
    """Show a bar for each file on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def watch(file: str) -> Callable[[int, int], None]:
            tasks: list[TaskID] = []  # begun when something is read, so that a missing file has no bar

            def show(done: int, total: int) -> None:
                if not tasks:
                    tasks.append(progress.add_task(file, total=None))
                progress.update(tasks[0], completed=done, total=total)

            return show

        yield watch


def _summarise(found: "list[Loaded]", *, dry_run: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("File")
    for heading in ("Added", "Changed", "Unchanged"):
        table.add_column(heading, justify="right")
    for loaded in found:
        tally = loaded.tally
        table.add_row(loaded.file, f"{tally.added:,}", f"{tally.changed:,}", f"{tally.unchanged:,}")
    console = Console()
    console.print(table)
    for loaded in found:
        for notice in loaded.tally.notices:
            console.print(f"{loaded.file}: {notice}", soft_wrap=True)
    if dry_run:
        console.print("Dry run: nothing was changed.")
