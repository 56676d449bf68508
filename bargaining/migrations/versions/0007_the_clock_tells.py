"""The clock tells people: reminders, ways out, calendars, what each job did"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("for_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ok", sa.Boolean(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_record")),
    )
    op.create_index("ix_job_record_of_job", "job_record", ["job", "id"], unique=False)
    op.create_index(op.f("ix_job_record_started_at"), "job_record", ["started_at"], unique=False)
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_calendar_feed_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_calendar_feed_user_id_role")),
    )
    op.create_table(
        "contact_way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_contact_way_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_way")),
        sa.UniqueConstraint("user_id", "channel", name=op.f("uq_contact_way_user_id_channel")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("for_on", sa.Date(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_delivery_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("key", name=op.f("uq_delivery_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_delivery_message_id")),
    )
    op.create_index("ix_delivery_ended_at", "delivery", ["ended_at"], unique=False)
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["state", "next_try_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_delivery_user_id"), "delivery", ["user_id"], unique=False)
    op.create_table(
        "reminder_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("timing", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_reminder_choice_hour_of_day")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_reminder_choice_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reminder_choice")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(length=30), nullable=False),
        sa.Column("start_sequence", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("about_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("law_change_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_reminder_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["law_change_id"], ["law_change.id"], name=op.f("fk_reminder_law_change_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_reminder_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "case_id",
            "rule_id",
            "start_sequence",
            "stage",
            "about_on",
            name="uq_reminder_told_once",
        ),
    )
    op.create_index(
        "ix_reminder_deadline", "reminder", ["case_id", "rule_id", "start_sequence"], unique=False
    )
    op.create_index(
        "ix_reminder_open",
        "reminder",
        ["user_id", "role", "told_on", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(op.f("ix_reminder_told_on"), "reminder", ["told_on"], unique=False)
    op.create_table(
        "delivery_item",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_item_delivery_id")
        ),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder.id"], name=op.f("fk_delivery_item_reminder_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "reminder_id", name=op.f("pk_delivery_item")),
    )
    op.create_index(
        op.f("ix_delivery_item_reminder_id"), "delivery_item", ["reminder_id"], unique=False
    )
    op.create_index(
        "ix_deadline_open_case",
        "deadline",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    # Who chairs these unions? Asked for every batch of the daily plan.
    op.create_index(op.f("ix_role_grant_union_id"), "role_grant", ["union_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_role_grant_union_id"), table_name="role_grant")
    op.drop_index(
        "ix_deadline_open_case", table_name="deadline", postgresql_where=sa.text("ended_on IS NULL")
    )
    op.drop_index(op.f("ix_delivery_item_reminder_id"), table_name="delivery_item")
    op.drop_table("delivery_item")
    op.drop_index(op.f("ix_reminder_told_on"), table_name="reminder")
    op.drop_index(
        "ix_reminder_open", table_name="reminder", postgresql_where=sa.text("done_at IS NULL")
    )
    op.drop_index("ix_reminder_deadline", table_name="reminder")
    op.drop_table("reminder")
    op.drop_table("reminder_choice")
    op.drop_index(op.f("ix_delivery_user_id"), table_name="delivery")
    op.drop_index(
        "ix_delivery_open", table_name="delivery", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_index("ix_delivery_ended_at", table_name="delivery")
    op.drop_table("delivery")
    op.drop_table("contact_way")
    op.drop_table("calendar_feed")
    op.drop_index(op.f("ix_job_record_started_at"), table_name="job_record")
    op.drop_index("ix_job_record_of_job", table_name="job_record")
    op.drop_table("job_record")
