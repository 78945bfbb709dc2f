"""Rows of what happens to a lesson after it was written: review, uses, keeping it true, taking it down."""

from typing import Any

from exchange.plumbing.clock import today
from tests.rights.rows import ADMIN, SEEN, STAFF, Row, Sent, get, instead, post

#            visitor newcomer staff lead leader admin disabled
REVIEWERS = "401 403 403 200 403 200 401"
HIDDEN = "   401 403 403 404 403 200 401"
OTHERS = "   401 403 403 403 403 200 401"
# A draft is its author's alone; what was submitted is seen by those who decide, who do not take it back.
OWN = (STAFF, *3 * ("401 403 404 404 404 404 401",))
TAKEN_BACK = (STAFF, "401 403 404 403 404 403 401", *2 * ("401 403 404 404 404 403 401",))
# A lead decides at home, an administrator everywhere.
DECIDED = (REVIEWERS, REVIEWERS, HIDDEN, HIDDEN)
TAKEN_DOWN = (REVIEWERS, REVIEWERS, OTHERS, OTHERS)
# Whoever wrote a lesson looks after it, with those who decide.
LOOKED_AFTER = (STAFF, REVIEWERS, OTHERS, OTHERS)
# Uses are reported by other organisations than the one that wrote it.
USED = (*2 * ("401 403 409 409 409 409 401",), STAFF, STAFF)
ANYBODY = 4 * (SEEN,)
ANY_ADMIN = 4 * (ADMIN,)

LESSON = "/lessons/{slug}"
TEXTS = "texts(name label submitted current longest is_changed)"
REVIEW = (
    f"slug title state candour audience author place since about {TEXTS} flags(kind words field) missing"
    " version is_own"
)
STATUS = (
    "slug href title state check_reason state_note audience review_note published checked takedown_reason"
    " replies(id supplier text received_on) suppliers can_edit can_submit can_take_back can_publish"
    " can_review can_confirm can_archive can_bring_back can_take_down can_restore can_enter_reply purge_href"
    " is_author"
)
OWN_USE = "slug href title organisation kind what_was_different"
COUNTS = "(used adapted did_not_work not_for_us)"
OWN_LESSON = "href status_href title state candour state_note is_published"
PREVIEW = "slug href title places attachments versions"
DONE = "slug texts versions messages attachments elsewhere is_log_empty"
EDIT = {"version": 1, "context": "A ward"}


def reads(path: str, lines: Any, fields: str) -> list[Row]:
    """The rows of a page and of its twin in JSON."""
    return [get(path, lines), get(f"/api/v1{path}", lines, fields)]


def changes(step: str, lines: Any, event: str, sent: Sent | None = None) -> list[Row]:
    """The rows of a form and of its twin in JSON."""
    path = f"{LESSON}/{step}"
    return [
        post(path, instead(lines, 303), event, sent),
        post(f"/api/v1{path}", instead(lines, 204), event, sent),
    ]


ROWS = [
    *reads("/lessons/review", REVIEWERS, "slug href title place since candour flags"),
    *reads(f"{LESSON}/review", DECIDED, REVIEW),
    post(f"{LESSON}/review", instead(DECIDED, 303), "lesson.edited", {**EDIT, "press": "save"}),
    Row(
        method="PUT",
        route=f"/api/v1{LESSON}/review",
        lines=DECIDED,
        fields=REVIEW,
        event="lesson.edited",
        sent=EDIT,
    ),
    *changes("publish", DECIDED, "lesson.published"),
    post(f"/api/v1{LESSON}/return", instead(DECIDED, 204), "lesson.returned", {"note": "Say more"}),
    *changes("submit", OWN, "lesson.submitted"),
    *changes("take-back", TAKEN_BACK, "lesson.taken_back"),
    *reads(f"{LESSON}/decision", LOOKED_AFTER, "slug href title state outcome note changed"),
    *reads(f"{LESSON}/status", LOOKED_AFTER, STATUS),
    *changes("still-true", LOOKED_AFTER, "lesson.confirmed"),
    *changes("archive", LOOKED_AFTER, "lesson.archived"),
    *changes("bring-back", LOOKED_AFTER, "lesson.brought_back"),
    *changes("take-down", TAKEN_DOWN, "lesson.taken_down", {"reason": "It is wrong"}),
    *changes("restore", DECIDED, "lesson.restored"),
    *changes(
        "replies",
        ANY_ADMIN,
        "lesson.reply_entered",
        {"supplier": "supplier-one", "text": "No", "received_on": str(today())},
    ),
    *changes("replies/{reply_id}/remove", ANY_ADMIN, "lesson.reply_removed"),
    # What organisations made of it.
    *reads(f"{LESSON}/use", USED, OWN_USE),
    post(f"{LESSON}/use", instead(USED, 303), "lesson.used", {"kind": "adapted"}),
    Row(
        method="PUT",
        route=f"/api/v1{LESSON}/use",
        lines=USED,
        fields=OWN_USE,
        event="lesson.used",
        sent={"kind": "adapted"},
    ),
    post(f"{LESSON}/use/remove", instead(USED, 303), "lesson.use_removed"),
    Row(method="DELETE", route=f"/api/v1{LESSON}/use", lines=instead(USED, 204), event="lesson.use_removed"),
    get(f"/api/v1{LESSON}/uses", ANYBODY, f"counts{COUNTS} reports"),
    *reads(
        "/account/lessons/uses",
        STAFF,
        f"lessons({OWN_LESSON} counts{COUNTS} reports) organisations",
    ),
    # Whoever holds the link of a mail was asked.
    *reads("/still-true/{token}", ANYBODY, "title href why is_open"),
    post("/still-true/{token}", instead(ANYBODY, 303), "lesson.confirmed"),
    post("/api/v1/still-true/{token}", instead(ANYBODY, 204), "lesson.confirmed"),
    # Patient data.
    *reads(f"{LESSON}/purge", ANY_ADMIN, PREVIEW),
    post(f"{LESSON}/purge", ANY_ADMIN, "lesson.purged", {"words": "Either"}),
    post(f"/api/v1{LESSON}/purge", ANY_ADMIN, "lesson.purged", {"words": "Either"}, fields=DONE),
]
