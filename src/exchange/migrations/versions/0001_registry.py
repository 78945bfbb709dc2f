"""The registry: organisations, technologies, networks, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_occurred_at"), ["occurred_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "change_number",
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_change_number")),
    )
    op.create_table(
        "functional_area",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("capability", sa.String(length=150), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_functional_area")),
    )
    op.create_table(
        "job_role",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_role")),
    )
    op.create_table(
        "network",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network")),
        sa.UniqueConstraint("name", name=op.f("uq_network_name")),
    )
    op.create_table(
        "organisation_type",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_organisation_type")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "source",
        sa.Column("file", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("publisher", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("published_on", sa.String(length=10), nullable=False),
        sa.Column("licence", sa.String(length=80), nullable=False),
        sa.Column("caution", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_source")),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("name", name=op.f("uq_supplier_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_supplier_slug")),
    )
    op.create_table(
        "theme",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_theme")),
    )
    op.create_table(
        "icb",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_icb_region_code_region")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_icb")),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("slug", sa.String(length=250), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("functional_area_code", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["functional_area_code"],
            ["functional_area.code"],
            name=op.f("fk_product_functional_area_code_functional_area"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_product_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("slug", name=op.f("uq_product_slug")),
        sa.UniqueConstraint("supplier_id", "name", name=op.f("uq_product_supplier_id_name")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_product_functional_area_code"), ["functional_area_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_product_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "supplier_alias",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_alias_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_supplier_alias")),
    )
    with op.batch_alter_table("supplier_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_alias_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "icb_predecessor",
        sa.Column("icb_code", sa.String(), nullable=False),
        sa.Column("predecessor_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["icb_code"], ["icb.code"], name=op.f("fk_icb_predecessor_icb_code_icb")),
        sa.ForeignKeyConstraint(
            ["predecessor_code"], ["icb.code"], name=op.f("fk_icb_predecessor_predecessor_code_icb")
        ),
        sa.PrimaryKeyConstraint("icb_code", "predecessor_code", name=op.f("pk_icb_predecessor")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ods_code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("icb_code", sa.String(), nullable=True),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "listed", "participating", "closed", name="organisationstatus", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=True),
        sa.Column("staff_wte", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("successor_ods_code", sa.String(length=10), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "(latitude is null) = (longitude is null)", name=op.f("ck_organisation_both_coordinates_or_none")
        ),
        sa.CheckConstraint("beds >= 0", name=op.f("ck_organisation_beds")),
        sa.CheckConstraint("latitude between -90 and 90", name=op.f("ck_organisation_latitude")),
        sa.CheckConstraint("longitude between -180 and 180", name=op.f("ck_organisation_longitude")),
        sa.CheckConstraint("staff_wte >= 0", name=op.f("ck_organisation_staff_wte")),
        sa.ForeignKeyConstraint(["icb_code"], ["icb.code"], name=op.f("fk_organisation_icb_code_icb")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_organisation_region_code_region")
        ),
        sa.ForeignKeyConstraint(
            ["type"], ["organisation_type.name"], name=op.f("fk_organisation_type_organisation_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("ods_code", name=op.f("uq_organisation_ods_code")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_icb_code"), ["icb_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_region_code"), ["region_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_status"), ["status"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_organisation_successor_ods_code"), ["successor_ods_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_organisation_type"), ["type"], unique=False)

    op.create_table(
        "product_alias",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_alias_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_alias")),
        sa.UniqueConstraint("product_id", "name", name=op.f("uq_product_alias_product_id_name")),
    )
    with op.batch_alter_table("product_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_alias_name"), ["name"], unique=False)

    op.create_table(
        "deployment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("functional_area_code", sa.String(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "exploring",
                "procuring",
                "implementing",
                "live",
                "replacing",
                "retired",
                name="stage",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.String(length=10), nullable=False),
        sa.Column("live_on", sa.String(length=10), nullable=False),
        sa.Column("retired_on", sa.String(length=10), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("source_date", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "product_id is null or supplier_id is not null", name=op.f("ck_deployment_product_has_supplier")
        ),
        sa.ForeignKeyConstraint(
            ["functional_area_code"],
            ["functional_area.code"],
            name=op.f("fk_deployment_functional_area_code_functional_area"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_deployment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_deployment_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_deployment_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
        sa.UniqueConstraint(
            "organisation_id",
            "functional_area_code",
            "supplier_id",
            "product_id",
            name=op.f("uq_deployment_organisation_id_functional_area_code_supplier_id_product_id"),
        ),
    )
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deployment_functional_area_code"), ["functional_area_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_deployment_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deployment_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deployment_stage"), ["stage"], unique=False)
        batch_op.create_index(batch_op.f("ix_deployment_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "maturity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("care_setting", sa.String(length=40), nullable=False),
        sa.Column("well_led", sa.Float(), nullable=False),
        sa.Column("smart_foundations", sa.Float(), nullable=False),
        sa.Column("safe_practice", sa.Float(), nullable=False),
        sa.Column("support_people", sa.Float(), nullable=False),
        sa.Column("empower_citizens", sa.Float(), nullable=False),
        sa.Column("improve_care", sa.Float(), nullable=False),
        sa.Column("healthy_populations", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_maturity_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maturity")),
        sa.UniqueConstraint(
            "organisation_id", "care_setting", name=op.f("uq_maturity_organisation_id_care_setting")
        ),
    )
    op.create_table(
        "network_member",
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("source_date", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_network_member_network_id_network")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_network_member_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("network_id", "organisation_id", name=op.f("pk_network_member")),
    )
    with op.batch_alter_table("network_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_network_member_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "organisation_theme",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("theme_code", sa.String(), nullable=False),
        sa.Column("horizon", sa.String(length=40), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("source_date", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_theme_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["theme_code"], ["theme.code"], name=op.f("fk_organisation_theme_theme_code_theme")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "theme_code", name=op.f("pk_organisation_theme")),
    )
    op.create_table(
        "other_name",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("former name", "abbreviation", name="othernamekind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("source_date", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_other_name_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_name")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_other_name_organisation_id_name")),
    )


def downgrade() -> None:
    """Move the schema back."""
    op.drop_table("other_name")
    op.drop_table("organisation_theme")
    with op.batch_alter_table("network_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_network_member_organisation_id"))

    op.drop_table("network_member")
    op.drop_table("maturity")
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deployment_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_deployment_stage"))
        batch_op.drop_index(batch_op.f("ix_deployment_product_id"))
        batch_op.drop_index(batch_op.f("ix_deployment_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_deployment_functional_area_code"))

    op.drop_table("deployment")
    with op.batch_alter_table("product_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_alias_name"))

    op.drop_table("product_alias")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_type"))
        batch_op.drop_index(batch_op.f("ix_organisation_successor_ods_code"))
        batch_op.drop_index(batch_op.f("ix_organisation_status"))
        batch_op.drop_index(batch_op.f("ix_organisation_region_code"))
        batch_op.drop_index(batch_op.f("ix_organisation_name"))
        batch_op.drop_index(batch_op.f("ix_organisation_icb_code"))

    op.drop_table("organisation")
    op.drop_table("icb_predecessor")
    with op.batch_alter_table("supplier_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplier_alias_supplier_id"))

    op.drop_table("supplier_alias")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_product_name"))
        batch_op.drop_index(batch_op.f("ix_product_functional_area_code"))

    op.drop_table("product")
    op.drop_table("icb")
    op.drop_table("theme")
    op.drop_table("supplier")
    op.drop_table("source")
    op.drop_table("region")
    op.drop_table("organisation_type")
    op.drop_table("network")
    op.drop_table("job_role")
    op.drop_table("functional_area")
    op.drop_table("change_number")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_occurred_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_event"))

    op.drop_table("audit_entry")
