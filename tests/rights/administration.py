"""Rows of looking after the service: for administrators alone."""

from tests.rights.rows import ADMIN, Row, done

GONE = done(ADMIN, 204)
NOT_SELF = done(ADMIN, 409)
PAGES = "/administration"
VOCABULARIES = f"{PAGES}/vocabularies"
PERSON = f"{PAGES}/people/{{person_id}}"


def both(path: str, own: str = "200", event: str = "", others: str = "200") -> list[Row]:
    """Return the rows of a change by page and by API; "200" is for allowed."""
    pages, api = ({"200": page, "403": "403", "409": "409"} for page in ("303", "204"))
    return [
        Row("POST", path, done(ADMIN, int(pages[own])), done(ADMIN, int(pages[others])), event=event),
        Row("POST", f"/api/v1{path}", done(ADMIN, int(api[own])), done(ADMIN, int(api[others])), event=event),
    ]


def shown(path: str, fields: str, query: str = "") -> list[Row]:
    """Return the rows of a page and of its twin, whose answer has these keys."""
    twin = Row("GET", f"/api/v1{path}", ADMIN, query=query, fields=fields)
    return [Row("GET", path, ADMIN, query=query), twin]


ROWS = [
    *shown(
        f"{PAGES}",
        (
            "people switched_off memberships_asked duties_asked open_concerns "
            "overdue_concerns next_answer_by unsent_mail domains audit_entries"
        ),
    ),
    *shown(f"{PAGES}/people", "people total page pages"),
    *shown(
        f"{PERSON}",
        (
            "id name state is_demonstration joined_at paused_until ods_code organisation "
            "membership duties sessions passkeys single_sign_ons networks cannot_disable"
        ),
    ),
    *shown(f"{PAGES}/domains", "domain covers_subdomains ods_code organisation note"),
    *shown(f"{PAGES}/domains/{{domain}}", "domain covers_subdomains ods_code organisation note accounts"),
    *shown(
        f"{PAGES}/domains/{{domain}}/remove", "domain covers_subdomains ods_code organisation note accounts"
    ),
    *shown(f"{VOCABULARIES}", "kind title terms"),
    *shown(f"{VOCABULARIES}/{{kind}}", "name code href note aliases uses people"),
    *shown(f"{VOCABULARIES}/products/{{product_id}}", "id name slug supplier aliases uses people others"),
    *shown(
        f"{VOCABULARIES}/products/{{product_id}}/merge",
        "source target moved duplicates interests_moved interests_dropped aliases plan",
        query="into={into}",
    ),
    *shown(f"{VOCABULARIES}/suppliers/{{supplier_id}}", "id name slug supplier aliases uses people others"),
    *shown(f"{PAGES}/audit", "entries total page pages head"),
    *shown(f"{PAGES}/audit/check", "number hash breaks"),
    *shown(
        f"{PAGES}/concerns",
        (
            "id reference kind has_account about_path text received_at answer_by "
            "acknowledged_at closed_at outcome is_overdue"
        ),
    ),
    *shown(
        f"{PAGES}/concerns/{{reference}}",
        (
            "id reference kind has_account about_path text received_at answer_by "
            "acknowledged_at closed_at outcome is_overdue"
        ),
    ),
    *shown(f"{PAGES}/mail", "id subject state created_at attempts problem"),
    *shown(f"{PAGES}/settings", "name variable description value is_default"),
    Row("POST", f"{PAGES}/people", done(ADMIN, 422)),
    Row("POST", f"/api/v1{PAGES}/people", done(ADMIN, 422)),
    *both(f"{PERSON}/disable", own="403", event="person.disabled"),
    *both(f"{PERSON}/enable", own="409", others="409"),
    *both(f"{PERSON}/duties/administrator", own="409", event="administrator.granted"),
    *both(f"{PERSON}/duties/network-leader", event="network_leader.granted"),
    *both(f"{PERSON}/duties/{{duty_id}}/end", own="409", event="duty.taken"),
    *both(f"{PAGES}/domains", event="domain.added"),
    *both(f"{PAGES}/domains/{{domain}}", event="domain.changed"),
    *both(f"{PAGES}/domains/{{domain}}/remove", event="domain.removed"),
    *both(f"{VOCABULARIES}/roles", event="job_role.added"),
    *both(f"{VOCABULARIES}/roles/rename", event="job_role.renamed"),
    *both(f"{VOCABULARIES}/suppliers/{{supplier_id}}/aliases", event="supplier.alias_added"),
    *both(f"{VOCABULARIES}/products/{{product_id}}/aliases", event="product.alias_added"),
    *both(f"{VOCABULARIES}/products/{{product_id}}/merge", own="409", others="409"),
    *both(f"{PAGES}/concerns/{{reference}}/acknowledge", event="concern.acknowledged"),
    *both(f"{PAGES}/concerns/{{reference}}/close", event="concern.closed"),
    *both(f"{PAGES}/mail/{{message_id}}/send-again", event="mail.to_send_again"),
    Row("POST", f"{PAGES}/audit/export", ADMIN, event="audit.exported"),
]
