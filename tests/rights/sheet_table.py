"""Rows of importing an organisation's systems from a spreadsheet."""

from tests.rights.lesson_writing_table import reads
from tests.rights.membership_table import KEEPS
from tests.rights.rows import get, instead, post

PATH = "/organisations/{ods_code}/systems/import"
ONE = f"{PATH}/{{import_id}}"
PLACE = "organisation(ods_code name is_closed href)"
START = f"{PLACE} stages areas(code name) imports(id file_name state state_in_words rows sent_at href)"
IMPORT = (
    f"{PLACE} id file_name state state_in_words rows rows_done version sent_at written_at undone_at findings"
    " to_write can_be_written did changed_since can_undo undo_until href is_under_way"
)
SEEN = {"version": 1}

ROWS = [
    *reads(PATH, KEEPS, START),
    get(f"{PATH}/template.csv", KEEPS),
    get(f"{PATH}/template.xlsx", KEEPS),
    # A form without a file is read by whoever may send one, and refused.
    post(PATH, instead(KEEPS, 422)),
    post(f"/api/v1{PATH}", instead(KEEPS, 422)),
    *reads(ONE, KEEPS, IMPORT),
    post(f"{ONE}/corrections", instead(KEEPS, 303), "import.corrected", SEEN),
    post(f"/api/v1{ONE}/corrections", KEEPS, "import.corrected", SEEN, fields=IMPORT),
    post(f"{ONE}/write", instead(KEEPS, 303), "import.written", SEEN),
    post(f"/api/v1{ONE}/write", KEEPS, "import.written", SEEN, fields=IMPORT),
    post(f"{ONE}/undo", instead(KEEPS, 303), "import.undone", {"others_only": "false"}),
    post(f"/api/v1{ONE}/undo", KEEPS, "import.undone", {"others_only": False}, fields=IMPORT),
]
