"""Commands that run the service and look after its database: serve, migrate, check."""

import socket
from typing import TYPE_CHECKING, Annotated

import typer

from exchange.cli.options import Database, any_engine, open_engine, settings_with

if TYPE_CHECKING:
    from exchange.plumbing.settings import Settings


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(serve)
    app.command()(migrate)
    app.command()(check)


def serve(
    database: Database = "",
    host: Annotated[str, typer.Option(help="Address to listen on; else EXCHANGE_HOST.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on; else EXCHANGE_PORT.", min=-1, max=65535)] = -1,
) -> None:
    """Serve the pages and the API until stopped."""
    import uvicorn

    from exchange.app import create_app
    from exchange.plumbing.logs import start_logging
    from exchange.working import start_in_background

    settings = settings_with(database)
    settings = settings.model_copy(
        update={"host": host or settings.host, "port": settings.port if port < 0 else port}
    )
    start_logging(settings)
    with open_engine(settings.database_url):
        pass
    listener = _listen(settings.host, settings.port)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    _refuse_open_cookies(settings)
    typer.echo(f"Exchange is at {settings.public_url}  (press Ctrl+C to stop)")
    config = uvicorn.Config(
        create_app(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
    )
    # Somebody who looks around should see the mail without starting a second program.
    stop = start_in_background(settings) if settings.demo else None
    uvicorn.Server(config).run(sockets=[listener])
    if stop:
        stop()


def migrate(database: Database = "") -> None:
    """Bring the database to the schema of this release."""
    from exchange.migrations import running

    with any_engine(database) as engine:
        before, after = running.migrate(engine)
    if before == after:
        typer.echo(f"The database is at revision {after} already")
    else:
        typer.echo(f"The database went from {before or 'empty'} to revision {after}")


def check(database: Database = "") -> None:
    """Check the database and the data in it; exit 1 when something needs attention."""
    from rich.console import Console
    from rich.table import Table

    from exchange.checking import findings
    from exchange.plumbing.database import reading

    with open_engine(database) as engine, reading(engine) as session:
        found = findings(session)
    table = Table("Check", "Result", "What it means", box=None, pad_edge=False)
    for finding in found:
        table.add_row(finding.name, "ok" if finding.ok else "LOOK", finding.detail)
    Console().print(table)
    if not all(finding.ok for finding in found):
        raise typer.Exit(1)


def _refuse_open_cookies(settings: "Settings") -> None:
    """Refuse to send the cookies of real people in the clear across a network."""
    from exchange.plumbing.errors import ExchangeError

    if not (settings.is_https or settings.is_local or settings.demo):
        raise ExchangeError(
            f"People would sign in at {settings.public_url} without encryption: put a proxy with https in "
            "front and set EXCHANGE_BASE_URL to its address"
        )


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is said, so that a taken one is a sentence and not a stack trace."""

    from exchange.plumbing.errors import ExchangeError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Unless the protocol is named, asyncio leaves small packets waiting: 40 ms on every kept connection.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        hint = "choose another with EXCHANGE_PORT or --port"
        raise ExchangeError(f"Port {port} on {host} cannot be used ({problem.strerror}): {hint}") from None
    return listener
