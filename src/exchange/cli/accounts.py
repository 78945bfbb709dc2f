"""Commands about people: the first administrator, and the demonstration."""

from typing import Annotated

import typer

from exchange.cli.options import Database, open_engine, settings_with

admin = typer.Typer(help="Administrators of the service.", no_args_is_help=True)
demo = typer.Typer(help="Made-up people for a demonstration.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.add_typer(admin, name="admin")
    app.add_typer(demo, name="demo")


@admin.command()
def invite(
    email: Annotated[str, typer.Argument(help="E-mail address of the person.")], database: Database = ""
) -> None:
    """Make somebody an administrator and print, once, a link that signs them in within a day."""
    from exchange.people.actor import OPERATOR
    from exchange.plumbing.database import writing
    from exchange.plumbing.errors import ExchangeError
    from exchange.signing_in.actions import invite_administrator
    from exchange.signing_in.schemas import AddressGiven
    from exchange.web.forms import validated

    form = validated(AddressGiven, {"email": email})
    if form.value is None:
        raise ExchangeError(form.errors["email"])
    with open_engine(database) as engine, writing(engine) as session:
        path = invite_administrator(session, OPERATOR, form.value.email)
        session.commit()
    typer.echo("This link works once, for 24 hours. It asks for a passkey at once, for the times after:")
    typer.echo(f"{settings_with(database).public_url}{path}")


@demo.command()
def load(database: Database = "") -> None:
    """Bring made-up people in, at organisations that are loaded. Show them with EXCHANGE_DEMO=true."""
    from exchange import demonstration
    from exchange.people.actor import OPERATOR
    from exchange.plumbing.database import writing
    from exchange.plumbing.shipped import shipped_folder

    with open_engine(database) as engine, writing(engine) as session:
        number = demonstration.load(
            session, OPERATOR, shipped_folder("seed_data") / "demonstration/persons.csv"
        )
        session.commit()
    typer.echo(f"{number} made-up people are here. Remove them with `exchange demo remove`.")


@demo.command()
def remove(database: Database = "") -> None:
    """Remove the made-up people and all that they did."""
    from exchange import demonstration
    from exchange.people.actor import OPERATOR
    from exchange.plumbing.database import writing

    with open_engine(database) as engine, writing(engine) as session:
        number = demonstration.remove(session, OPERATOR)
        session.commit()
    typer.echo(f"{number} made-up people were removed.")
