"""Rows of search, and of the searches that everybody keeps of their own."""

from tests.rights.rows import SEEN, SIGNED_IN, SIGNED_IN_NONE, Row, get, instead, post

OWN = (SIGNED_IN, *3 * (SIGNED_IN_NONE,))
PATH = "/account/searches"
GIVEN = {"query": "q=printers&outcome=worked"}

ROWS = [
    get("/search", SEEN, query="q=product"),
    get(
        "/api/v1/search",
        SEEN,
        "words lessons organisations(total hits) technologies(total hits(name href about)) people meant",
        query="q=product",
    ),
    get(PATH, SIGNED_IN),
    get(f"/api/v1{PATH}", SIGNED_IN, "id label href saved_on total new"),
    post(PATH, instead(SIGNED_IN, 303), "search.saved", GIVEN),
    post(f"/api/v1{PATH}", instead(SIGNED_IN, 204), "search.saved", GIVEN),
    post(f"{PATH}/{{search_id}}/look", instead(OWN, 303), "search.seen"),
    post(f"/api/v1{PATH}/{{search_id}}/look", instead(OWN, 204), "search.seen"),
    post(f"{PATH}/{{search_id}}/remove", instead(OWN, 303), "search.removed"),
    Row(
        method="DELETE",
        route=f"/api/v1{PATH}/{{search_id}}",
        lines=instead(OWN, 204),
        event="search.removed",
    ),
]
