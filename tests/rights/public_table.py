"""Rows of what is public: the registry, the pages about the service, complaints, and signing in."""

from exchange.privacy.models import ConcernKind
from tests.rights.belongings import CODE
from tests.rights.rows import NOT_THERE, SEEN, get, instead, post

# Whoever has a code or a link gets in as whom it was sent to, but for an account that is switched off.
LET_IN = ("303 303 303 303 303 303 409", *3 * (instead(SEEN, 303),))
# Nobody of these is made up, but for those that a visitor and the three relations stand for.
MADE_UP = ("303 404 404 404 404 404 404", *3 * (instead(SEEN, 303),))

BRIEF = "(ods_code name type icb region)"
ROLE_OR_PERSON = "factor value weight contribution text known records"
SYSTEM = "(system href supplier_slug names_product in_house in_use coming percent)"
SUPPLIER = "(slug name other_names website href in_house organisations)"
PRODUCT = (
    "(slug name own_name other_names supplier_slug supplier area_code area href organisations is_proposed)"
)
AREA = "(code name short_name capability href organisations top_systems)"
USAGE = "usage(organisations unnamed stages areas uses)"
ORGANISATION = (
    "ods_code name type icb_code icb region_code region status successor_ods_code latitude longitude epr"
    " postcode website staff_wte beds opened_on closed_on other_names predecessors former_icbs capabilities"
    " themes networks maturity sources href"
)
ORGANISATIONS = (
    "organisations(ods_code name type icb_code icb region_code region status successor_ods_code latitude"
    " longitude epr href)"
)
PEERS = f"organisation{BRIEF} peers(rank ods_code name score distance_km reasons({ROLE_OR_PERSON}) contact)"
COMPARISON = (
    f"organisation{BRIEF} other{BRIEF} distance_km can_get(score reasons({ROLE_OR_PERSON}))"
    f" can_give(score reasons({ROLE_OR_PERSON})) contact systems themes networks maturity staff_wte beds"
)
DECISION = (
    "decision(asker not_found going_live ahead behind nearest dated undated moves confirmed product_learners"
    " area_learners)"
)
NOTICE = (
    "version contact kept(words purpose what on_erasure) retention(what how_long why source)"
    " seen_by(what roles) cookies(name purpose how_long)"
)


def _concern(world, actor, relation):
    sent = {
        "kind": ConcernKind.TAKEDOWN,
        "about_path": f"/organisations/{world.organisation(relation).ods_code}",
    }
    return {**sent, "text": "This is not so", "email": "zoe@example.org"}


ROWS = [
    get("/", SEEN),
    get("/about", SEEN),
    get("/about/data", SEEN),
    get("/about/roles", SEEN),
    get("/accessibility", SEEN),
    get("/privacy", SEEN),
    get("/account/erased", SEEN),
    get("/api/docs", SEEN),
    get("/health/live", SEEN, "status"),
    get("/health/ready", SEEN, "status"),
    get("/api/v1/about/roles", SEEN, "permission words roles"),
    get("/api/v1/privacy", SEEN, NOTICE),
    get("/api/v1/counts", SEEN, "organisations deployments confirmed_deployments products functional_areas"),
    get("/api/v1/busiest-areas", SEEN, "code name short_name organisations"),
    get("/api/v1/sources", SEEN, "file title publisher url published licence caution"),
    # Organisations, systems and peer organisations are public: docs/decisions/0002.
    get("/organisations", SEEN),
    get("/organisations/{asked_for}", 4 * (SEEN,)),
    get("/api/v1/organisations", SEEN, f"total page pages nearly {ORGANISATIONS}"),
    get("/api/v1/organisations/{asked_for}", 4 * (SEEN,), ORGANISATION),
    get("/peers", 4 * (SEEN,), query="org={ods_code}"),
    get("/api/v1/peers", 4 * (SEEN,), PEERS, query="org={ods_code}"),
    get("/peers/{ods_code}/{other}", 4 * (SEEN,)),
    get("/api/v1/peers/{ods_code}/{other}", 4 * (SEEN,), COMPARISON),
    get("/technologies", SEEN),
    get("/technologies/{slug}", SEEN),
    get("/functional-areas/{code}", SEEN),
    get("/suppliers/{slug}", SEEN),
    get(
        "/api/v1/technologies",
        SEEN,
        "words total page pages hits(kind name href about other_names organisations) closest",
        query="q=product",
    ),
    get(
        "/api/v1/technologies/{slug}",
        SEEN,
        f"product{PRODUCT} supplier{SUPPLIER} alternatives {USAGE} {DECISION}",
    ),
    get("/api/v1/functional-areas", SEEN, f"name areas{AREA}"),
    get(
        "/api/v1/functional-areas/{code}",
        SEEN,
        f"area{AREA} systems{SYSTEM} suppliers{SUPPLIER} all_organisations unregistered in_use {USAGE}",
    ),
    get("/api/v1/suppliers/{slug}", SEEN, f"supplier{SUPPLIER} products{PRODUCT} {USAGE}"),
    # Whoever is named somewhere may complain, whether they have an account or not.
    get("/concerns/new", SEEN),
    get("/concerns/sent", SEEN),
    post("/concerns/new", 4 * (instead(SEEN, 303),), "concern.received", _concern),
    post(
        "/api/v1/concerns",
        4 * (instead(SEEN, 201),),
        "concern.received",
        _concern,
        fields="reference answer_by",
    ),
    # Signing in.
    get("/sign-in", SEEN),
    get("/sign-in/check", SEEN),
    get("/sign-in/link", SEEN),
    post(
        "/sign-in",
        4 * (instead(SEEN, 303),),
        "sign_in.asked",
        lambda world, actor, relation: {"email": world.person(actor, relation).email},
    ),
    post("/sign-in/check", LET_IN, "session.started", {"code": CODE}, spends=""),
    post(
        "/sign-in/link",
        LET_IN,
        "session.started",
        lambda world, actor, relation: {"token": world.belongings[world.person(actor, relation).id].link},
        spends="sign_in.link_used",
    ),
    post("/sign-in/passkey/options", SEEN, "sign_in.passkey_asked", {"next": ""}, is_json=True),
    post("/sign-in/passkey", instead(SEEN, 409), sent={"credential": {}}, is_json=True),
    get("/sign-in/openid/{provider}", instead(SEEN, 503)),  # nobody answers at the other end
    get("/sign-in/openid/{provider}/return", instead(SEEN, 409)),
    post("/sign-out", instead(SEEN, 303), "session.ended"),
    # A demonstration is nowhere to be found in a service of real people, and lets in nobody who is real.
    post("/sign-in/as/{person_id}", 4 * (NOT_THERE,), cast="made up"),
    get("/dev/mail", NOT_THERE),
    get("/dev/mail/{name}", NOT_THERE),
    post("/sign-in/as/{person_id}", MADE_UP, "demonstration.entered", cast="made up", is_demonstration=True),
    get("/dev/mail", SEEN, is_demonstration=True),
    get("/dev/mail/{name}", SEEN, is_demonstration=True),
]
