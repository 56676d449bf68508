"""The calendar by an index: the days of what runs are read without the rows and their proofs"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP INDEX ix_deadline_open_case")
    op.execute(
        "CREATE INDEX ix_deadline_open_case ON deadline (case_id)"
        " INCLUDE (start_sequence, holder, rule_id, start_on, due_on, opens_on, remind_on,"
        " overdue_after, latest, id)"
        " WHERE ended_on IS NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_deadline_open_case")
    op.execute("CREATE INDEX ix_deadline_open_case ON deadline (case_id) WHERE ended_on IS NULL")
