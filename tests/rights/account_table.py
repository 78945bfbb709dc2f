"""Rows of what everybody keeps of their own, and of the people whom members of staff can ask."""

from datetime import timedelta

from exchange.plumbing.clock import today
from tests.rights.rows import SIGNED_IN, SIGNED_IN_NONE, STAFF, Row, get, instead, post

OWN = (SIGNED_IN, *3 * (SIGNED_IN_NONE,))
# A lead may name a colleague to take over, and nobody else; the others name nobody.
TAKES_OVER = (SIGNED_IN, SIGNED_IN, *2 * ("401 200 200 422 200 200 401",))
# Only a colleague stands in while somebody is away, and nobody stands in for themselves.
STANDS_IN = (instead(STAFF, 422), STAFF, *2 * (instead(STAFF, 422),))
# Who has paused, and who is for colleagues alone, is seen by administrators.
PEOPLE = (STAFF, STAFF, *2 * ("401 403 404 404 404 200 401",))

SUBJECTS = "can_help ask_me_about away_until cover is_demonstration is_self"
PERSON = f"(person_id name role organisation(ods_code name href) {SUBJECTS} href)"
IN_FULL = (
    f"person_id name role organisation {SUBJECTS} wants_to_learn would_like_to_learn takes_requests"
    f" paused_until is_colleagues_only colleagues{PERSON} href"
)
BRIEF = "(ods_code name type icb region)"
SUGGESTED = f"(rank person_id name role href organisation{BRIEF} score distance_km reasons is_busy)"
PROFILE = (
    "person_id name job_role organisation(id name href) helps learns ask_me_about would_like_to_learn"
    " request_budget audience away_until cover paused_until version href"
)
DATA = (
    "made_at notice_version holdings(kind words purpose on_erasure rows)"
    " agreements(id text version given_at withdrawn_at can_withdraw)"
)
PREVIEW = (
    "goes(words purpose what on_erasure) stays(words purpose what on_erasure) is_last_administrator is_lead"
    " colleagues"
)
PASSKEYS = "/account/passkeys"
DATA_PATH = "/account/data"


def successor(world, actor, relation):
    """Who takes over from a lead: the person at that relation, nobody from anybody else."""
    names_one = actor == "lead" and relation != "own"
    return {"successor": str(world.person(actor, relation).id)} if names_one else {}


def _erase(world, actor, relation):
    return {"confirmed": True, **successor(world, actor, relation)}


def _profile(world, actor, relation):
    return {
        "name": "New Name",
        "version": 1,
        "away_until": str(today() + timedelta(days=2)),
        "cover_person_id": str(world.person(actor, relation).id),
    }


ROWS = [
    get("/account", SIGNED_IN),
    get("/account/sessions", SIGNED_IN),
    get("/api/v1/account/sessions", SIGNED_IN, "id device method started_at seen_at is_this"),
    post("/account/sessions/{session_id}/end", instead(OWN, 303), "session.ended"),
    Row(
        method="DELETE",
        route="/api/v1/account/sessions/{session_id}",
        lines=instead(OWN, 204),
        event="session.ended",
    ),
    post("/account/sessions/end-others", instead(SIGNED_IN, 303), "session.kept"),
    post("/account/sessions/extend", instead(SIGNED_IN, 204)),
    # Ways to prove who one is. What a browser answers without having been asked is worth nothing.
    get(PASSKEYS, SIGNED_IN),
    get(f"/api/v1{PASSKEYS}", SIGNED_IN, "id name added_at used_at"),
    post(f"{PASSKEYS}/options", SIGNED_IN, "passkey.asked", {"name": "Key"}, is_json=True),
    post(PASSKEYS, instead(SIGNED_IN, 409), sent={"credential": {}}, is_json=True),
    post(f"{PASSKEYS}/{{passkey_id}}/remove", instead(OWN, 303), "passkey.removed"),
    post(f"{PASSKEYS}/providers/{{provider}}/unlink", instead(SIGNED_IN, 303), "identity.unlinked"),
    # Personal data.
    get(DATA_PATH, SIGNED_IN),
    get(f"{DATA_PATH}/export", SIGNED_IN),
    get(f"{DATA_PATH}/export.json", SIGNED_IN, DATA),
    get(f"{DATA_PATH}/erase", SIGNED_IN),
    get(f"/api/v1{DATA_PATH}", SIGNED_IN, DATA),
    get(f"/api/v1{DATA_PATH}/export", SIGNED_IN, DATA),
    get(f"/api/v1{DATA_PATH}/erase", SIGNED_IN, PREVIEW),
    post(f"{DATA_PATH}/erase", instead(TAKES_OVER, 303), "person.erased", _erase),
    post(f"/api/v1{DATA_PATH}/erase", instead(TAKES_OVER, 204), "person.erased", _erase),
    post(f"{DATA_PATH}/consents/{{consent_id}}/withdraw", instead(OWN, 303), "consent.withdrawn"),
    post(f"/api/v1{DATA_PATH}/consents/{{consent_id}}/withdraw", instead(OWN, 204), "consent.withdrawn"),
    # A profile is for those whom an organisation has confirmed.
    get("/account/profile", STAFF),
    get("/api/v1/account/profile", STAFF, PROFILE),
    post("/account/profile", instead(STANDS_IN, 303), "profile.changed", _profile),
    Row(
        method="PUT",
        route="/api/v1/account/profile",
        lines=STANDS_IN,
        fields=PROFILE,
        event="profile.changed",
        sent=_profile,
    ),
    get("/account/pause", STAFF),
    get("/api/v1/account/pause", STAFF, "until"),
    post("/account/pause", instead(STAFF, 303), "person.paused", {"length": "1 week"}),
    post("/api/v1/account/pause", STAFF, "person.paused", {"length": "1 week"}, fields="until"),
    post("/account/pause/resume", instead(STAFF, 303), "person.resumed"),
    Row(method="DELETE", route="/api/v1/account/pause", lines=instead(STAFF, 204), event="person.resumed"),
    # People who can be asked.
    get("/people", STAFF),
    get("/people/{person_id}", PEOPLE),
    get("/api/v1/people", STAFF, f"total page pages corrected people{PERSON}"),
    get("/api/v1/people/{person_id}", PEOPLE, IN_FULL),
    get("/api/v1/peers/people", STAFF, f"organisation{BRIEF} people{SUGGESTED}"),
]
