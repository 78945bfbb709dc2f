"""People: accounts, memberships, sign-in, mail, complaints, and an audit trail that is chained."""

import hashlib
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "erasure",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "rate_count",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("window_start", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_start", name=op.f("pk_rate_count")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "e-mail link",
                "passkey",
                "single sign-on",
                "invitation",
                "demonstration",
                name="method",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("verifier_hash", sa.String(length=64), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "used", name="attemptstate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_path", sa.String(length=500), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tries between 0 and 5", name=op.f("ck_sign_in_attempt_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_sign_in_attempt_link_hash")),
        sa.UniqueConstraint("verifier_hash", name=op.f("uq_sign_in_attempt_verifier_hash")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "disabled", "erased", name="personstate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("job_role", sa.String(), nullable=True),
        sa.Column("ask_me_about", sa.String(length=500), nullable=False),
        sa.Column("would_like_to_learn", sa.String(length=500), nullable=False),
        sa.Column("request_budget", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("cover_person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "audience",
            sa.Enum("signed-in NHS staff", "my organisation", name="audience", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'erased') = (email is null)", name=op.f("ck_person_erased_without_address")
        ),
        sa.CheckConstraint("state <> 'erased' or name = ''", name=op.f("ck_person_erased_without_name")),
        sa.CheckConstraint("request_budget between 0 and 20", name=op.f("ck_person_request_budget")),
        sa.ForeignKeyConstraint(
            ["cover_person_id"], ["person.id"], name=op.f("fk_person_cover_person_id_person")
        ),
        sa.ForeignKeyConstraint(["job_role"], ["job_role.name"], name=op.f("fk_person_job_role_job_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_cover_person_id"), ["cover_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_is_demonstration"), ["is_demonstration"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_job_role"), ["job_role"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_state"), ["state"], unique=False)

    op.create_table(
        "concern",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "data protection complaint",
                "takedown notice",
                name="concernkind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("about_path", sa.String(length=500), nullable=False),
        sa.Column("text", sa.String(length=5000), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=2000), nullable=False),
        sa.CheckConstraint(
            "(closed_at is null) = (outcome = '')", name=op.f("ck_concern_closed_with_outcome")
        ),
        sa.CheckConstraint(
            "closed_at is null or acknowledged_at is not null", name=op.f("ck_concern_acknowledged_first")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_concern_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("reference", name=op.f("uq_concern_reference")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_answer_by"), ["answer_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_person_id"), ["person_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)

    op.create_table(
        "identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_person_id"), ["person_id"], unique=False)

    op.create_table(
        "interest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("can help", "wants to learn", name="interestkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("functional_area_code", sa.String(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("theme_code", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(functional_area_code is not null and product_id is null and theme_code is null) or (functional_area_code is null and product_id is not null and theme_code is null) or (functional_area_code is null and product_id is null and theme_code is not null)",
            name=op.f("ck_interest_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["functional_area_code"],
            ["functional_area.code"],
            name=op.f("fk_interest_functional_area_code_functional_area"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interest_person_id_person")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_interest_product_id_product")),
        sa.ForeignKeyConstraint(["theme_code"], ["theme.code"], name=op.f("fk_interest_theme_code_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint(
            "person_id",
            "kind",
            "functional_area_code",
            name=op.f("uq_interest_person_id_kind_functional_area_code"),
        ),
        sa.UniqueConstraint(
            "person_id", "kind", "product_id", name=op.f("uq_interest_person_id_kind_product_id")
        ),
        sa.UniqueConstraint(
            "person_id", "kind", "theme_code", name=op.f("uq_interest_person_id_kind_theme_code")
        ),
    )
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interest_functional_area_code"), ["functional_area_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_interest_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interest_theme_code"), ["theme_code"], unique=False)

    op.create_table(
        "openid_attempt",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("code_verifier", sa.String(length=128), nullable=False),
        sa.Column("next_path", sa.String(length=500), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_openid_attempt_person_id_person")
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_openid_attempt")),
    )
    with op.batch_alter_table("openid_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_openid_attempt_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_openid_attempt_person_id"), ["person_id"], unique=False)

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "uncertain",
                "failed",
                name="messagestate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("copies_perhaps", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_outbox_message_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_message_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_message_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_state"), ["state"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "passkey_challenge",
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("next_path", sa.String(length=500), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_passkey_challenge_person_id_person")
        ),
        sa.PrimaryKeyConstraint("browser_hash", name=op.f("pk_passkey_challenge")),
    )
    with op.batch_alter_table("passkey_challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_challenge_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_passkey_challenge_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=True),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("must_rotate", sa.Boolean(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "e-mail link",
                "passkey",
                "single sign-on",
                "invitation",
                "demonstration",
                name="method",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_sign_in_session_previous_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "knowledge lead",
                "network leader",
                "administrator",
                name="dutykind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("network_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("asked", "held", "refused", "ended", name="dutystate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'knowledge lead') = (organisation_id is not null)", name=op.f("ck_duty_organisation")
        ),
        sa.CheckConstraint(
            "(kind = 'network leader') = (network_id is not null)", name=op.f("ck_duty_network")
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at is not null)", name=op.f("ck_duty_ended_iff_dated")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_duty_decided_by_person")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_duty_network_id_network")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_duty_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_duty_one_network",
            ["person_id", "network_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'network leader' and state in ('asked', 'held')"),
            postgresql_where=sa.text("kind = 'network leader' and state in ('asked', 'held')"),
        )
        batch_op.create_index(
            "uq_duty_one_organisation",
            ["person_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'knowledge lead' and state in ('asked', 'held')"),
            postgresql_where=sa.text("kind = 'knowledge lead' and state in ('asked', 'held')"),
        )
        batch_op.create_index(
            "uq_duty_one_service",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'administrator' and state in ('asked', 'held')"),
            postgresql_where=sa.text("kind = 'administrator' and state in ('asked', 'held')"),
        )

    op.create_table(
        "email_domain",
        sa.Column("domain", sa.String(length=120), nullable=False),
        sa.Column("covers_subdomains", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_email_domain_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_email_domain")),
    )
    with op.batch_alter_table("email_domain", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_email_domain_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked", "approved", "refused", "ended", name="membershipstate", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at is not null)", name=op.f("ck_membership_ended_iff_dated")
        ),
        sa.CheckConstraint(
            "state not in ('approved', 'refused') or decided_at is not null",
            name=op.f("ck_membership_decided"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_membership_decided_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_membership_one_at_a_time",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state in ('asked', 'approved')"),
            postgresql_where=sa.text("state in ('asked', 'approved')"),
        )

    _chain_audit_entries()


def _chain_audit_entries() -> None:
    """Number the entries there are in the order of time, and chain them by hashes as this release does."""
    connection = op.get_bind()
    columns = "event, actor, subject, occurred_at"
    entries = connection.execute(sa.text(f"select {columns} from audit_entry order by occurred_at, id")).all()
    moments = sa.DateTime(timezone=True)
    op.drop_table("audit_entry")
    table = op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("occurred_at", moments, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    for column in ("actor", "event", "occurred_at", "subject"):
        op.create_index(op.f(f"ix_audit_entry_{column}"), "audit_entry", [column])
    previous = ""
    for number, (event, actor, subject, occurred_at) in enumerate(entries, start=1):
        moment = _aware(occurred_at)
        words = (previous, str(number), event, actor, subject, moment.isoformat(timespec="microseconds"))
        previous = hashlib.sha256("\0".join(words).encode()).hexdigest()
        row = {"number": number, "event": event, "actor": actor, "subject": subject}
        connection.execute(table.insert().values(**row, occurred_at=moment, hash=previous))
    head = sa.table("audit_head", sa.column("id"), sa.column("number"), sa.column("hash"))
    connection.execute(head.insert().values(id=1, number=len(entries), hash=previous))


def _aware(moment: datetime | str) -> datetime:
    """Return the moment in UTC: SQLite gives text without a time zone."""
    known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return known.replace(tzinfo=UTC) if known.tzinfo is None else known.astimezone(UTC)


def downgrade() -> None:
    """Refuse: a database with people in it and a chained audit trail is restored from a backup instead."""
    raise RuntimeError("There is no way back from revision 0002: restore the backup that was made before it")
