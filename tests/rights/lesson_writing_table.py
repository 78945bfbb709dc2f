"""Rows of writing lessons: drafts, previews, versions, files and adaptations."""

from typing import Any

from tests.rights.rows import NOT_THERE, SEEN, STAFF, Row, get, instead, post

#            visitor newcomer staff lead leader admin disabled
REVIEWERS = "401 403 403 200 403 200 401"
OTHERS = "   401 403 403 403 403 200 401"
# A draft is its author's alone, whoever else leads or administers.
OWN = (STAFF, *3 * ("401 403 404 404 404 404 401",))
# What is published is changed by its author and by those who decide on it.
LOOKED_AFTER = (STAFF, REVIEWERS, OTHERS, OTHERS)
ANY_STAFF = 4 * (STAFF,)
ANYBODY = 4 * (SEEN,)

LESSON = "/lessons/{slug}"
TEXTS = (
    "title context what_we_did what_happened do_differently ask_us_about preconditions steps artefacts"
    " what_we_changed"
)
TO_WRITE = (
    f"slug href state is_blueprint adapted_from text({TEXTS} areas products themes stage outcome happened_on"
    " links candour contact_person_id contact_role version) notes missing needs_review"
)
SAVED = "slug version saved_at is_with_reviewer left_out"
OWN_LESSON = "slug title href is_blueprint state state_in_words changed next_step next_href can_delete"
PREVIEW = (
    f"slug href audience is_seen note publisher contact {TEXTS} outcome stage happened is_blueprint areas"
    " systems themes links files signs missing state version"
)
HISTORY = "slug href title version versions(number event saved by changed) shown differences is_newest"
LINEAGE = (
    "slug href title members(title href organisation adapted_from what_we_changed depth is_this)"
    " marks(x y from_x from_y label href is_this is_root) width height is_cut"
)
FILES = "slug href title files(id name size size_in_words href) is_full is_relay"
TEXT = {
    "title": "Another title",
    "what_we_did": "This",
    "what_happened": "That",
    "ask_us_about": "Either",
    "areas": ["epma"],
    "outcome": "mixed",
    "contact_role": "knowledge lead",
    "version": 1,
}
NOTES = {"notes": "What we did: this"}


def reads(path: str, lines: Any, fields: str) -> list[Row]:
    """The rows of a page and of its twin in JSON."""
    return [get(path, lines), get(f"/api/v1{path}", lines, fields)]


ROWS = [
    *reads("/account/lessons", STAFF, OWN_LESSON),
    get("/lessons/new", STAFF),
    post("/lessons/new", instead(STAFF, 303), "lesson.begun", {"type": "lesson"}),
    post("/api/v1/lessons/new", instead(STAFF, 201), "lesson.begun", {"type": "blueprint"}, fields=TO_WRITE),
    get("/lessons/new/notes", STAFF),
    post("/lessons/new/notes", instead(STAFF, 303), "lesson.begun", NOTES),
    post("/api/v1/lessons/new/notes", instead(STAFF, 201), "lesson.begun", NOTES, fields=TO_WRITE),
    *reads(f"{LESSON}/edit", LOOKED_AFTER, TO_WRITE),
    post(f"{LESSON}/edit", instead(LOOKED_AFTER, 303), "lesson.saved", TEXT),
    Row(
        method="PUT",
        route=f"/api/v1{LESSON}/edit",
        lines=LOOKED_AFTER,
        fields=SAVED,
        event="lesson.saved",
        sent=TEXT,
    ),
    post(f"{LESSON}/autosave", OWN, "lesson.saved", TEXT, fields=SAVED),
    get(f"{LESSON}/delete", OWN),
    post(f"{LESSON}/delete", instead(OWN, 303), "lesson.draft_deleted"),
    post(f"/api/v1{LESSON}/delete", instead(OWN, 204), "lesson.draft_deleted"),
    *reads(f"{LESSON}/preview", LOOKED_AFTER, PREVIEW),
    *reads(f"{LESSON}/history", LOOKED_AFTER, HISTORY),
    post(
        f"{LESSON}/history/{{number}}",
        instead(LOOKED_AFTER, 303),
        "lesson.version_brought_back",
        {"version": 1},
    ),
    post(
        f"/api/v1{LESSON}/history/{{number}}",
        LOOKED_AFTER,
        "lesson.version_brought_back",
        {"version": 1},
        fields=SAVED,
    ),
    post(f"{LESSON}/adapt", instead(ANY_STAFF, 303), "lesson.adapted"),
    post(f"/api/v1{LESSON}/adapt", instead(ANY_STAFF, 201), "lesson.adapted", fields=TO_WRITE),
    *reads(f"{LESSON}/lineage", ANYBODY, LINEAGE),
    *reads(f"{LESSON}/attachments", LOOKED_AFTER, FILES),
    # A form without a file is read by whoever may add one, and refused.
    post(f"{LESSON}/attachments", instead(LOOKED_AFTER, 422), "", {"confirmed": "true"}),
    post(
        f"{LESSON}/attachments/{{attachment_id}}/remove",
        instead(LOOKED_AFTER, 303),
        "lesson.file_removed",
    ),
    get(f"{LESSON}/attachments/{{attachment_id}}", instead(ANYBODY, 303)),
    get(f"/api/v1{LESSON}/attachments/{{attachment_id}}", ANYBODY, "href"),
    # An address that was signed for something else leads to no file.
    get("/files/{token}", 4 * (NOT_THERE,)),
]
