"""Search: the full-text index of lessons, and the searches that people keep."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SQLITE = (
    "create virtual table lesson_words using fts5(title, body, tokenize = 'porter unicode61 remove_diacritics 2')",
    "create virtual table lesson_words_vocabulary using fts5vocab('lesson_words', 'row')",
    "create trigger lesson_words_go_with_it after delete on lesson_document"
    " begin delete from lesson_words where rowid = old.number; end",
)
_POSTGRESQL = (
    "create table lesson_words (number integer primary key references lesson_document (number) on delete cascade,"
    " title tsvector not null, body tsvector not null)",
    "create index ix_lesson_words on lesson_words using gin (title, body)",
)
_SECURE_DELETE = (3, 42)  # the SQLite since which FTS5 overwrites what is deleted


def upgrade() -> None:
    """Move the schema forward."""
    op.drop_index("ix_lesson_shown", table_name="lesson")
    op.create_index(
        "ix_lesson_audience",
        "lesson",
        ["id", "state", "candour", "organisation_id", "taken_down_at"],
        unique=False,
    )
    op.create_table(
        "lesson_document",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_document_lesson_id_lesson"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lesson_document")),
        sa.UniqueConstraint("lesson_id", name=op.f("uq_lesson_document_lesson_id")),
    )
    op.create_index(op.f("ix_lesson_document_change"), "lesson_document", ["change"], unique=False)
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("seen_number", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_search_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("person_id", "query", name=op.f("uq_saved_search_person_id_query")),
    )
    op.create_index(op.f("ix_saved_search_person_id"), "saved_search", ["person_id"], unique=False)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        op.execute(statement)
    if is_sqlite and _sqlite_version() >= _SECURE_DELETE:
        op.execute("insert into lesson_words (lesson_words, rank) values ('secure-delete', 1)")


def downgrade() -> None:
    """Move the schema back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop trigger lesson_words_go_with_it")
        op.execute("drop table lesson_words_vocabulary")
    op.execute("drop table lesson_words")
    op.drop_table("saved_search")
    op.drop_table("lesson_document")
    op.drop_index("ix_lesson_audience", table_name="lesson")
    op.create_index("ix_lesson_shown", "lesson", ["state", "candour", "published_at"], unique=False)


def _sqlite_version() -> tuple[int, ...]:
    version: str = op.get_bind().scalar(sa.text("select sqlite_version()"))
    return tuple(int(part) for part in version.split("."))
