"""The command that works in the background: worker."""

import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from exchange.cli.options import Database, open_engine, settings_with

if TYPE_CHECKING:
    from collections import Counter

    from exchange.mail.schemas import Result


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(worker)


def worker(
    once: Annotated[bool, typer.Option("--once", help="Send what is due, then stop.")] = False,
    database: Database = "",
) -> None:
    """Send the mail that waits, work on spreadsheets and do the daily work, until stopped."""
    from exchange import working
    from exchange.plumbing.logs import start_logging

    settings = settings_with(database)
    start_logging(settings)
    stop = threading.Event()
    with open_engine(settings.database_url) as engine:
        desk = working.desk_for(engine, settings)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if not once:
            typer.echo(f"{desk.post}, as {settings.public_url}  (press Ctrl+C to stop)")
            working.work(desk, stop)
            return
        done = working.send_due(desk, stop)
        working.do_imports(desk, stop)
        working.do_daily(engine, settings)
    typer.echo(f"{desk.post}. {_in_words(done)}.")


def _in_words(done: "Counter[Result]") -> str:
    """Return what was done: always how many were sent, and the rest only where there is any."""
    from exchange.mail.schemas import Result

    words_for = {
        Result.SENT: "sent",
        Result.LATER: "put off until later",
        Result.REFUSED: "refused",
        Result.UNCERTAIN: "perhaps sent",
    }
    told = [
        f"{done[result]} {words}" for result, words in words_for.items() if done[result] or words == "sent"
    ]
    return "Messages: " + ", ".join(told)
