"""Rows of the pages that everybody sees, and of signing in."""

from tests.rights.rows import NOT_THERE, SEEN, Row, done

ORGANISATION = (
    "ods_code name type icb_code icb region_code region status successor_ods_code latitude longitude epr"
    " postcode website staff_wte beds opened_on closed_on other_names predecessors capabilities themes"
    " networks maturity sources href"
)
COMPARISON = (
    "organisation other distance_km can_get can_give contact systems themes networks maturity staff_wte beds"
)

ROWS = [
    Row("GET", "/", SEEN),
    Row("GET", "/about", SEEN),
    Row("GET", "/about/data", SEEN),
    Row("GET", "/about/roles", SEEN),
    Row("GET", "/accessibility", SEEN),
    Row("GET", "/privacy", SEEN),
    Row("GET", "/account/erased", SEEN),
    Row("GET", "/api/docs", SEEN),
    Row("GET", "/health/live", SEEN, fields="status"),
    Row("GET", "/health/ready", SEEN, fields="status"),
    Row(
        "GET",
        "/api/v1/counts",
        SEEN,
        fields="organisations deployments confirmed_deployments products functional_areas",
    ),
    Row("GET", "/api/v1/about/roles", SEEN, fields="permission words roles"),
    Row("GET", "/api/v1/privacy", SEEN, fields="version contact kept retention seen_by cookies"),
    Row("GET", "/api/v1/busiest-areas", SEEN, fields="code name short_name organisations"),
    Row("GET", "/api/v1/sources", SEEN, fields="file title publisher url published licence caution"),
    Row("GET", "/organisations", SEEN),
    Row("GET", "/organisations/{asked_for}", SEEN),
    Row("GET", "/api/v1/organisations", SEEN, fields="total page pages nearly organisations"),
    Row("GET", "/api/v1/organisations/{asked_for}", SEEN, fields=ORGANISATION),
    Row("GET", "/peers", SEEN),
    Row("GET", "/api/v1/peers", SEEN, fields="organisation peers", query="org=RHO"),
    Row("GET", "/peers/{ods_code}/{other}", SEEN),
    Row("GET", "/api/v1/peers/{ods_code}/{other}", SEEN, fields=COMPARISON),
    Row("GET", "/technologies", SEEN),
    Row("GET", "/api/v1/technologies", SEEN, fields="words total page pages hits closest"),
    Row("GET", "/technologies/{slug}", SEEN),
    Row("GET", "/api/v1/technologies/{slug}", SEEN, fields="product supplier alternatives usage"),
    Row("GET", "/functional-areas/{code}", SEEN),
    Row("GET", "/api/v1/functional-areas", SEEN, fields="name areas"),
    Row(
        "GET",
        "/api/v1/functional-areas/{code}",
        SEEN,
        fields="area systems suppliers all_organisations unregistered in_use usage",
    ),
    Row("GET", "/suppliers/{slug}", SEEN),
    Row("GET", "/api/v1/suppliers/{slug}", SEEN, fields="supplier products usage"),
    # Complaints and notices are open to everybody they may be about.
    Row("GET", "/concerns/new", SEEN),
    Row("GET", "/concerns/sent", SEEN),
    Row("POST", "/concerns/new", done(SEEN), event="concern.received"),
    Row("POST", "/api/v1/concerns", done(SEEN, 201), event="concern.received"),
    # Signing in. What a stranger's browser brings is worth nothing; a demonstration is nowhere to be found.
    Row("GET", "/sign-in", SEEN),
    Row("GET", "/sign-in/check", SEEN),
    Row("GET", "/sign-in/link", SEEN),
    Row("POST", "/sign-in", done(SEEN), event="sign_in.asked"),
    Row("POST", "/sign-in/check", done(SEEN, 409)),
    Row("POST", "/sign-in/link", done(SEEN, 409)),
    Row("POST", "/sign-in/as/{person_id}", NOT_THERE),
    Row("POST", "/sign-in/passkey/options", SEEN, event="sign_in.passkey_asked"),
    Row("POST", "/sign-in/passkey", done(SEEN, 409)),
    Row("GET", "/sign-in/openid/{provider}", NOT_THERE),
    Row("GET", "/sign-in/openid/{provider}/return", NOT_THERE),
    Row("POST", "/sign-out", done(SEEN), event="session.ended"),
    Row("GET", "/dev/mail", NOT_THERE),
    Row("GET", "/dev/mail/{name}", NOT_THERE),
]
