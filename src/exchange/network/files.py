"""The file of networks: formal groups and their members."""

from sqlmodel import Session, select

from exchange.network.models import Network, NetworkMember
from exchange.organisations.files import SOURCE_COLUMNS, organisation_names, upsert_of_open, with_text_dates
from exchange.plumbing import cells
from exchange.plumbing.importing import Kind, Tally, given, refuse_repeats, upsert
from exchange.plumbing.tables import Column, Table, TableForm


def write_networks(session: Session, table: Table) -> Tally:
    """Write networks.csv: one row for each member; a network that is not known yet is founded."""
    refuse_repeats(table, ["network", "ods_code"])
    organisations = organisation_names(session)
    records = given(table, {name: name for name in ("source_url", "source_date")})
    for row, record in zip(table.rows, records, strict=True):
        record["organisation_id"] = organisations.look_up(
            table.problems, row.line, "ods_code", row["ods_code"], "organisation"
        )
        with_text_dates(record)
    table.problems.refuse()
    networks = {row["network"]: {"name": row["network"], "kind": row["kind"]} for row in table.rows}
    upsert(session, Network, list(networks.values()), key=["name"])
    ids = dict(session.exec(select(Network.name, Network.id)).all())
    for row, record in zip(table.rows, records, strict=True):
        record["network_id"] = ids[row["network"]]
    return upsert_of_open(session, NetworkMember, records, key=["network_id", "organisation_id"])


KINDS = (
    Kind(
        write=write_networks,
        form=TableForm(
            name="networks",
            columns=(
                Column(name="network", required=True, parse=cells.text(longest=200)),
                Column(name="kind", parse=cells.text(longest=60)),
                Column(name="ods_code", required=True, parse=cells.ods_code),
                *SOURCE_COLUMNS,
            ),
        ),
    ),
)
