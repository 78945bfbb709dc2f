"""Rows of who belongs to an organisation, who leads it, and who decides that."""

from exchange.people.wording import NOTICE_VERSION
from tests.rights.account_table import successor
from tests.rights.rows import SIGNED_IN, get, instead, post

#               visitor newcomer staff lead leader admin disabled
DECIDERS = "        401 403 403 200 200 200 401"
KEEPERS = "         401 403 403 200 403 200 401"
ADMIN = "           401 403 403 403 403 200 401"
MEMBERS = "         401 403 200 200 200 200 401"
NOBODY = "          401 403 403 403 403 403 401"

# An organisation is public, so whoever may not keep its members is told so.
KEEPS = (KEEPERS, KEEPERS, ADMIN, ADMIN)
# Somebody else ends one's membership; a lead is one already, an administrator may become one.
ENDS = ("401 403 403 409 403 409 401", *KEEPS[1:])
NAMES = ("401 403 403 409 403 200 401", *KEEPS[1:])
# What leading means is told to members; they may ask to, unless they do.
BELONGS = (MEMBERS, MEMBERS, NOBODY, NOBODY)
CLAIMS = (*2 * ("401 403 200 409 200 200 401",), NOBODY, NOBODY)
# Leads decide at home, a network's leader where nobody leads, administrators everywhere, nobody about
# themselves.
OTHERS = ("401 403 403 200 404 200 401", "401 403 403 404 200 200 401", "401 403 403 404 404 200 401")
JOINS = ("401 403 403 403 403 409 401", *OTHERS)
LEADS = ("401 403 403 403 404 404 401", *OTHERS)
# One's own duty. Those of others are seen, and ended, by administrators.
DUTIES = ("401 404 404 200 200 200 401", *3 * ("401 404 404 404 404 200 401",))
# Newcomers join; whoever belongs somewhere moves, leaves, and may name who takes over as lead.
WELCOME = 4 * ("401 200 409 409 409 409 401",)
MOVES = (*2 * ("401 200 422 422 422 422 401",), SIGNED_IN, SIGNED_IN)
LEAVES = (*2 * ("401 404 200 200 200 200 401",), *2 * ("401 404 200 422 200 200 401",))

PLACE = "(ods_code name href)"
BELONGING = (
    "place state asked_at since is_closed successor refused_by duties can_claim is_only_lead"
    " is_only_administrator colleagues"
)
STEPS = "checklist(words href is_done)"
LEAD = f"organisation{PLACE} postcode website is_closed state leads {STEPS}"
REQUESTS = f"requests(id kind organisation{PLACE} name job_role asked_at mail_domain domain_match is_member)"
MEMBER = "membership_id person_id name job_role since is_lead is_self is_off can_end can_be_lead"
APPROVES = {"answer": "approve"}
OWN = "/account/organisation"
MEMBERSHIP = "/organisations/{ods_code}/members/{membership_id}"


def _joins(world, actor, relation):
    choice = world.organisation(relation).ods_code
    return {"choice": choice, "name": "New Name", "notice_version": NOTICE_VERSION}


def _asks(world, actor, relation):
    return {"organisation": world.organisation(relation).ods_code}


ROWS = [
    get("/welcome", SIGNED_IN),
    get("/api/v1/welcome", SIGNED_IN, "guess name job_role job_roles notice_version is_member"),
    post("/welcome", instead(WELCOME, 303), "notice.read", _joins),
    post("/api/v1/welcome", instead(WELCOME, 201), "notice.read", _joins, fields=BELONGING),
    get(OWN, SIGNED_IN),
    get(f"/api/v1{OWN}", SIGNED_IN, BELONGING),
    post(OWN, instead(MOVES, 303), "membership.asked", _asks),
    post(f"/api/v1{OWN}", MOVES, "membership.asked", _asks, fields=BELONGING),
    post(f"{OWN}/leave", instead(LEAVES, 303), "person.left", successor),
    post(f"/api/v1{OWN}/leave", instead(LEAVES, 204), "person.left", successor),
    post(f"{OWN}/duties/{{duty_id}}/end", instead(DUTIES, 303), "duty.taken", cast="holders"),
    post(f"/api/v1{OWN}/duties/{{duty_id}}/end", instead(DUTIES, 204), "duty.taken", cast="holders"),
    get("/organisations/{ods_code}/lead", BELONGS),
    get("/api/v1/organisations/{ods_code}/lead", BELONGS, LEAD),
    post("/organisations/{ods_code}/lead", instead(CLAIMS, 303), "duty.asked"),
    post("/api/v1/organisations/{ods_code}/lead", CLAIMS, "duty.asked", fields=LEAD),
    get("/organisations/{ods_code}/members", KEEPS),
    get(
        "/api/v1/organisations/{ods_code}/members",
        KEEPS,
        f"organisation{PLACE} is_closed members({MEMBER}) {REQUESTS} {STEPS}",
    ),
    post(f"{MEMBERSHIP}/lead", instead(NAMES, 303), "lead.named"),
    post(f"/api/v1{MEMBERSHIP}/lead", instead(NAMES, 204), "lead.named"),
    post(f"{MEMBERSHIP}/end", instead(ENDS, 303), "member.removed"),
    post(f"/api/v1{MEMBERSHIP}/end", instead(ENDS, 204), "member.removed"),
    get("/requests", DECIDERS),
    get("/api/v1/requests", DECIDERS, REQUESTS),
    post(
        "/requests/joins/{membership_id}", instead(JOINS, 303), "membership.decided", APPROVES, cast="askers"
    ),
    post(
        "/api/v1/requests/joins/{membership_id}",
        instead(JOINS, 204),
        "membership.decided",
        APPROVES,
        cast="askers",
    ),
    post("/requests/claims/{duty_id}", instead(LEADS, 303), "duty.decided", APPROVES, cast="claimants"),
    post(
        "/api/v1/requests/claims/{duty_id}", instead(LEADS, 204), "duty.decided", APPROVES, cast="claimants"
    ),
]
