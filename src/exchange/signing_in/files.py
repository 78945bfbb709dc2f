"""The file of mail domains whose owners may sign in."""

from sqlmodel import Session

from exchange.people.queries import find_organisation_ids
from exchange.plumbing import cells
from exchange.plumbing.importing import Kind, Names, Tally, given, refuse_repeats, upsert
from exchange.plumbing.tables import Column, Table, TableForm
from exchange.signing_in.models import EmailDomain


def write_email_domains(session: Session, table: Table) -> Tally:
    """Write email_domains.csv; ``ods_code`` is the organisation guessed for whoever has an address there."""
    refuse_repeats(table, ["domain"])
    organisations = Names(find_organisation_ids(session))
    records = given(table, {"domain": "domain", "note": "note"})
    for row, record in zip(table.rows, records, strict=True):
        record["domain"] = str(row["domain"]).casefold()
        record["covers_subdomains"] = row["covers_subdomains"] == "yes"
        record["organisation_id"] = organisations.look_up(
            table.problems, row.line, "ods_code", row["ods_code"], "organisation"
        )
    table.problems.refuse()
    return upsert(session, EmailDomain, records, key=["domain"])


KINDS = (
    Kind(
        write=write_email_domains,
        form=TableForm(
            name="email_domains",
            columns=(
                Column(name="domain", required=True, parse=cells.text(longest=120)),
                Column(name="covers_subdomains", parse=cells.choice(["yes", "no"])),
                Column(name="ods_code", parse=cells.ods_code),
                Column(name="note", parse=cells.text(longest=200)),
            ),
        ),
    ),
)
