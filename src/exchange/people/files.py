"""The file of professional roles."""

from sqlmodel import Session

from exchange.people.models import JobRole
from exchange.plumbing import cells
from exchange.plumbing.importing import Kind, Tally, given, refuse_repeats, upsert
from exchange.plumbing.tables import Column, Table, TableForm


def write_roles(session: Session, table: Table) -> Tally:
    """Write roles.csv."""
    refuse_repeats(table, ["role"])
    table.problems.refuse()
    records = given(table, {"role": "name", "description": "description"})
    return upsert(session, JobRole, records, key=["name"])


KINDS = (
    Kind(
        write=write_roles,
        form=TableForm(
            name="roles",
            columns=(
                Column(name="role", required=True, parse=cells.text(longest=80)),
                Column(name="description", parse=cells.text(longest=300)),
            ),
        ),
    ),
)
