"""Lessons: their text, subjects, versions, uses and files; and the secret that links are signed with."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    signing_key = op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    op.bulk_insert(signing_key, [{"id": 1, "secret": secrets.token_urlsafe(32)}])
    op.create_table(
        "lesson",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("contact_person_id", sa.Uuid(), nullable=True),
        sa.Column("contact_role", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("context", sa.String(length=1000), nullable=False),
        sa.Column("what_we_did", sa.String(length=6000), nullable=False),
        sa.Column("what_happened", sa.String(length=6000), nullable=False),
        sa.Column("do_differently", sa.String(length=6000), nullable=False),
        sa.Column("ask_us_about", sa.String(length=1000), nullable=False),
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
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum("worked", "mixed", "did not work", name="outcome", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("happened_on", sa.String(length=10), nullable=False),
        sa.Column(
            "candour",
            sa.Enum(
                "public", "NHS staff", "my networks", "relay", name="candour", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("is_blueprint", sa.Boolean(), nullable=False),
        sa.Column("preconditions", sa.String(length=6000), nullable=False),
        sa.Column("steps", sa.String(length=6000), nullable=False),
        sa.Column("artefacts", sa.String(length=6000), nullable=False),
        sa.Column("adapted_from_id", sa.Uuid(), nullable=True),
        sa.Column("what_we_changed", sa.String(length=6000), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("source_title", sa.String(length=300), nullable=False),
        sa.Column("publisher", sa.String(length=120), nullable=False),
        sa.Column("source_date", sa.String(length=10), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "published",
                "needs checking",
                "archived",
                name="lessonstate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "check_reason",
            sa.Enum(
                "age",
                "product retired or replaced",
                "contact left",
                "contradicted by a use",
                name="checkreason",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("takedown_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'needs checking') = (check_reason is not null)",
            name=op.f("ck_lesson_checking_has_a_reason"),
        ),
        sa.CheckConstraint(
            "(taken_down_at is null) = (takedown_reason = '')",
            name=op.f("ck_lesson_taken_down_with_a_reason"),
        ),
        sa.CheckConstraint(
            "contact_person_id is not null or contact_role <> ''", name=op.f("ck_lesson_always_a_contact")
        ),
        sa.CheckConstraint("state = 'draft' or title <> ''", name=op.f("ck_lesson_titled")),
        sa.CheckConstraint(
            "state not in ('published', 'needs checking', 'archived') or published_at is not null",
            name=op.f("ck_lesson_published_is_dated"),
        ),
        sa.ForeignKeyConstraint(
            ["adapted_from_id"], ["lesson.id"], name=op.f("fk_lesson_adapted_from_id_lesson")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_lesson_author_id_person")),
        sa.ForeignKeyConstraint(
            ["contact_person_id"], ["person.id"], name=op.f("fk_lesson_contact_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_lesson_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("slug", name=op.f("uq_lesson_slug")),
    )
    op.create_index(op.f("ix_lesson_adapted_from_id"), "lesson", ["adapted_from_id"], unique=False)
    op.create_index(op.f("ix_lesson_author_id"), "lesson", ["author_id"], unique=False)
    op.create_index(op.f("ix_lesson_contact_person_id"), "lesson", ["contact_person_id"], unique=False)
    op.create_index(op.f("ix_lesson_organisation_id"), "lesson", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_lesson_outcome"), "lesson", ["outcome"], unique=False)
    op.create_index(op.f("ix_lesson_shown"), "lesson", ["state", "candour", "published_at"], unique=False)
    op.create_index(op.f("ix_lesson_stage"), "lesson", ["stage"], unique=False)

    op.create_table(
        "false_alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_false_alarm_lesson_id_lesson")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_false_alarm_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_false_alarm")),
    )
    op.create_index(op.f("ix_false_alarm_lesson_id"), "false_alarm", ["lesson_id"], unique=False)
    op.create_index(op.f("ix_false_alarm_person_id"), "false_alarm", ["person_id"], unique=False)

    op.create_table(
        "lesson_area",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("functional_area_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["functional_area_code"],
            ["functional_area.code"],
            name=op.f("fk_lesson_area_functional_area_code_functional_area"),
        ),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_area_lesson_id_lesson")),
        sa.PrimaryKeyConstraint("lesson_id", "functional_area_code", name=op.f("pk_lesson_area")),
    )
    op.create_index(
        op.f("ix_lesson_area_functional_area_code"), "lesson_area", ["functional_area_code"], unique=False
    )

    op.create_table(
        "lesson_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_attachment_lesson_id_lesson")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_attachment")),
    )
    op.create_index(op.f("ix_lesson_attachment_lesson_id"), "lesson_attachment", ["lesson_id"], unique=False)

    op.create_table(
        "lesson_link",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_link_lesson_id_lesson")),
        sa.PrimaryKeyConstraint("lesson_id", "position", name=op.f("pk_lesson_link")),
    )
    op.create_table(
        "lesson_system",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_system_lesson_id_lesson")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_lesson_system_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_lesson_system_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_system")),
        sa.UniqueConstraint(
            "lesson_id",
            "supplier_id",
            "product_id",
            name=op.f("uq_lesson_system_lesson_id_supplier_id_product_id"),
        ),
    )
    op.create_index(op.f("ix_lesson_system_lesson_id"), "lesson_system", ["lesson_id"], unique=False)
    op.create_index(op.f("ix_lesson_system_product_id"), "lesson_system", ["product_id"], unique=False)
    op.create_index(op.f("ix_lesson_system_supplier_id"), "lesson_system", ["supplier_id"], unique=False)

    op.create_table(
        "lesson_theme",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("theme_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_theme_lesson_id_lesson")),
        sa.ForeignKeyConstraint(
            ["theme_code"], ["theme.code"], name=op.f("fk_lesson_theme_theme_code_theme")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "theme_code", name=op.f("pk_lesson_theme")),
    )
    op.create_index(op.f("ix_lesson_theme_theme_code"), "lesson_theme", ["theme_code"], unique=False)

    op.create_table(
        "lesson_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "used",
                "adapted",
                "tried, did not work",
                "not for us",
                name="usekind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("what_was_different", sa.String(length=1000), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_use_lesson_id_lesson")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_lesson_use_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lesson_use_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_use")),
        sa.UniqueConstraint(
            "lesson_id", "organisation_id", name=op.f("uq_lesson_use_lesson_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_lesson_use_lesson_id"), "lesson_use", ["lesson_id"], unique=False)
    op.create_index(op.f("ix_lesson_use_organisation_id"), "lesson_use", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_lesson_use_person_id"), "lesson_use", ["person_id"], unique=False)

    op.create_table(
        "lesson_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_version_lesson_id_lesson")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lesson_version_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_version")),
        sa.UniqueConstraint("lesson_id", "number", name=op.f("uq_lesson_version_lesson_id_number")),
    )
    op.create_index(op.f("ix_lesson_version_lesson_id"), "lesson_version", ["lesson_id"], unique=False)
    op.create_index(op.f("ix_lesson_version_person_id"), "lesson_version", ["person_id"], unique=False)

    op.create_table(
        "supplier_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=6000), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_supplier_reply_lesson_id_lesson")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_reply_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_reply")),
    )
    op.create_index(op.f("ix_supplier_reply_lesson_id"), "supplier_reply", ["lesson_id"], unique=False)
    op.create_index(op.f("ix_supplier_reply_supplier_id"), "supplier_reply", ["supplier_id"], unique=False)


def downgrade() -> None:
    """Move the schema back."""
    op.drop_table("supplier_reply")
    op.drop_table("lesson_version")
    op.drop_table("lesson_use")
    op.drop_table("lesson_theme")
    op.drop_table("lesson_system")
    op.drop_table("lesson_link")
    op.drop_table("lesson_attachment")
    op.drop_table("lesson_area")
    op.drop_table("false_alarm")
    op.drop_table("lesson")
    op.drop_table("signing_key")
