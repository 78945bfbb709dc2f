"""The file that says where each file of reference data came from."""

from sqlmodel import Session

from exchange.home.models import Source
from exchange.organisations.files import with_text_dates
from exchange.plumbing import cells
from exchange.plumbing.importing import Kind, Tally, given, refuse_repeats, upsert
from exchange.plumbing.tables import Column, Table, TableForm

COLUMNS = (
    Column(name="file", required=True, parse=cells.text(longest=60)),
    Column(name="title", required=True, parse=cells.text(longest=300)),
    Column(name="publisher", parse=cells.text(longest=120)),
    Column(name="url", parse=cells.web_address),
    Column(name="published_on", parse=cells.partial_date),
    Column(name="licence", parse=cells.text(longest=80)),
    Column(name="caution", parse=cells.text(longest=500)),
)


def write_sources(session: Session, table: Table) -> Tally:
    """Write sources.csv."""
    refuse_repeats(table, ["file"])
    table.problems.refuse()
    records = [with_text_dates(record) for record in given(table, {c.name: c.name for c in COLUMNS})]
    return upsert(session, Source, records, key=["file"])


KINDS = (Kind(write=write_sources, form=TableForm(name="sources", columns=COLUMNS)),)
