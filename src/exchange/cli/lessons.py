"""Commands about lessons: removing patient data for good."""

from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.options import Database, open_engine, settings_with

lessons = typer.Typer(help="Lessons that organisations share.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.add_typer(lessons, name="lessons")


@lessons.callback()
def _lessons() -> None:
    """Lessons that organisations share."""


@lessons.command()
def purge(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The last part of the lesson's address.")],
    words: Annotated[
        Path | None,
        typer.Option(
            "--words",
            metavar="FILE",
            help="File with the words to remove, one to a line, kept out of the history of your shell.",
        ),
    ] = None,
    found: Annotated[
        bool, typer.Option("--found", help="Remove whatever looks like an NHS number or names a patient.")
    ] = False,
    database: Database = "",
) -> None:
    """Remove patient data from a lesson, its versions, the index, mail and the database's own traces."""
    from exchange.lessons.purge_schemas import PurgeGiven
    from exchange.lessons.purging import purge as purge_lesson
    from exchange.people.actor import OPERATOR

    text = words.read_text(encoding="utf-8") if words else ""
    if not text and not found:
        text = typer.prompt("Words to remove (they are not shown)", hide_input=True)
    given = PurgeGiven(places=("all",) if found else (), words=text)
    with open_engine(database) as engine:
        done = purge_lesson(engine, settings_with(database), OPERATOR, slug, given)
    typer.echo(
        f"Removed from {done.texts} texts, {done.versions} versions, {done.messages} messages and"
        f" {done.attachments} files. The lesson is now {done.slug}."
    )
    if done.elsewhere:
        typer.echo(f"{done.elsewhere} other lessons hold the same words.")
    if not done.is_log_empty:
        typer.echo("Somebody is using the database: run this again to write over what was deleted.")
    typer.echo("Backups made before hold it until you remove them.")
