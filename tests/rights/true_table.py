"""Rows of keeping the registry true: errors that people point out, and the quarterly question."""

from typing import Any

from tests.rights.rows import SEEN, SIGNED_IN, STAFF, Row, get, instead, post

#             visitor newcomer staff lead leader admin disabled
OWN = "         401 200 200 200 200 200 401"
HIDDEN = "      401 404 404 404 404 200 401"
LED = "         401 404 404 200 404 200 401"
ANSWERS_OWN = " 401 403 403 200 403 200 401"
ANYBODY = 4 * (SEEN,)
ANY_STAFF = 4 * (STAFF,)
# Whoever pointed an error out sees it. Leads see those about their organisation, administrators all.
REPORTS = (OWN, LED, HIDDEN, HIDDEN)
# They answer them, too; who pointed one out and does no more is told so.
ANSWERS = (ANSWERS_OWN, LED, HIDDEN, HIDDEN)
# Everybody who belongs somewhere owns an entry in this world.
KEEPS = "       401 403 200 200 200 200 401"

SYSTEMS = "/organisations/{ods_code}/systems"
SUBJECT = "ods_code organisation organisation_href href about label correct_href"
REPORT = (
    "id href about organisation organisation_href by text state reported answer answered is_own is_there"
    " is_gone can_answer correct_href"
)
ASKED = "ods_code organisation organisation_href closed waiting confirmed more said history_href"
OUTCOME = "still_true changed removed reported not_sure unsaved"
WRONG = {"text": "It was switched off"}
MISSING = {"what": "Robin", "text": "On ward 4"}
ANSWER = {"state": "corrected", "answer": "Well seen"}


def _pages(route: str, lines: Any, fields: str) -> list[Row]:
    return [get(route, lines), get(f"/api/v1{route}", lines, fields)]


def _marks(world: Any, actor: str, relation: str) -> dict[str, Any]:
    return {f"{world.things['system to confirm']}.1": "still true"}


def _answers(world: Any, actor: str, relation: str) -> dict[str, Any]:
    mark = {"id": str(world.things["system to confirm"]), "version": 1, "answer": "still true"}
    return {"answers": [mark]}


ROWS = [
    *_pages(f"{SYSTEMS}/missing", ANY_STAFF, SUBJECT),
    post(f"{SYSTEMS}/missing", instead(ANY_STAFF, 303), "error.reported", MISSING),
    post(f"/api/v1{SYSTEMS}/missing", instead(ANY_STAFF, 201), "error.reported", MISSING, fields=REPORT),
    *_pages(f"{SYSTEMS}/{{deployment_id}}/error", ANY_STAFF, SUBJECT),
    post(f"{SYSTEMS}/{{deployment_id}}/error", instead(ANY_STAFF, 303), "error.reported", WRONG),
    post(
        f"/api/v1{SYSTEMS}/{{deployment_id}}/error",
        instead(ANY_STAFF, 201),
        "error.reported",
        WRONG,
        fields=REPORT,
    ),
    *_pages("/account/errors", SIGNED_IN, "to_answer reported"),
    *_pages("/account/errors/{report_id}", REPORTS, REPORT),
    post("/account/errors/{report_id}", instead(ANSWERS, 303), "error.answered", ANSWER),
    post("/api/v1/account/errors/{report_id}", ANSWERS, "error.answered", ANSWER, fields=REPORT),
    *_pages("/account/systems-still-true", SIGNED_IN, ASKED),
    post("/account/systems-still-true", instead(KEEPS, 303), "systems.answered", _marks),
    post("/api/v1/account/systems-still-true", KEEPS, "systems.answered", _answers, fields=OUTCOME),
    *_pages("/systems-still-true/{link}", ANYBODY, ASKED),
    post("/systems-still-true/{link}", instead(ANYBODY, 303), "systems.answered_by_link", _marks),
    post("/api/v1/systems-still-true/{link}", ANYBODY, "systems.answered_by_link", _answers, fields=OUTCOME),
]
