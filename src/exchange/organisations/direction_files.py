"""The files that say how mature organisations are digitally and what they are heading for."""

from collections.abc import Iterator

from sqlmodel import Session, select

from exchange.organisations.files import SOURCE_COLUMNS, organisation_names, upsert_of_open, with_text_dates
from exchange.organisations.models import Maturity, OrganisationTheme, Theme
from exchange.plumbing import cells
from exchange.plumbing.importing import Kind, Names, Tally, given, refuse_repeats, upsert
from exchange.plumbing.tables import Column, Table, TableForm

# The seven success measures of What Good Looks Like, in the order in which NHS England lists them.
PILLARS = (
    "well_led",
    "smart_foundations",
    "safe_practice",
    "support_people",
    "empower_citizens",
    "improve_care",
    "healthy_populations",
)


def write_maturity(session: Session, table: Table) -> Tally:
    """Write maturity.csv: self-assessed digital maturity by care setting."""
    refuse_repeats(table, ["ods_code", "care_setting"])
    organisations = organisation_names(session)
    records = given(table, {name: name for name in ("care_setting", *PILLARS)})
    for row, record in zip(table.rows, records, strict=True):
        record["organisation_id"] = organisations.look_up(
            table.problems, row.line, "ods_code", row["ods_code"], "organisation"
        )
    table.problems.refuse()
    return upsert(session, Maturity, records, key=["organisation_id", "care_setting"])


def write_theme_names(session: Session, table: Table) -> Tally:
    """Write theme_names.csv: the vocabulary of strategic priorities."""
    refuse_repeats(table, ["theme"])
    table.problems.refuse()
    names = {"theme": "code", "name": "name", "kind": "kind", "status": "status"}
    return upsert(session, Theme, given(table, names), key=["code"])


def write_themes(session: Session, table: Table) -> Tally:
    """Write themes.csv: which organisation has which priority, named by its code or its full name."""
    refuse_repeats(table, ["ods_code", "theme"])
    organisations = organisation_names(session)
    themes = Names(
        {word: code for code, name in session.exec(select(Theme.code, Theme.name)) for word in (name, code)}
    )
    records = given(table, {name: name for name in ("horizon", "source_url", "source_date")})
    for row, record in zip(table.rows, records, strict=True):
        problems, line = table.problems, row.line
        record["organisation_id"] = organisations.look_up(
            problems, line, "ods_code", row["ods_code"], "organisation"
        )
        record["theme_code"] = themes.look_up(problems, line, "theme", row["theme"], "theme")
        with_text_dates(record)
    table.problems.refuse()
    return upsert_of_open(session, OrganisationTheme, records, key=["organisation_id", "theme_code"])


def _kinds() -> Iterator[Kind]:
    yield Kind(
        write=write_maturity,
        form=TableForm(
            name="maturity",
            columns=(
                Column(name="ods_code", required=True, parse=cells.ods_code),
                Column(name="care_setting", required=True, parse=cells.text(longest=40)),
                *(Column(name=p, required=True, parse=cells.decimal(minimum=1, maximum=5)) for p in PILLARS),
            ),
        ),
    )
    yield Kind(
        write=write_theme_names,
        form=TableForm(
            name="theme_names",
            columns=(
                Column(name="theme", required=True, parse=cells.text(longest=40)),
                Column(name="name", required=True, parse=cells.text(longest=120)),
                Column(name="kind", parse=cells.text(longest=80)),
                Column(name="status", parse=cells.text(longest=40)),
            ),
        ),
    )
    yield Kind(
        write=write_themes,
        form=TableForm(
            name="themes",
            columns=(
                Column(name="ods_code", required=True, parse=cells.ods_code),
                Column(name="theme", required=True, parse=cells.text(longest=120)),
                Column(name="horizon", parse=cells.text(longest=40)),
                *SOURCE_COLUMNS,
            ),
        ),
    )


KINDS = tuple(_kinds())
