"""Three people's day: dispatches, targets, photographs, long jobs, handing over, drafts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# No one rewrites these: the role has no right to, and the trigger of the first migration refuses.
APPEND_ONLY = ("wage_opening", "enterprise_contact", "handover")
APP_ROLE = "bargaining_app"


def _append_only() -> None:
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP_ROLE}")
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
        )


def upgrade() -> None:
    op.create_table(
        "coverage_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_code", sa.String(length=9), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.String(length=30), nullable=False),
        sa.Column("numerator", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rate", sa.Numeric(precision=12, scale=6), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("set_by_name", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rate > 0 AND rate <= 1", name=op.f("ck_coverage_target_rate_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["place_code"], ["place.code"], name=op.f("fk_coverage_target_place_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_target")),
        sa.UniqueConstraint(
            "place_code",
            "year",
            "denominator",
            "numerator",
            "kind",
            name=op.f("uq_coverage_target_place_code_year_denominator_numerator_kind"),
        ),
    )
    op.create_table(
        "form_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_form_draft_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft")),
        sa.UniqueConstraint("user_id", "form", name=op.f("uq_form_draft_user_id_form")),
    )
    op.create_index(op.f("ix_form_draft_saved_at"), "form_draft", ["saved_at"], unique=False)
    op.create_table(
        "long_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("asked", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=400), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result_hash", sa.String(length=64), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "done >= 0 AND done <= total", name=op.f("ck_long_job_done_within_total")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_long_job_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_long_job")),
    )
    op.create_index("ix_long_job_user_asked", "long_job", ["user_id", "asked_at"], unique=False)
    op.create_table(
        "office_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("set_by_name", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_code"], ["place.code"], name=op.f("fk_office_setting_place_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_setting")),
        sa.UniqueConstraint("place_code", "name", name=op.f("uq_office_setting_place_code_name")),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=False),
        sa.Column("from_user_id", sa.Integer(), nullable=True),
        sa.Column("from_name", sa.String(length=80), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("to_name", sa.String(length=80), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("contents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_user_id"], ["user_account.id"], name=op.f("fk_handover_from_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["user_account.id"], name=op.f("fk_handover_to_user_id")
        ),
        sa.ForeignKeyConstraint(["union_id"], ["union_body.id"], name=op.f("fk_handover_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_union_id"), "handover", ["union_id"], unique=False)
    op.create_table(
        "enterprise_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("with_whom", sa.String(length=80), nullable=False),
        sa.Column("result", sa.String(length=1000), nullable=False),
        sa.Column("next_step", sa.String(length=400), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_contact_enterprise_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_contact")),
    )
    op.create_index(
        op.f("ix_enterprise_contact_enterprise_id"),
        "enterprise_contact",
        ["enterprise_id"],
        unique=False,
    )
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_by_name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_reason", sa.String(length=400), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=400), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= sent_on", name=op.f("ck_dispatch_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_dispatch_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_dispatch_enterprise_id")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["dispatch.id"], name=op.f("fk_dispatch_follows_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["user_account.id"], name=op.f("fk_dispatch_sent_by_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_dispatch_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    op.create_index(op.f("ix_dispatch_case_id"), "dispatch", ["case_id"], unique=False)
    op.create_index(op.f("ix_dispatch_enterprise_id"), "dispatch", ["enterprise_id"], unique=False)
    op.create_index("ix_dispatch_user_state", "dispatch", ["user_id", "state"], unique=False)
    op.create_table(
        "photo_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_photo_link_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_photo_link_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_photo_link_token_hash")),
    )
    op.create_index(op.f("ix_photo_link_case_id"), "photo_link", ["case_id"], unique=False)
    op.create_index(op.f("ix_photo_link_user_id"), "photo_link", ["user_id"], unique=False)
    op.create_table(
        "wage_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_wage_opening_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_wage_opening_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wage_opening")),
    )
    op.create_index(op.f("ix_wage_opening_case_id"), "wage_opening", ["case_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_hash"], ["stored_file.hash"], name=op.f("fk_photo_file_hash")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["photo_link.id"], name=op.f("fk_photo_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    op.create_index(op.f("ix_photo_link_id"), "photo", ["link_id"], unique=False)
    op.add_column("bargaining_case", sa.Column("state_since", sa.Date(), nullable=True))
    op.add_column("bargaining_case", sa.Column("last_contact_on", sa.Date(), nullable=True))
    op.add_column("bargaining_case", sa.Column("next_contact_on", sa.Date(), nullable=True))
    op.add_column(
        "bargaining_case",
        sa.Column("precheck", sa.String(length=10), nullable=False, server_default=""),
    )
    op.alter_column("bargaining_case", "precheck", server_default=None)
    _append_only()


def downgrade() -> None:
    op.drop_column("bargaining_case", "precheck")
    op.drop_column("bargaining_case", "next_contact_on")
    op.drop_column("bargaining_case", "last_contact_on")
    op.drop_column("bargaining_case", "state_since")
    op.drop_index(op.f("ix_photo_link_id"), table_name="photo")
    op.drop_table("photo")
    op.drop_index(op.f("ix_wage_opening_case_id"), table_name="wage_opening")
    op.drop_table("wage_opening")
    op.drop_index(op.f("ix_photo_link_user_id"), table_name="photo_link")
    op.drop_index(op.f("ix_photo_link_case_id"), table_name="photo_link")
    op.drop_table("photo_link")
    op.drop_index("ix_dispatch_user_state", table_name="dispatch")
    op.drop_index(op.f("ix_dispatch_enterprise_id"), table_name="dispatch")
    op.drop_index(op.f("ix_dispatch_case_id"), table_name="dispatch")
    op.drop_table("dispatch")
    op.drop_index(op.f("ix_enterprise_contact_enterprise_id"), table_name="enterprise_contact")
    op.drop_table("enterprise_contact")
    op.drop_index(op.f("ix_handover_union_id"), table_name="handover")
    op.drop_table("handover")
    op.drop_table("office_setting")
    op.drop_index("ix_long_job_user_asked", table_name="long_job")
    op.drop_table("long_job")
    op.drop_index(op.f("ix_form_draft_saved_at"), table_name="form_draft")
    op.drop_table("form_draft")
    op.drop_table("coverage_target")
