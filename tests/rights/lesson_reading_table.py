"""Rows of finding and reading lessons."""

from tests.rights.rows import SEEN, get

ANYBODY = 4 * (SEEN,)

SUBJECT = "(kind key name href)"
PLACE = "(ods_code name href type region)"
SUMMARY = (
    f"slug href title summary publisher{PLACE} areas{SUBJECT} systems stage outcome happened candour"
    " is_blueprint is_current is_from_public_source is_demonstration uses"
)
LESSON = (
    f"{SUMMARY} context what_we_did what_happened do_differently ask_us_about preconditions steps artefacts"
    " what_we_changed themes links attachments(name media_type size size_in_words href) source"
    " contact(kind text name role href note is_demonstration) adapted_from adaptations state check_reason"
    " state_note published checked reports replies(supplier text received_on)"
)
LIST = f"lessons({SUMMARY}) total page pages facets corrected instead nearly"
REASON = "(factor value weight contribution text known records)"

ROWS = [
    get("/lessons", SEEN),
    get("/api/v1/lessons", SEEN, LIST),
    get("/lessons/feed.atom", SEEN),
    get("/api/v1/lessons/newest", SEEN, f"lesson({SUMMARY}) published_at"),
    get("/api/v1/lessons/for/{ods_code}", ANYBODY, f"lesson({SUMMARY}) score because reasons{REASON}"),
    get("/lessons/{slug}", ANYBODY),
    get("/api/v1/lessons/{slug}", ANYBODY, LESSON),
    get("/api/v1/lessons/{slug}/neighbours", ANYBODY, "related contradictory complementary"),
]
