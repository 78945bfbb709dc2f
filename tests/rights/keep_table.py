"""Rows of keeping an organisation's systems true, and of products that people have named."""

from typing import Any

from tests.rights.rows import ADMIN, Row, Sent, get, instead, post

#          visitor newcomer staff lead leader admin disabled
MEMBERS = "401 403 200 200 200 200 401"
KEEPERS = "401 403 403 200 403 200 401"

# An organisation is public, so whoever may not look at its list from inside is told so.
SEES = (MEMBERS, MEMBERS, ADMIN, ADMIN)
# Everybody owns an entry of their own in this world; those of others are for the lead.
CHANGES = (MEMBERS, KEEPERS, ADMIN, ADMIN)
KEEPS = (KEEPERS, KEEPERS, ADMIN, ADMIN)
ANYBODY = 4 * (ADMIN,)

LIST = "/organisations/{ods_code}/systems"
ENTRY = f"{LIST}/{{deployment_id}}"
UNDO = f"{LIST}/changes/{{change_id}}/undo"
PROPOSALS = "/administration/proposals"
ENTRY_FIELDS = (
    "id version name area_code area supplier product is_proposed stage since started_on live_on retired_on"
    " product_version modules note contract_from contract_to standing confirmed_on confirmed_by owner_id"
    " owner source_label source_url source can_change is_asked undo_id"
)
REGISTER = (
    f"ods_code organisation href entries({ENTRY_FIELDS}) removed waiting can_add is_closed shows_contracts"
)
CHOICES = "choices(systems areas(key name) colleagues(id name) suppliers)"
KEPT = f"ods_code organisation href shows_contracts entry {CHOICES}"
HISTORY = "ods_code organisation href page pages changes(id kind name words who happened_at fields can_undo)"
SEEN = {"version": 1}
SYSTEM = {"system": "Product two by Supplier One", "functional_area": "keeping", "stage": "live"}
PROPOSAL = "product_id name supplier href merge_href organisation proposed_at uses alike"


def _ticks(world: Any, actor: str, relation: str) -> dict[str, Any]:
    id = world.belongings[world.person(actor, relation).id].parts["deployment_id"]
    return {"entries": [f"{id}:1"]}


def _changes(path: str, lines: Any, event: str, sent: Sent | None = None) -> list[Row]:
    return [
        post(path, instead(lines, 303), event, sent),
        post(f"/api/v1{path}", instead(lines, 204), event, sent),
    ]


ROWS = [
    get(LIST, SEES),
    get(f"/api/v1{LIST}", SEES, REGISTER),
    get(f"{LIST}/history", SEES),
    get(f"/api/v1{LIST}/history", SEES, HISTORY),
    get(f"{LIST}/new", KEEPS),
    get(f"/api/v1{LIST}/new", KEEPS, KEPT),
    post(f"{LIST}/new", instead(KEEPS, 303), "deployment.added", SYSTEM),
    post(f"/api/v1{LIST}", instead(KEEPS, 201), "deployment.added", SYSTEM, fields=KEPT),
    post(f"{LIST}/confirm", instead(CHANGES, 303), "deployment.confirmed", _ticks),
    post(f"/api/v1{LIST}/confirm", CHANGES, "deployment.confirmed", _ticks, fields="confirmed left"),
    *_changes(f"{LIST}/contracts", KEEPS, "organisation.contracts_shown", {"shows": True}),
    *_changes(UNDO, CHANGES, "deployment.undone"),
    get(ENTRY, CHANGES),
    get(f"/api/v1{ENTRY}", CHANGES, KEPT),
    post(ENTRY, instead(CHANGES, 303), "deployment.corrected", {**SYSTEM, **SEEN}),
    Row(
        method="PUT",
        route=f"/api/v1{ENTRY}",
        lines=instead(CHANGES, 204),
        event="deployment.corrected",
        sent={**SYSTEM, **SEEN},
    ),
    *_changes(f"{ENTRY}/confirm", CHANGES, "deployment.confirmed", SEEN),
    *_changes(f"{ENTRY}/remove", CHANGES, "deployment.removed", SEEN),
    get(PROPOSALS, ADMIN),
    get(f"/api/v1{PROPOSALS}", ADMIN, PROPOSAL),
    *_changes(
        f"{PROPOSALS}/{{proposal_id}}/accept",
        ANYBODY,
        "product.accepted",
        {"name": "Proposed", "supplier": "Supplier One"},
    ),
]
