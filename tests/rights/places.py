"""Rows of who belongs to an organisation and who leads it.

All actors but the supplier work at the same organisation, which has a lead. The others of their network and
those of the foreign one have none.
"""

from tests.rights.rows import DECIDERS, SIGNED_IN, Row, done

#                visitor supplier staff lead leader admin disabled
KEEPERS = "          401 403 403 200 403 200 401"
ADMIN_ALONE = "      401 403 403 403 403 200 401"
MEMBERS = "          401 403 200 200 200 200 401"
NOBODY = "           401 403 403 403 403 403 401"
# Asking to lead: the lead does so already.
CLAIMS = "           401 403 303 409 303 303 401"
CLAIMS_IN_JSON = "   401 403 200 409 200 200 401"
# Nobody puts out themselves here; leads name leads, and an administrator may name themselves.
OWN_PLACE = "        401 403 403 409 403 409 401"
NAMES_SELF = "       401 403 403 409 403 303 401"
# What a lead decides at home, a leader in the network where nobody leads, an administrator everywhere.
OWN_JOIN = "         401 403 403 403 403 409 401"
OWN_CLAIM = "        401 403 403 403 404 404 401"
AT_HOME = "          401 403 403 303 404 303 401"
IN_NETWORK = "       401 403 403 404 303 303 401"
FOREIGN = "          401 403 403 404 404 303 401"
# One's own duty; nobody else's, but for an administrator, and not that of the last one.
OWN_DUTY = "         401 404 404 303 303 409 401"
OTHERS_DUTY = "      401 403 403 403 403 303 401"
# Whoever belongs somewhere does not join as a newcomer.
JOINS = "            401 303 409 409 409 409 401"
NOT_THE_LAST = "     401 303 303 303 303 422 401"
LEAVES = "           401 404 303 303 303 409 401"


def in_json(line: str) -> str:
    """Return a line of a page as the API answers it."""
    return line.replace("303", "204")


ROWS = [
    Row("GET", "/welcome", SIGNED_IN),
    Row("GET", "/api/v1/welcome", SIGNED_IN, fields="guess name job_role job_roles notice_version is_member"),
    Row("POST", "/welcome", JOINS, event="notice.read"),
    Row("POST", "/api/v1/welcome", JOINS.replace("303", "201"), event="notice.read"),
    Row("GET", "/account/organisation", SIGNED_IN),
    Row(
        "GET",
        "/api/v1/account/organisation",
        SIGNED_IN,
        fields=(
            "place state asked_at since is_closed successor refused_by duties can_claim "
            "is_only_lead is_only_administrator colleagues"
        ),
    ),
    Row("POST", "/account/organisation", NOT_THE_LAST.replace("422", "409"), event="membership.asked"),
    Row("POST", "/api/v1/account/organisation", "401 200 200 200 200 409 401", event="membership.asked"),
    Row("POST", "/account/organisation/leave", LEAVES, event="person.left"),
    Row("POST", "/api/v1/account/organisation/leave", in_json(LEAVES), event="person.left"),
    Row("POST", "/account/organisation/duties/{duty_id}/end", OWN_DUTY, OTHERS_DUTY, event="duty.taken"),
    Row(
        "POST",
        "/api/v1/account/organisation/duties/{duty_id}/end",
        in_json(OWN_DUTY),
        in_json(OTHERS_DUTY),
        event="duty.taken",
    ),
    Row("GET", "/organisations/{ods_code}/lead", MEMBERS, MEMBERS, NOBODY),
    Row(
        "GET",
        "/api/v1/organisations/{ods_code}/lead",
        MEMBERS,
        MEMBERS,
        NOBODY,
        fields="organisation postcode website is_closed state leads checklist",
    ),
    Row("POST", "/organisations/{ods_code}/lead", CLAIMS, CLAIMS, NOBODY, event="duty.asked"),
    Row(
        "POST",
        "/api/v1/organisations/{ods_code}/lead",
        CLAIMS_IN_JSON,
        CLAIMS_IN_JSON,
        NOBODY,
        event="duty.asked",
    ),
    Row("GET", "/organisations/{ods_code}/members", KEEPERS, KEEPERS, ADMIN_ALONE),
    Row(
        "GET",
        "/api/v1/organisations/{ods_code}/members",
        KEEPERS,
        KEEPERS,
        ADMIN_ALONE,
        fields="organisation is_closed members requests checklist",
    ),
    Row(
        "POST",
        "/organisations/{ods_code}/members/{membership_id}/lead",
        NAMES_SELF,
        done(KEEPERS),
        done(ADMIN_ALONE),
        event="lead.named",
    ),
    Row(
        "POST",
        "/api/v1/organisations/{ods_code}/members/{membership_id}/lead",
        in_json(NAMES_SELF),
        done(KEEPERS, 204),
        done(ADMIN_ALONE, 204),
        event="lead.named",
    ),
    Row(
        "POST",
        "/organisations/{ods_code}/members/{membership_id}/end",
        OWN_PLACE,
        done(KEEPERS),
        done(ADMIN_ALONE),
        event="member.removed",
    ),
    Row(
        "POST",
        "/api/v1/organisations/{ods_code}/members/{membership_id}/end",
        OWN_PLACE,
        done(KEEPERS, 204),
        done(ADMIN_ALONE, 204),
        event="member.removed",
    ),
    Row("GET", "/requests", DECIDERS),
    Row("GET", "/api/v1/requests", DECIDERS, fields="requests"),
    Row(
        "POST",
        "/requests/joins/{membership_id}",
        OWN_JOIN,
        AT_HOME,
        IN_NETWORK,
        FOREIGN,
        event="membership.decided",
    ),
    Row(
        "POST",
        "/api/v1/requests/joins/{membership_id}",
        OWN_JOIN,
        in_json(AT_HOME),
        in_json(IN_NETWORK),
        in_json(FOREIGN),
        event="membership.decided",
    ),
    Row("POST", "/requests/claims/{duty_id}", OWN_CLAIM, AT_HOME, IN_NETWORK, FOREIGN, event="duty.decided"),
    Row(
        "POST",
        "/api/v1/requests/claims/{duty_id}",
        OWN_CLAIM,
        in_json(AT_HOME),
        in_json(IN_NETWORK),
        in_json(FOREIGN),
        event="duty.decided",
    ),
]
