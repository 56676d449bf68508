"""The whole procedure: codes to verify papers by, private notes of each side, what was last seen"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APP_ROLE = "bargaining_app"


def upgrade() -> None:
    _paper_code()
    _private_note()
    _case_seen()
    _pay_check()
    _case_refusal()
    _case_ends_and_moves()


def _paper_code() -> None:
    """Give every paper issued before its code too, as a column's first value.

    So the rows are not updated and their guard stays shut. Twelve random bytes of a UUID, each
    cut to the 32 signs of the code; the bytes 6 and 8 are not wholly random and are left out.
    """
    op.execute(
        """
        CREATE FUNCTION fresh_paper_code() RETURNS varchar LANGUAGE plpgsql VOLATILE AS $$
        DECLARE
            drawn bytea := decode(replace(gen_random_uuid()::text, '-', ''), 'hex');
            place integer;
            code varchar := '';
        BEGIN
            FOREACH place IN ARRAY ARRAY[0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13] LOOP
                code := code || substr(
                    '0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(drawn, place) & 31) + 1, 1
                );
            END LOOP;
            RETURN code;
        END $$
        """
    )
    op.add_column(
        "issued_paper",
        sa.Column(
            "code",
            sa.String(length=12),
            nullable=False,
            server_default=sa.text("fresh_paper_code()"),
        ),
    )
    op.alter_column("issued_paper", "code", server_default=None)
    op.execute("DROP FUNCTION fresh_paper_code()")
    op.create_unique_constraint(op.f("uq_issued_paper_code"), "issued_paper", ["code"])


def _private_note() -> None:
    op.create_table(
        "private_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("author_user_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_private_note_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_user_id"], ["user_account.id"], name=op.f("fk_private_note_author_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_note")),
    )
    op.create_index(op.f("ix_private_note_case_id"), "private_note", ["case_id"], unique=False)
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON private_note FROM {APP_ROLE}")
    op.execute(
        "CREATE TRIGGER private_note_append_only BEFORE UPDATE OR DELETE ON private_note"
        " FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )
    op.execute(
        "CREATE TRIGGER private_note_no_truncate BEFORE TRUNCATE ON private_note"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )


def _case_seen() -> None:
    op.create_table(
        "case_seen",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_case_seen_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_case_seen_case_id")
        ),
        sa.PrimaryKeyConstraint("user_id", "case_id", name=op.f("pk_case_seen")),
    )


def _case_refusal() -> None:
    """Nobody has confirmed a refusal before: every case begins with none."""
    op.add_column(
        "bargaining_case",
        sa.Column("refusal", sa.String(length=10), server_default="", nullable=False),
    )
    op.alter_column("bargaining_case", "refusal", server_default=None)


def _case_ends_and_moves() -> None:
    op.add_column("bargaining_case", sa.Column("terminated_on", sa.Date(), nullable=True))
    op.add_column("bargaining_case", sa.Column("moved_on", sa.Date(), nullable=True))
    op.add_column(
        "bargaining_case",
        sa.Column("term_before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )
    op.create_index(
        "ix_bargaining_case_moved_on",
        "bargaining_case",
        ["moved_on"],
        unique=False,
        postgresql_where=sa.text("moved_on IS NOT NULL"),
    )


def _pay_check() -> None:
    op.create_table(
        "pay_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paid_month", sa.Date(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("wages_version", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_pay_check_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_hash"], ["stored_file.hash"], name=op.f("fk_pay_check_file_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_check")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_pay_check_case_id_number")),
    )
    op.create_index(op.f("ix_pay_check_case_id"), "pay_check", ["case_id"], unique=False)
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON pay_check FROM {APP_ROLE}")
    op.execute(
        "CREATE TRIGGER pay_check_append_only BEFORE UPDATE OR DELETE ON pay_check"
        " FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )
    op.execute(
        "CREATE TRIGGER pay_check_no_truncate BEFORE TRUNCATE ON pay_check"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )


def downgrade() -> None:
    op.drop_index(
        "ix_bargaining_case_moved_on",
        table_name="bargaining_case",
        postgresql_where=sa.text("moved_on IS NOT NULL"),
    )
    op.drop_column("bargaining_case", "term_before")
    op.drop_column("bargaining_case", "moved_on")
    op.drop_column("bargaining_case", "terminated_on")
    op.drop_column("bargaining_case", "refusal")
    op.drop_index(op.f("ix_pay_check_case_id"), table_name="pay_check")
    op.drop_table("pay_check")
    op.drop_table("case_seen")
    op.drop_index(op.f("ix_private_note_case_id"), table_name="private_note")
    op.drop_table("private_note")
    op.drop_constraint(op.f("uq_issued_paper_code"), "issued_paper", type_="unique")
    op.drop_column("issued_paper", "code")
