"""Spreadsheets of every person in the world of the table: one to correct and write, one to take back."""

from typing import Any

from sqlmodel import Session

from exchange.deployments.import_jobs import begin
from exchange.deployments.import_reading import Sheet, SheetRow
from exchange.deployments.models import DeploymentImport, ImportState
from exchange.organisations.models import Organisation
from exchange.plumbing.clock import now

_ROW = SheetRow(2, {"functional_area": "epma", "product": "Product two", "stage": "live"})


def add_imports(session: Session, world: Any, home: Organisation) -> None:
    """Give every person two spreadsheets where they work."""
    for person in world.everybody():
        place = world.place_of(person) or home
        mine = {"organisation_id": place.id, "person_id": person.id, "file_name": "systems.csv", "rows": 1}
        checked = DeploymentImport(**mine, content=Sheet((_ROW,)).pack())
        written = DeploymentImport(**mine, state=ImportState.WRITTEN, written_at=now())
        session.add_all((checked, written))
        session.flush()
        begin(session, checked)
        parts = world.belongings[person.id].parts
        parts["import_id"], parts["import written"] = checked.id, written.id


def import_for(route: str, parts: dict[str, str]) -> str:
    """The import that a route is about: only one that is written can be taken back."""
    return parts["import written" if route.endswith("/undo") else "import_id"]
