"""Rows of mergers of organisations and of the boards that they belong to. Administrators alone may."""

from tests.rights.administration_table import ANYBODY, changes, reads

MERGERS = "/administration/mergers"
BOARD = "/administration/organisations/{ods_code}/icb"
PARTY = "id ods_code name is_closed closed_on"
PLAN = (
    f"gone({PARTY}) into({PARTY}) carried(what moves others note) twins lessons people(name becomes)"
    " hides_contracts plan"
)


def _merges(world, actor, relation):
    return {"gone": "RGO", "into": "RSU", "on": "2026-04-01", "plan": world.things["merger plan"]}


def _moves(world, actor, relation):
    return {"icb_code": "QNEW", "on": "2026-04-01"}


ROWS = [
    *reads(
        MERGERS,
        "to_do(ods_code name closed_on into_code into systems lessons people) done",
    ),
    *reads(f"{MERGERS}/new", PLAN, query="gone=RGO&into=RSU"),
    *changes(MERGERS, "organisation.took_over", _merges),
    *reads(BOARD, "ods_code name icb_code icb former boards(code name)", ANYBODY),
    *changes(BOARD, "organisation.board_changed", _moves, ANYBODY),
]
