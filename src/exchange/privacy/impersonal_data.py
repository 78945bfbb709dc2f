"""The tables that say nothing about people, column by column: the other half of the map of personal data."""

_COLUMNS = {
    "audit_head": "id number hash",
    "change_number": "topic number",
    "email_domain": "domain covers_subdomains organisation_id note",
    "functional_area": "code name short_name capability",
    "icb": "code name region_code valid_from valid_to",
    "icb_membership": "id organisation_id icb_code valid_to",
    "icb_predecessor": "icb_code predecessor_code",
    "job_role": "name description",
    "lesson_area": "lesson_id functional_area_code",
    "lesson_attachment": "id lesson_id name media_type size content added_at",
    "lesson_document": "number lesson_id change",
    "lesson_link": "lesson_id position url title",
    "lesson_system": "id lesson_id supplier_id product_id",
    "lesson_theme": "lesson_id theme_code",
    "matching_epoch": "id registry_change begun_at content",
    "maturity": "id organisation_id care_setting well_led smart_foundations safe_practice support_people"
    " empower_citizens improve_care healthy_populations",
    "network": "id name kind",
    "network_member": "network_id organisation_id source_url source_date",
    "organisation": "id ods_code name type postcode icb_code region_code status website beds staff_wte"
    " opened_on closed_on successor_ods_code latitude longitude shows_contracts",
    "organisation_theme": "organisation_id theme_code horizon source_url source_date",
    "organisation_type": "name description",
    "other_name": "id organisation_id name kind source_url source_date",
    "product": "id name slug supplier_id functional_area_code",
    "product_alias": "id product_id name",
    # Counts are kept under a hash of what they count, for two days.
    "rate_count": "key window_start count",
    "region": "code name",
    "signing_key": "id secret",
    "source": "file title publisher url published_on licence caution",
    "supplier": "id name slug website",
    "supplier_alias": "name supplier_id",
    "supplier_reply": "id lesson_id supplier_id text received_on",
    "theme": "code name kind status",
}
IMPERSONAL: dict[str, frozenset[str]] = {
    table: frozenset(columns.split()) for table, columns in _COLUMNS.items()
}
