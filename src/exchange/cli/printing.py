"""What the matching commands print: tables that read well at 80 columns and in a pipe, or JSON."""

import sys
from collections.abc import Sequence

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from exchange.peers.schemas import Comparison, Evaluation, OrganisationBrief, PeerList, Reason

_FEWEST_COLUMNS = 60


def print_json(document: BaseModel) -> None:
    """Print a document as the API gives it, indented."""
    print(document.model_dump_json(indent=2))


def print_peers(found: PeerList) -> None:
    """Print each peer with its score and its reasons, the strongest first."""
    table = _table()
    table.add_column("Peer, and what its points come from")
    for peer in found.peers:
        _add_score(table, f"{peer.rank}", peer.score, f"{peer.name} ({peer.ods_code})")
        _add_reasons(table, peer.reasons)
        table.add_row("", "", "", Text(peer.contact.text, style="italic"))
    _print(f"Peers of {_named(found.organisation)}", table)


def print_comparison(found: Comparison) -> None:
    """Print what each of two organisations can get from the other."""
    ways = (
        (found.organisation, found.other, found.can_get),
        (found.other, found.organisation, found.can_give),
    )
    for asks, helps, explained in ways:
        table = _table()
        table.add_column("What they come from")
        _add_score(table, "", explained.score, "")
        _add_reasons(table, explained.reasons)
        _print(f"What {_named(asks)} can get from {_named(helps)}", table)


def print_evaluation(found: Evaluation) -> None:
    """Print one line a method; hit@5 is the share of pairs whose partner is among the first five."""
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("method", no_wrap=True)
    measures = [name for name in found.methods[0] if name != "method"] if found.methods else []
    for measure in measures:
        table.add_column(measure, justify="right", no_wrap=True)
    for method in found.methods:
        table.add_row(str(method["method"]), *(f"{method[measure]:.3f}" for measure in measures))
    _print(f"{found.pairs} pairs judged, each from both sides", table)
    if found.not_loaded:
        print(f"Left out, because they are not loaded: {', '.join(found.not_loaded)}")


def say_who_is_meant(asked_for: str, organisation: OrganisationBrief) -> None:
    """Say on standard error when a former code or a name has led to an organisation."""
    if asked_for.strip().upper() != organisation.ods_code:
        print(f"{asked_for.strip()} leads to {_named(organisation)}", file=sys.stderr)


def print_evaluation_as_json(found: Evaluation) -> None:
    """Print the document, and on standard error what it leaves out."""
    print_json(found)
    if found.not_loaded:
        print(f"Left out, because they are not loaded: {', '.join(found.not_loaded)}", file=sys.stderr)


def _table() -> Table:
    table = Table(box=None, pad_edge=False, header_style="")
    for heading in ("", "Points", "of"):
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _add_score(table: Table, place: str, score: float, words: str) -> None:
    table.add_row(*(Text(cell, style="bold") for cell in (place, _points(score), "100", words)))


def _add_reasons(table: Table, reasons: Sequence[Reason]) -> None:
    for reason in sorted(reasons, key=lambda each: (not each.known, -each.contribution)):
        words = Text.assemble((f"{reason.factor}: ", "bold"), reason.text)
        table.add_row("", _points(reason.contribution), f"{100 * reason.weight:.3g}", words)


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _named(organisation: OrganisationBrief) -> str:
    return f"{organisation.name} ({organisation.ods_code})"


def _print(title: str, table: Table) -> None:
    """Print without the blanks that a table has at the end of its lines."""
    console = Console(highlight=False)
    console.width = max(console.width, _FEWEST_COLUMNS)
    with console.capture() as captured:
        console.print(Text(title, style="bold"))
        console.print(table)
    print(*(line.rstrip() for line in captured.get().splitlines()), sep="\n", end="\n\n")
