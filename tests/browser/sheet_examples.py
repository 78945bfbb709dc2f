"""Spreadsheets of the demonstration's lead, one in each state that its page shows."""

from typing import Any

from sqlmodel import Session, select

from exchange.deployments.import_actions import send_spreadsheet, write_spreadsheet
from exchange.deployments.import_schemas import WriteGiven
from exchange.deployments.models import DeploymentImport, ImportState
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor, Role
from exchange.people.models import Person
from tests.deployments.imports.sheets import as_csv

READY = [("chemo", "", "Better Meds", "live", "2024-05", "")]
WRONG = [("chemo", "", "Bettr Meds", "live", "", ""), ("epr", "", "Epic", "lve", "", ""), *READY, *READY]


def add_imports(session: Session) -> dict[str, Any]:
    """Add one to correct, one to write, one that failed and one that is written; return their ids by name."""
    bryn = session.exec(select(Person).where(Person.name == "Bryn Holbeck")).one()
    place = session.exec(select(Organisation.id).where(Organisation.ods_code == "RGT")).one()
    actor = Actor(frozenset({Role.STAFF, Role.KNOWLEDGE_LEAD}), bryn.id, place)
    written = send_spreadsheet(session, actor, "RGT", "written.csv", as_csv(READY))
    write_spreadsheet(session, actor, "RGT", written, WriteGiven(version=1))
    notes = [(*READY[0][:-1], "A note")]
    failed = DeploymentImport(
        organisation_id=place,
        person_id=bryn.id,
        file_name="failed.csv",
        state=ImportState.FAILED,
        findings='{"failure": "We could not finish this"}',
        rows=600,
    )
    session.add(failed)
    session.flush()
    return {
        "import wrong": send_spreadsheet(session, actor, "RGT", "wrong " + "x" * 90 + ".csv", as_csv(WRONG)),
        "import ready": send_spreadsheet(session, actor, "RGT", "ready.csv", as_csv(notes)),
        "import failed": failed.id,
        "import written": written,
    }
