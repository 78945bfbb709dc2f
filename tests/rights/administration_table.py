"""Rows of looking after the service. Administrators may, in whatever relation to whom it concerns."""

from typing import Any

from tests.rights.rows import ADMIN, Row, Sent, get, instead, post

HERE = "/administration"
PERSON = f"{HERE}/people/{{person_id}}"
DUTIES = f"{PERSON}/duties"
DOMAIN = f"{HERE}/domains/{{domain}}"
TERMS = f"{HERE}/vocabularies"
SUPPLIER = f"{TERMS}/suppliers/{{supplier_id}}"
PRODUCT = f"{TERMS}/products/{{product_id}}"
CONCERN = f"{HERE}/concerns/{{reference}}"
MESSAGE = f"{HERE}/mail/{{message_id}}"
ANYBODY = 4 * (ADMIN,)
# Nobody switches off their own account, or becomes what they are.
NOT_OWN = (instead(ADMIN, 403), *3 * (ADMIN,))
NOT_AGAIN = (instead(ADMIN, 409), *3 * (ADMIN,))

OVERVIEW = (
    "people switched_off memberships_asked duties_asked open_concerns overdue_concerns next_answer_by"
    " unsent_mail domains proposals audit_entries"
)
ACCOUNT = "id name state is_demonstration ods_code organisation duties"
IN_FULL = (
    "id name state is_demonstration joined_at paused_until ods_code organisation membership duties sessions"
    " passkeys single_sign_ons networks(id name) cannot_disable"
)
DOMAIN_FIELDS = "domain covers_subdomains ods_code organisation note"
TERM = "id name slug supplier aliases uses people"
PLAN = f"source({TERM}) target({TERM}) moved duplicates interests_moved interests_dropped aliases plan"
CONCERN_FIELDS = (
    "id reference kind has_account about_path text received_at answer_by acknowledged_at closed_at outcome"
    " is_overdue"
)


def reads(path: str, fields: str, lines: Any = ADMIN, query: str = "") -> list[Row]:
    """Return the rows of a page and of its twin in JSON."""
    return [get(path, lines, query=query), get(f"/api/v1{path}", lines, fields, query)]


def changes(
    path: str, event: str, sent: Sent | None = None, lines: Any = ADMIN, cast: str = "others"
) -> list[Row]:
    """Return the rows of a form and of its twin in JSON."""
    return [
        post(path, instead(lines, 303), event, sent, cast=cast),
        post(f"/api/v1{path}", instead(lines, 204), event, sent, cast=cast),
    ]


def _whom(world, actor, relation):
    return {"words": world.person(actor, relation).email}


def _leads(world, actor, relation):
    return {"network_id": str(world.networks["foreign"].id)}


def _merges(world, actor, relation):
    return {"into": str(world.things["into"]), "plan": world.things["plan"]}


ROWS = [
    *reads(HERE, OVERVIEW),
    *reads(f"{HERE}/settings", "name variable description value is_default"),
    # Accounts, and the duties that somebody gives or ends.
    *reads(f"{HERE}/people", f"people({ACCOUNT}) total page pages"),
    *reads(PERSON, IN_FULL, ANYBODY),
    post(f"{HERE}/people", instead(ANYBODY, 303), sent=_whom),
    post(f"/api/v1{HERE}/people", ANYBODY, sent=_whom, fields="id"),
    *changes(f"{PERSON}/disable", "person.disabled", lines=NOT_OWN),
    *changes(f"{PERSON}/enable", "person.enabled", lines=NOT_AGAIN, cast="switched off"),
    *changes(f"{DUTIES}/network-leader", "network_leader.granted", _leads, ANYBODY),
    *changes(f"{DUTIES}/administrator", "administrator.granted", lines=NOT_AGAIN),
    *changes(f"{DUTIES}/{{duty_id}}/end", "duty.taken", lines=ANYBODY, cast="holders"),
    # Mail that was not sent.
    *reads(f"{HERE}/mail", "id subject state created_at attempts problem"),
    *changes(f"{MESSAGE}/send-again", "mail.to_send_again", lines=ANYBODY),
    # Complaints and notices.
    *reads(f"{HERE}/concerns", CONCERN_FIELDS),
    *reads(CONCERN, CONCERN_FIELDS, ANYBODY),
    *changes(f"{CONCERN}/acknowledge", "concern.acknowledged", lines=ANYBODY),
    *changes(f"{CONCERN}/close", "concern.closed", {"outcome": "It is put right"}, ANYBODY),
    # The audit trail.
    *reads(f"{HERE}/audit", "entries(number event actor subject occurred_at hash) total page pages head"),
    *reads(f"{HERE}/audit/check", "number hash breaks"),
    post(f"{HERE}/audit/export", ADMIN, "audit.exported"),
    # Mail domains.
    *reads(f"{HERE}/domains", DOMAIN_FIELDS),
    *changes(f"{HERE}/domains", "domain.added", {"domain": "northfield.nhs.uk"}),
    *reads(DOMAIN, f"{DOMAIN_FIELDS} accounts"),
    *changes(DOMAIN, "domain.changed", {"note": "For everybody"}),
    *reads(f"{DOMAIN}/remove", f"{DOMAIN_FIELDS} accounts"),
    *changes(f"{DOMAIN}/remove", "domain.removed"),
    # Vocabularies.
    *reads(TERMS, "kind title terms"),
    *reads(f"{TERMS}/{{kind}}", "name code href note aliases uses people"),
    *changes(f"{TERMS}/roles", "job_role.added", {"name": "Ward clerk"}),
    *changes(
        f"{TERMS}/roles/rename",
        "job_role.renamed",
        {"old_name": "Digital midwife", "new_name": "Lead digital midwife"},
    ),
    *reads(SUPPLIER, f"{TERM} others"),
    *changes(f"{SUPPLIER}/aliases", "supplier.alias_added", {"name": "First Supplier"}),
    *reads(PRODUCT, f"{TERM} others({TERM})"),
    *changes(f"{PRODUCT}/aliases", "product.alias_added", {"name": "First Product"}),
    *reads(f"{PRODUCT}/merge", PLAN, query="into={into}"),
    *changes(f"{PRODUCT}/merge", "product.took_over", _merges),
]
