"""Commands that match: peers, explain, evaluate."""

import math
from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.options import Database, read_session

Organisation = Annotated[
    str, typer.Argument(metavar="ODS", help="ODS code; a former one leads to its successor.")
]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many peers to list.")]
Weights = Annotated[
    str,
    typer.Option(
        metavar="K=V,…", help="Beside the defaults: 'nearby=0.3,same systems=0'; 0 removes a factor."
    ),
]
Area = Annotated[
    str, typer.Option("--for-area", metavar="AREA", help="Code of a functional area, as in epma.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the document that the API gives.")]


def add_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(peers)
    app.command()(explain)
    app.command()(evaluate)


def peers(
    ods: Organisation,
    limit: Limit = 10,
    weights: Weights = "",
    for_area: Area = "",
    as_json: AsJson = False,
    database: Database = "",
) -> None:
    """List the organisations most worth talking to, with reasons that add up to the score."""
    from exchange.cli.printing import print_json, print_peers, say_who_is_meant
    from exchange.peers import queries
    from exchange.people.actor import OPERATOR

    chosen = read_weights(weights)
    with read_session(database) as session:
        found = queries.find_peers(session, OPERATOR, ods, limit=limit, weights=chosen, area=for_area)
    say_who_is_meant(ods, found.organisation)
    (print_json if as_json else print_peers)(found)


def explain(
    ods: Organisation,
    other: Organisation,
    weights: Weights = "",
    for_area: Area = "",
    as_json: AsJson = False,
    database: Database = "",
) -> None:
    """Compare two organisations: what each can get from the other, and why."""
    from exchange.cli.printing import print_comparison, print_json, say_who_is_meant
    from exchange.peers import queries
    from exchange.people.actor import OPERATOR

    chosen = read_weights(weights)
    with read_session(database) as session:
        found = queries.compare_organisations(session, OPERATOR, ods, other, weights=chosen, area=for_area)
    say_who_is_meant(ods, found.organisation)
    say_who_is_meant(other, found.other)
    (print_json if as_json else print_comparison)(found)


def evaluate(
    pairs: Annotated[
        Path, typer.Argument(metavar="PAIRS.csv", help="Columns ods_code and partner_ods_code.")
    ],
    as_json: AsJson = False,
    database: Database = "",
) -> None:
    """Judge the matching by known pairs: how early in each list does the partner come?"""
    from exchange.cli.printing import print_evaluation, print_evaluation_as_json
    from exchange.peers import queries
    from exchange.peers.pairs import read_pairs
    from exchange.people.actor import OPERATOR

    known = read_pairs(pairs)
    with read_session(database) as session:
        found = queries.evaluate_pairs(session, OPERATOR, known)
    (print_evaluation_as_json if as_json else print_evaluation)(found)


def read_weights(text: str) -> dict[str, float]:
    """Read "nearby=0.3,same systems=0"; same_systems will do too.

    Raises:
        Invalid: a part has no number, or the same name as another. Unknown names are for matching to refuse.
    """
    from exchange.plumbing.errors import Invalid

    weights: dict[str, float] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, value = part.partition("=")
        try:
            weight = float(value)
        except ValueError:
            weight = math.nan
        if not math.isfinite(weight):
            raise Invalid(f"'{part}' is not a weight: write a factor, = and a number", field="weights")
        if name.strip() in weights:
            raise Invalid(f"The weight of '{name.strip()}' is there twice", field="weights")
        weights[name.strip()] = weight
    return weights
