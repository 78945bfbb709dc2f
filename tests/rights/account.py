"""Rows of what everybody keeps of their own: account, personal data, profile, and being found."""

from tests.rights.rows import ACCOUNT_NONE, SIGNED_IN, STAFF, Row, done

GONE = done(SIGNED_IN, 204)
# With a duty, the last passkey stays.
ONLY_PASSKEY = "401 303 303 409 409 409 401"
# The only administrator stays.
NOT_THE_LAST = "401 303 303 303 303 409 401"
NOT_THE_LAST_GONE = "401 204 204 204 204 409 401"

ROWS = [
    Row("GET", "/account", SIGNED_IN),
    Row("GET", "/account/sessions", SIGNED_IN),
    Row("GET", "/api/v1/account/sessions", SIGNED_IN, fields="id device method started_at seen_at is_this"),
    Row("POST", "/account/sessions/{session_id}/end", done(SIGNED_IN), ACCOUNT_NONE, event="session.ended"),
    Row("DELETE", "/api/v1/account/sessions/{session_id}", GONE, ACCOUNT_NONE, event="session.ended"),
    Row("POST", "/account/sessions/end-others", done(SIGNED_IN), event="session.kept"),
    Row("POST", "/account/sessions/extend", GONE),
    Row("GET", "/account/passkeys", SIGNED_IN),
    Row("GET", "/api/v1/account/passkeys", SIGNED_IN, fields="id name added_at used_at"),
    Row("POST", "/account/passkeys/options", SIGNED_IN, event="passkey.asked"),
    Row("POST", "/account/passkeys", done(SIGNED_IN, 409)),
    Row("POST", "/account/passkeys/{passkey_id}/remove", ONLY_PASSKEY, ACCOUNT_NONE, event="passkey.removed"),
    Row("POST", "/account/passkeys/providers/{provider}/unlink", ACCOUNT_NONE),
    # Personal data: nobody reaches anybody else's.
    Row("GET", "/account/data", SIGNED_IN),
    Row("GET", "/account/data/export", SIGNED_IN),
    Row("GET", "/account/data/export.json", SIGNED_IN, fields="made_at notice_version holdings agreements"),
    Row("GET", "/account/data/erase", SIGNED_IN),
    Row("POST", "/account/data/erase", NOT_THE_LAST, event="person.erased"),
    Row("POST", "/account/data/consents/{consent_id}/withdraw", done(SIGNED_IN, 409), ACCOUNT_NONE),
    Row("GET", "/api/v1/account/data", SIGNED_IN, fields="made_at notice_version holdings agreements"),
    Row("GET", "/api/v1/account/data/export", SIGNED_IN, fields="made_at notice_version holdings agreements"),
    Row(
        "GET",
        "/api/v1/account/data/erase",
        SIGNED_IN,
        fields="goes stays is_last_administrator is_lead colleagues",
    ),
    Row("POST", "/api/v1/account/data/erase", NOT_THE_LAST_GONE, event="person.erased"),
    Row("POST", "/api/v1/account/data/consents/{consent_id}/withdraw", done(SIGNED_IN, 409), ACCOUNT_NONE),
    # A profile is for those whom an organisation has confirmed.
    Row("GET", "/account/profile", STAFF),
    Row("GET", "/account/pause", STAFF),
    Row("POST", "/account/profile", done(STAFF), event="profile.changed"),
    Row("POST", "/account/pause", done(STAFF), event="person.paused"),
    Row("POST", "/account/pause/resume", done(STAFF)),
    Row(
        "GET",
        "/api/v1/account/profile",
        STAFF,
        fields=(
            "person_id name job_role organisation helps learns ask_me_about "
            "would_like_to_learn request_budget audience away_until cover paused_until "
            "version href"
        ),
    ),
    Row("GET", "/api/v1/account/pause", STAFF, fields="until"),
    Row("PUT", "/api/v1/account/profile", STAFF, event="profile.changed"),
    Row("POST", "/api/v1/account/pause", STAFF, event="person.paused"),
    Row("DELETE", "/api/v1/account/pause", done(STAFF, 204)),
    # Finding people.
    Row("GET", "/people", STAFF),
    Row("GET", "/people/{person_id}", STAFF),
    Row("GET", "/api/v1/people", STAFF, fields="total page pages corrected people"),
    Row(
        "GET",
        "/api/v1/people/{person_id}",
        STAFF,
        fields=(
            "person_id name role organisation can_help ask_me_about away_until cover "
            "is_demonstration is_self wants_to_learn would_like_to_learn takes_requests "
            "paused_until is_colleagues_only colleagues href"
        ),
    ),
    Row("GET", "/api/v1/peers/people", STAFF, fields="organisation people"),
]
