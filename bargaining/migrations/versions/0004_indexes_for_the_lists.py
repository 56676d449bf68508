"""Indexes for the first screens and the list of what is still to be supplied"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_deadline_running ON deadline"
        " (case_id, start_sequence, holder, overdue_after, id)"
        " WHERE ended_on IS NULL AND overdue_after IS NOT NULL AND opens_on IS NULL"
    )
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_case_event_photos ON case_event (case_id)"
        " WHERE payload ? 'photos'"
    )
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_case_event_voiding ON case_event (case_id)"
        " WHERE voids <> '{}'"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_case_event_voiding")
    op.execute("DROP INDEX ix_case_event_photos")
    op.execute("DROP INDEX ix_deadline_running")
