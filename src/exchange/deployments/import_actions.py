"""Every change by a spreadsheet: sending it, correcting it, writing it, taking it back."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from exchange.deployments import import_queries
from exchange.deployments.import_form import BY_NAME
from exchange.deployments.import_jobs import begin
from exchange.deployments.import_reading import Sheet, read_sheet, refuse_patient_data, safe_name
from exchange.deployments.import_schemas import (
    ANOTHER,
    Choices,
    CorrectionsGiven,
    Findings,
    NameGiven,
    UndoGiven,
    WriteGiven,
)
from exchange.deployments.import_writing import plan_undoing, take_back
from exchange.deployments.importing import name_key
from exchange.deployments.keeping_access import check_can_add
from exchange.deployments.models import DeploymentImport, ImportState
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, Invalid


def send_spreadsheet(session: Session, actor: Actor, ods_code: str, name: str, content: bytes) -> UUID:
    """Take a spreadsheet in and have it checked; return its id.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor neither leads it nor looks after the service.
        Conflict: the organisation has closed.
        Invalid: the file cannot be read, or holds what looks like an NHS number; nothing of it is kept.
    """
    organisation_id, place = import_queries.get_place(session, actor, ods_code)
    check_can_add(actor, organisation_id, is_closed=place.is_closed)
    sheet = read_sheet(name, content)
    row = DeploymentImport(
        organisation_id=organisation_id,
        person_id=actor.person_id,
        file_name=safe_name(name),
        content=sheet.pack(),
        choices=Choices(confirms=actor.leads(organisation_id)).model_dump_json(),
        rows=len(sheet.rows),
    )
    session.add(row)
    session.flush()
    begin(session, row)
    audit.record(session, "import.sent", actor=actor, subject=f"import:{row.id}")
    return row.id


def correct_spreadsheet(
    session: Session, actor: Actor, ods_code: str, import_id: UUID, given: CorrectionsGiven
) -> None:
    """Correct cells, say what names stand for, leave rows out, and have the spreadsheet checked again.

    Raises:
        NotFound: there is no such organisation or import.
        NotAllowed: the actor neither leads it nor looks after the service.
        Conflict: it is written, under way, or was checked again since.
        Invalid: a correction is about no cell of the file, or holds what looks like an NHS number.
    """
    row = import_queries.import_to_change(session, actor, ods_code, import_id)
    import_queries.check_is_as_seen(row, given.version)
    _check_corrections(row, given)
    before = Choices.model_validate_json(row.choices)
    cells = {f"{each.line}:{each.column}": each.text for each in given.cells}
    cells |= dict(_renamed(row, before, given.names))
    names = {name_key(n.column, n.name): n.choice for n in given.names if n.choice not in {"", ANOTHER}}
    row.choices = Choices(
        names=before.names | names,
        cells=before.cells | cells,
        left_out=tuple(sorted({*before.left_out, *given.left_out})),
        confirms=actor.leads(row.organisation_id),
    ).model_dump_json()
    row.version += 1
    begin(session, row)
    audit.record(session, "import.corrected", actor=actor, subject=f"import:{row.id}")


def write_spreadsheet(
    session: Session, actor: Actor, ods_code: str, import_id: UUID, given: WriteGiven
) -> None:
    """Write what was shown into the registry: all of it, or nothing if it no longer holds.

    Raises:
        NotFound: there is no such organisation or import.
        NotAllowed: the actor neither leads it nor looks after the service.
        Conflict: something is still wrong with it, it is not as it was looked at, or the organisation has
            closed.
    """
    row = import_queries.import_to_change(session, actor, ods_code, import_id)
    import_queries.check_is_as_seen(row, given.version)
    _, place = import_queries.get_place(session, actor, ods_code)
    check_can_add(actor, row.organisation_id, is_closed=place.is_closed)
    found = Findings.model_validate_json(row.findings)
    if not found.changes_something:
        raise Conflict("The registry says all of this already: there is nothing to write")
    if found.unknown or found.problems:
        raise Conflict("Correct what is wrong with this spreadsheet first, or leave those rows out")
    choices = Choices.model_validate_json(row.choices)
    row.choices = choices.model_copy(update={"confirms": actor.leads(row.organisation_id)}).model_dump_json()
    row.person_id, row.state = actor.person_id, ImportState.WRITING
    audit.record(session, "import.write_asked", actor=actor, subject=f"import:{row.id}")
    try:
        begin(session, row)
    except IntegrityError as clash:
        raise Conflict("The registry was changed at this moment. Nothing was written: try again") from clash


def undo_spreadsheet(
    session: Session, actor: Actor, ods_code: str, import_id: UUID, given: UndoGiven
) -> None:
    """Take back what a spreadsheet did to the registry.

    Raises:
        NotFound: there is no such organisation or import.
        NotAllowed: the actor neither leads it nor looks after the service.
        Conflict: it is not written, is undone, was written more than seven days ago, or some of its entries
            have changed since and it was not said that only the others are to be taken back.
    """
    row = import_queries.import_to_change(session, actor, ods_code, import_id)
    until = import_queries.undo_until(row)
    if row.state is not ImportState.WRITTEN or until is None:
        raise Conflict("This spreadsheet has nothing in the registry that could be undone")
    if until <= now():
        raise Conflict(
            f"This could be undone until {until:%-d %B %Y}, seven days after it was written. Correct its"
            " entries one by one"
        )
    undoing = plan_undoing(session, row)
    if undoing.others and not given.others_only:
        raise Conflict(
            f"{len(undoing.others)} of its entries have changed since. Look which they are, and say that you"
            " want to undo only the others"
        )
    take_back(session, actor, undoing, import_id=row.id)
    row.state, row.undone_at = ImportState.UNDONE, now()
    row.version += 1
    audit.record(session, "import.undone", actor=actor, subject=f"import:{row.id}")


def _check_corrections(row: DeploymentImport, given: CorrectionsGiven) -> None:
    lines = {each.line for each in Sheet.unpack(row.content).rows}
    wrong = [each for each in given.cells if each.line not in lines or each.column not in BY_NAME]
    if wrong or not lines.issuperset(given.left_out):
        raise Invalid("A correction is about a cell that is not in the file", field="cells")
    refuse_patient_data(
        [
            *((each.line, each.column, each.text) for each in given.cells),
            *((0, f"what you wrote for '{each.name}'", each.other) for each in given.names),
        ]
    )


def _renamed(
    row: DeploymentImport, before: Choices, names: tuple[NameGiven, ...]
) -> Iterator[tuple[str, str]]:
    """Yield the corrected cells of every line that has a name which stands for another one."""
    others = {name_key(n.column, n.name): n.other for n in names if n.choice == ANOTHER and n.other}
    for each in Sheet.unpack(row.content).rows if others else ():
        for column in ("functional_area", "supplier", "product"):
            place = f"{each.line}:{column}"
            text = before.cells.get(place, each.cells.get(column, ""))
            if other := others.get(name_key(column, text)):
                yield place, other
