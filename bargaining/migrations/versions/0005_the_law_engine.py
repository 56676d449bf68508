"""The law engine: changes of the law with what they re-date, agreed posts, further columns"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APP_ROLE = "bargaining_app"


def upgrade() -> None:
    op.add_column(
        "wage_post",
        sa.Column(
            "stated",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            server_default=sa.text("'{}'::jsonb"),
        ),
    )
    op.alter_column("wage_post", "stated", server_default=None)
    # What is recorded before this was loaded from the shipped law.
    op.add_column(
        "law_entry", sa.Column("seeded", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.alter_column("law_entry", "seeded", server_default=None)
    op.add_column("law_entry", sa.Column("retired_by", sa.String(length=80), nullable=True))
    _after_a_rollback()
    _law_change()
    _agreed_post()
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON redating FROM {APP_ROLE}")
    op.execute(
        "CREATE TRIGGER redating_append_only BEFORE UPDATE OR DELETE ON redating"
        " FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )
    op.execute(
        "CREATE TRIGGER redating_no_truncate BEFORE TRUNCATE ON redating"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )


def _after_a_rollback() -> None:
    """What people entered or took out before a rollback stays theirs: no edition undoes it.

    An entry of the shipped law bears the very moment of its loading.
    """
    op.execute(
        "UPDATE law_entry SET seeded = false"
        " WHERE EXISTS (SELECT FROM audit_entry WHERE event = 'law.load')"
        " AND NOT EXISTS (SELECT FROM audit_entry"
        " WHERE event IN ('law.load', 'law.upgrade') AND at = law_entry.recorded_at)"
    )
    op.execute(
        "UPDATE law_entry SET retired_by = '系统管理员' WHERE retired_at IS NOT NULL"
        " AND EXISTS (SELECT FROM audit_entry WHERE event = 'law.load')"
        " AND NOT EXISTS (SELECT FROM audit_entry"
        " WHERE event IN ('law.load', 'law.upgrade') AND at = law_entry.retired_at)"
    )


def _law_change() -> None:
    op.create_table(
        "law_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place_code", sa.String(length=9), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_change")),
    )
    op.create_table(
        "redating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("law_change_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(length=30), nullable=False),
        sa.Column("start_sequence", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["law_change_id"], ["law_change.id"], name=op.f("fk_redating_law_change_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_redating_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redating")),
        sa.UniqueConstraint(
            "law_change_id",
            "case_id",
            "rule_id",
            "start_sequence",
            name=op.f("uq_redating_law_change_id_case_id_rule_id_start_sequence"),
        ),
    )
    op.create_index("ix_redating_case_id", "redating", ["case_id"], unique=False)
    op.create_table(
        "law_change_seen",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("law_change_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_law_change_seen_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["law_change_id"], ["law_change.id"], name=op.f("fk_law_change_seen_law_change_id")
        ),
        sa.PrimaryKeyConstraint("user_id", "law_change_id", name=op.f("pk_law_change_seen")),
    )


def _agreed_post() -> None:
    op.create_table(
        "agreed_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("floor", sa.String(length=50), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("place_code", sa.String(length=9), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_agreed_post_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_post")),
    )
    op.create_index(op.f("ix_agreed_post_case_id"), "agreed_post", ["case_id"], unique=False)
    op.create_index(
        "ix_agreed_post_floor",
        "agreed_post",
        ["floor", "place_code", "last_year", "amount"],
        unique=False,
        postgresql_include=["last_on", "effective_on", "first_on", "case_id", "people"],
    )


def downgrade() -> None:
    op.drop_table("agreed_post")
    op.drop_table("law_change_seen")
    op.drop_table("redating")
    op.drop_table("law_change")
    op.drop_column("law_entry", "retired_by")
    op.drop_column("law_entry", "seeded")
    op.drop_column("wage_post", "stated")
