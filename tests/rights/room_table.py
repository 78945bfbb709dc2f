"""Rows of rooms and of the coverage of the registry."""

from tests.rights.rows import STAFF, get, instead, post

#           visitor newcomer staff lead leader admin disabled
LEADING = "401 403 403 200 200 200 401"
ROOM = "/rooms/{slug}"
ASK = f"{ROOM}/asks/{{ask_id}}"
SENT = {"text": "Print on one label"}
OWN_OR_LED = (
    "401 403 200 200 200 200 401",
    *3 * ("401 403 403 403 403 200 401",),
)
WITHDRAWN = (OWN_OR_LED[0], "401 403 403 200 403 200 401", *OWN_OR_LED[2:])
JOINED = (*2 * ("401 403 409 409 409 409 401",), *2 * (STAFF,))
MEMBER = "ods_code organisation stage since confirmed person organisation_href"
ASKED = (
    "id text asked_on backers(ods_code organisation has_lapsed organisation_href) is_own is_backed can_back"
    " can_withdraw"
)
FIELDS = (
    f"slug product product_href supplier supplier_href missing members({MEMBER}) lapsed asks({ASKED}) can_ask"
    " why_not lessons"
)
FIGURES = (
    "(key label organisations with_entry confirmed lapsed public_only without_entry entries undated"
    " median_age_months hrefs)"
)
COVERED = "(ods_code name type icb known entries confirmed_entries newest href)"

ROWS = [
    get("/rooms", STAFF),
    get("/api/v1/rooms", STAFF, "slug product supplier organisations missing asks href"),
    get(ROOM, STAFF),
    get(f"{ROOM}/list", STAFF),
    get(f"/api/v1{ROOM}", STAFF, FIELDS),
    *(
        each
        for step, lines, event in (
            ("back", JOINED, "supplier_ask.backed"),
            ("leave", JOINED, "supplier_ask.left"),
            ("withdraw", WITHDRAWN, "supplier_ask.withdrawn"),
        )
        for each in (
            post(f"{ASK}/{step}", instead(lines, 303), event),
            post(f"/api/v1{ASK}/{step}", instead(lines, 204), event),
        )
    ),
    get("/coverage", LEADING),
    get("/coverage.csv", LEADING),
    get("/coverage/organisations", LEADING),
    get("/coverage/organisations.csv", LEADING),
    get("/api/v1/coverage", LEADING, f"by rows{FIGURES} total{FIGURES}"),
    get("/api/v1/coverage/organisations", LEADING, f"total page pages organisations{COVERED}"),
    post(f"{ROOM}/asks", instead(STAFF, 303), "supplier_ask.written", SENT),
    post(f"/api/v1{ROOM}/asks", STAFF, "supplier_ask.written", SENT, fields=FIELDS),
]
