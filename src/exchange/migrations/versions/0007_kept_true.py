"""How the registry is kept true: who confirmed what, every change, imports, errors, mergers, asks."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NEW_TABLES = (
    "supplier_ask_backing",
    "supplier_ask",
    "still_true_question",
    "error_report",
    "deployment_change",
    "deployment_import",
    "icb_membership",
    "organisation_merger",
    "product_proposal",
)


def upgrade() -> None:
    """Move the schema forward."""
    _extend_registry()
    _add_history()
    _add_questions()
    _add_succession()


def _extend_registry() -> None:
    op.create_table(
        "product_proposal",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_product_proposal_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_product_proposal_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_proposal_product_id_product")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_proposal")),
    )
    op.create_index(op.f("ix_product_proposal_organisation_id"), "product_proposal", ["organisation_id"])
    op.create_index(op.f("ix_product_proposal_person_id"), "product_proposal", ["person_id"])

    with op.batch_alter_table("deployment") as batch_op:
        batch_op.add_column(sa.Column("confirmed_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("was_confirmed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("owner_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("product_version", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("modules", sa.String(length=500), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("contract_from", sa.String(length=7), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("contract_to", sa.String(length=7), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index(batch_op.f("ix_deployment_confirmed_by_id"), ["confirmed_by_id"])
        batch_op.create_index(batch_op.f("ix_deployment_confirmed_on"), ["confirmed_on"])
        batch_op.create_index(batch_op.f("ix_deployment_owner_id"), ["owner_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_deployment_confirmed_by_id_person"), "person", ["confirmed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_deployment_owner_id_person"), "person", ["owner_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_deployment_confirmed_or_lapsed"),
            "confirmed_on is null or was_confirmed_on is null",
        )

    op.add_column(
        "organisation", sa.Column("shows_contracts", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def _add_history() -> None:
    op.create_table(
        "deployment_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "checking",
                "checked",
                "writing",
                "written",
                "undone",
                "failed",
                name="importstate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rows_done between 0 and rows", name=op.f("ck_deployment_import_rows_done")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_deployment_import_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_deployment_import_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment_import")),
    )
    op.create_index(op.f("ix_deployment_import_organisation_id"), "deployment_import", ["organisation_id"])
    op.create_index(op.f("ix_deployment_import_person_id"), "deployment_import", ["person_id"])
    op.create_index(op.f("ix_deployment_import_state"), "deployment_import", ["state"])

    op.create_table(
        "deployment_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "added",
                "confirmed",
                "corrected",
                "removed",
                "lapsed",
                "undone",
                "moved",
                name="changekind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["deployment_import.id"],
            name=op.f("fk_deployment_change_import_id_deployment_import"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_deployment_change_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_deployment_change_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["deployment_change.id"],
            name=op.f("fk_deployment_change_undoes_id_deployment_change"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment_change")),
    )
    op.create_index(op.f("ix_deployment_change_deployment_id"), "deployment_change", ["deployment_id"])
    op.create_index(op.f("ix_deployment_change_happened_at"), "deployment_change", ["happened_at"])
    op.create_index(op.f("ix_deployment_change_import_id"), "deployment_change", ["import_id"])
    op.create_index(op.f("ix_deployment_change_organisation_id"), "deployment_change", ["organisation_id"])
    op.create_index(op.f("ix_deployment_change_person_id"), "deployment_change", ["person_id"])
    op.create_index(op.f("ix_deployment_change_undoes_id"), "deployment_change", ["undoes_id"])


def _add_questions() -> None:
    op.create_table(
        "error_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "corrected", "right as it is", name="reportstate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at is null)", name=op.f("ck_error_report_answered_iff_dated")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_error_report_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_error_report_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["person.id"], name=op.f("fk_error_report_reporter_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_error_report")),
    )
    op.create_index(op.f("ix_error_report_answered_by_id"), "error_report", ["answered_by_id"])
    op.create_index(op.f("ix_error_report_deployment_id"), "error_report", ["deployment_id"])
    op.create_index(op.f("ix_error_report_organisation_id"), "error_report", ["organisation_id"])
    op.create_index(op.f("ix_error_report_reporter_id"), "error_report", ["reporter_id"])
    op.create_index(op.f("ix_error_report_state"), "error_report", ["state"])

    op.create_table(
        "still_true_question",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_still_true_question_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_still_true_question_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", name=op.f("pk_still_true_question")),
    )
    op.create_table(
        "supplier_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_supplier_ask_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supplier_ask_person_id_person")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_supplier_ask_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_ask")),
    )
    op.create_index(op.f("ix_supplier_ask_organisation_id"), "supplier_ask", ["organisation_id"])
    op.create_index(op.f("ix_supplier_ask_person_id"), "supplier_ask", ["person_id"])
    op.create_index(op.f("ix_supplier_ask_product_id"), "supplier_ask", ["product_id"])

    op.create_table(
        "supplier_ask_backing",
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("backed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ask_id"], ["supplier_ask.id"], name=op.f("fk_supplier_ask_backing_ask_id_supplier_ask")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_supplier_ask_backing_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_supplier_ask_backing_person_id_person")
        ),
        sa.PrimaryKeyConstraint("ask_id", "organisation_id", name=op.f("pk_supplier_ask_backing")),
    )
    op.create_index(op.f("ix_supplier_ask_backing_person_id"), "supplier_ask_backing", ["person_id"])


def _add_succession() -> None:
    op.create_table(
        "icb_membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("icb_code", sa.String(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["icb_code"], ["icb.code"], name=op.f("fk_icb_membership_icb_code_icb")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_icb_membership_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_icb_membership")),
    )
    op.create_index(op.f("ix_icb_membership_icb_code"), "icb_membership", ["icb_code"])
    op.create_index(op.f("ix_icb_membership_organisation_id"), "icb_membership", ["organisation_id"])

    op.create_table(
        "organisation_merger",
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("merged_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("carried_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["organisation.id"], name=op.f("fk_organisation_merger_gone_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["organisation.id"], name=op.f("fk_organisation_merger_into_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_organisation_merger_person_id_person")
        ),
        sa.PrimaryKeyConstraint("gone_id", name=op.f("pk_organisation_merger")),
    )
    op.create_index(op.f("ix_organisation_merger_into_id"), "organisation_merger", ["into_id"])
    op.create_index(op.f("ix_organisation_merger_person_id"), "organisation_merger", ["person_id"])


def downgrade() -> None:
    """Move the schema back."""
    op.drop_column("organisation", "shows_contracts")
    with op.batch_alter_table("deployment") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_deployment_confirmed_or_lapsed"), type_="check")
        for name in ("confirmed_by_id", "owner_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_deployment_{name}_person"), type_="foreignkey")
            batch_op.drop_index(batch_op.f(f"ix_deployment_{name}"))
            batch_op.drop_column(name)
        batch_op.drop_index(batch_op.f("ix_deployment_confirmed_on"))
        for name in (
            "was_confirmed_on",
            "product_version",
            "modules",
            "contract_from",
            "contract_to",
            "version",
        ):
            batch_op.drop_column(name)
    for name in _NEW_TABLES:
        op.drop_table(name)
