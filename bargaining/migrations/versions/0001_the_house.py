"""The house: register, cases, wages, papers, accounts, audit"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APP_ROLE = "bargaining_app"
APPEND_ONLY = (
    "audit_entry",
    "case_event",
    "register_change",
    "wage_table",
    "wage_post",
    "wage_finding",
    "issued_paper",
)


def _roles() -> None:
    """The role the application runs as: it reads and writes, but cannot rewrite history."""
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
                CREATE ROLE {APP_ROLE} NOLOGIN;
            END IF;
            EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
        END $$
        """
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    op.execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
        f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}"
    )
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {APP_ROLE}")


def _append_only() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
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
        "audit_entry",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_audit_entry_number_positive")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    op.create_index(op.f("ix_audit_entry_event"), "audit_entry", ["event"], unique=False)
    op.create_index(op.f("ix_audit_entry_subject"), "audit_entry", ["subject"], unique=False)
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "industry",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=4), nullable=False),
        sa.Column("section", sa.String(length=1), nullable=False),
        sa.Column("parent_code", sa.String(length=4), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["industry.code"], name=op.f("fk_industry_parent_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_industry")),
    )
    op.create_index(op.f("ix_industry_section"), "industry", ["section"], unique=False)
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ok", sa.Boolean(), nullable=True),
        sa.Column("last_ok_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_run")),
    )
    op.create_table(
        "law_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_entry")),
    )
    op.create_index("ix_law_entry_part_position", "law_entry", ["part", "position"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "place",
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("parent_code", sa.String(length=9), nullable=True),
        sa.ForeignKeyConstraint(["parent_code"], ["place.code"], name=op.f("fk_place_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_place")),
    )
    op.create_index(op.f("ix_place_parent_code"), "place", ["parent_code"], unique=False)
    op.create_table(
        "sign_in_attempt",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        op.f("ix_sign_in_attempt_failed_at"), "sign_in_attempt", ["failed_at"], unique=False
    )
    op.create_table(
        "stored_file",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=20), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")),
        sa.UniqueConstraint("login", name=op.f("uq_user_account_login")),
    )
    op.create_table(
        "union_body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("place_code", sa.String(length=9), nullable=True),
        sa.Column("chair_name", sa.String(length=80), nullable=False),
        sa.Column("chair_person_id", sa.Integer(), nullable=True),
        sa.Column("term_ends_on", sa.Date(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("has_seal", sa.Boolean(), nullable=False),
        sa.Column("agreed_to_help_on", sa.Date(), nullable=True),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chair_person_id"], ["person.id"], name=op.f("fk_union_body_chair_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["union_body.id"], name=op.f("fk_union_body_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_code"], ["place.code"], name=op.f("fk_union_body_place_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_body")),
        sa.UniqueConstraint("code", name=op.f("uq_union_body_code")),
    )
    op.create_index(op.f("ix_union_body_parent_id"), "union_body", ["parent_id"], unique=False)
    op.create_index(op.f("ix_union_body_place_code"), "union_body", ["place_code"], unique=False)
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("initials", sa.String(length=120), nullable=False),
        sa.Column("district_code", sa.String(length=9), nullable=False),
        sa.Column("street_code", sa.String(length=9), nullable=False),
        sa.Column("registered_at", sa.String(length=200), nullable=False),
        sa.Column("operates_at", sa.String(length=200), nullable=False),
        sa.Column("industry_code", sa.String(length=4), nullable=True),
        sa.Column("ownership", sa.String(length=60), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("migrants", sa.Integer(), nullable=True),
        sa.Column("dispatched", sa.Integer(), nullable=True),
        sa.Column("unionised", sa.Boolean(), nullable=False),
        sa.Column("union_form", sa.String(length=10), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("chair_name", sa.String(length=80), nullable=False),
        sa.Column("legal_representative", sa.String(length=80), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("operating", sa.Boolean(), nullable=False),
        sa.Column("operating_ground", sa.String(length=120), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("women <= workers", name=op.f("ck_enterprise_women_within_workers")),
        sa.CheckConstraint("workers >= 0", name=op.f("ck_enterprise_workers_not_negative")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["person.id"], name=op.f("fk_enterprise_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_code"], ["place.code"], name=op.f("fk_enterprise_district_code")
        ),
        sa.ForeignKeyConstraint(
            ["industry_code"], ["industry.code"], name=op.f("fk_enterprise_industry_code")
        ),
        sa.ForeignKeyConstraint(
            ["street_code"], ["place.code"], name=op.f("fk_enterprise_street_code")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"], ["union_body.id"], name=op.f("fk_enterprise_union_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("code", name=op.f("uq_enterprise_code")),
    )
    op.create_index(
        op.f("ix_enterprise_district_code"), "enterprise", ["district_code"], unique=False
    )
    op.create_index(
        op.f("ix_enterprise_industry_code"), "enterprise", ["industry_code"], unique=False
    )
    op.create_index(op.f("ix_enterprise_initials"), "enterprise", ["initials"], unique=False)
    op.create_index(op.f("ix_enterprise_street_code"), "enterprise", ["street_code"], unique=False)
    op.create_index(op.f("ix_enterprise_union_id"), "enterprise", ["union_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("place_code", sa.String(length=9), nullable=True),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on", name=op.f("ck_role_grant_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["place_code"], ["place.code"], name=op.f("fk_role_grant_place_code")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"], ["union_body.id"], name=op.f("fk_role_grant_union_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_role_grant_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_user_id"), "role_grant", ["user_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on", name=op.f("ck_assignment_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_assignment_enterprise_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_assignment_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(
        op.f("ix_assignment_enterprise_id"), "assignment", ["enterprise_id"], unique=False
    )
    op.create_index(op.f("ix_assignment_user_id"), "assignment", ["user_id"], unique=False)
    op.create_table(
        "bargaining_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("district_code", sa.String(length=9), nullable=False),
        sa.Column("street_code", sa.String(length=9), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("initiator", sa.String(length=10), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("term_from", sa.Date(), nullable=True),
        sa.Column("term_to", sa.Date(), nullable=True),
        sa.Column("workers_covered", sa.Integer(), nullable=True),
        sa.Column("rise_rate", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("filing_number", sa.String(length=60), nullable=False),
        sa.Column("to_verify", sa.Boolean(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "term_to IS NULL OR term_to >= term_from", name=op.f("ck_bargaining_case_term_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["district_code"], ["place.code"], name=op.f("fk_bargaining_case_district_code")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_bargaining_case_enterprise_id")
        ),
        sa.ForeignKeyConstraint(
            ["street_code"], ["place.code"], name=op.f("fk_bargaining_case_street_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bargaining_case")),
        sa.UniqueConstraint("number", name=op.f("uq_bargaining_case_number")),
    )
    op.create_index(
        "ix_bargaining_case_district_state",
        "bargaining_case",
        ["district_code", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bargaining_case_enterprise_id"), "bargaining_case", ["enterprise_id"], unique=False
    )
    op.create_index(
        op.f("ix_bargaining_case_filing_number"), "bargaining_case", ["filing_number"], unique=False
    )
    op.create_index(op.f("ix_bargaining_case_state"), "bargaining_case", ["state"], unique=False)
    op.create_index(
        op.f("ix_bargaining_case_street_code"), "bargaining_case", ["street_code"], unique=False
    )
    op.create_index(op.f("ix_bargaining_case_year"), "bargaining_case", ["year"], unique=False)
    op.create_table(
        "register_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "(enterprise_id IS NULL) <> (union_id IS NULL)",
            name=op.f("ck_register_change_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_register_change_enterprise_id")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"], ["union_body.id"], name=op.f("fk_register_change_union_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_change")),
        sa.UniqueConstraint(
            "enterprise_id", "sequence", name=op.f("uq_register_change_enterprise_id_sequence")
        ),
        sa.UniqueConstraint(
            "union_id", "sequence", name=op.f("uq_register_change_union_id_sequence")
        ),
    )
    op.create_index("ix_register_change_recorded", "register_change", ["recorded_at"], unique=False)
    op.create_table(
        "case_enterprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_case_enterprise_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_case_enterprise_enterprise_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_enterprise")),
        sa.UniqueConstraint(
            "case_id", "enterprise_id", name=op.f("uq_case_enterprise_case_id_enterprise_id")
        ),
    )
    op.create_index(
        op.f("ix_case_enterprise_enterprise_id"), "case_enterprise", ["enterprise_id"], unique=False
    )
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("on_behalf", sa.String(length=120), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("voids", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_case_event_sequence_positive")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_case_event_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_case_event_case_id_sequence")),
    )
    op.create_index("ix_case_event_recorded", "case_event", ["recorded_at"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(length=30), nullable=False),
        sa.Column("start_sequence", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("holder", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("overdue_after", sa.Date(), nullable=True),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("rule_version", sa.String(length=40), nullable=False),
        sa.Column("proof", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_deadline_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint(
            "case_id",
            "rule_id",
            "start_sequence",
            name=op.f("uq_deadline_case_id_rule_id_start_sequence"),
        ),
    )
    op.create_index(op.f("ix_deadline_case_id"), "deadline", ["case_id"], unique=False)
    op.create_index("ix_deadline_open_latest", "deadline", ["ended_on", "latest"], unique=False)
    op.create_table(
        "issued_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("template_version", sa.String(length=40), nullable=False),
        sa.Column("context", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("docx_hash", sa.String(length=64), nullable=False),
        sa.Column("pdf_hash", sa.String(length=64), nullable=False),
        sa.Column("override_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_issued_paper_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["docx_hash"], ["stored_file.hash"], name=op.f("fk_issued_paper_docx_hash")
        ),
        sa.ForeignKeyConstraint(
            ["pdf_hash"], ["stored_file.hash"], name=op.f("fk_issued_paper_pdf_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper")),
        sa.UniqueConstraint(
            "case_id", "kind", "version", name=op.f("uq_issued_paper_case_id_kind_version")
        ),
    )
    op.create_index(op.f("ix_issued_paper_case_id"), "issued_paper", ["case_id"], unique=False)
    op.create_table(
        "wage_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("term_from", sa.Date(), nullable=False),
        sa.Column("term_to", sa.Date(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["bargaining_case.id"], name=op.f("fk_wage_table_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_hash"], ["stored_file.hash"], name=op.f("fk_wage_table_file_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wage_table")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_wage_table_case_id_version")),
    )
    op.create_index(op.f("ix_wage_table_case_id"), "wage_table", ["case_id"], unique=False)
    op.create_table(
        "wage_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wage_table_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(length=30), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("limit", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("basis", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["wage_table_id"], ["wage_table.id"], name=op.f("fk_wage_finding_wage_table_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wage_finding")),
    )
    op.create_index(
        op.f("ix_wage_finding_wage_table_id"), "wage_finding", ["wage_table_id"], unique=False
    )
    op.create_table(
        "wage_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wage_table_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("before_amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("after_amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("countable_amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("hourly_amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("holiday_hourly_amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("others", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["wage_table_id"], ["wage_table.id"], name=op.f("fk_wage_post_wage_table_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wage_post")),
    )
    op.create_index(
        op.f("ix_wage_post_wage_table_id"), "wage_post", ["wage_table_id"], unique=False
    )
    _roles()
    _append_only()


def downgrade() -> None:
    op.drop_index(op.f("ix_wage_post_wage_table_id"), table_name="wage_post")
    op.drop_table("wage_post")
    op.drop_index(op.f("ix_wage_finding_wage_table_id"), table_name="wage_finding")
    op.drop_table("wage_finding")
    op.drop_index(op.f("ix_wage_table_case_id"), table_name="wage_table")
    op.drop_table("wage_table")
    op.drop_index(op.f("ix_issued_paper_case_id"), table_name="issued_paper")
    op.drop_table("issued_paper")
    op.drop_index("ix_deadline_open_latest", table_name="deadline")
    op.drop_index(op.f("ix_deadline_case_id"), table_name="deadline")
    op.drop_table("deadline")
    op.drop_index("ix_case_event_recorded", table_name="case_event")
    op.drop_table("case_event")
    op.drop_index(op.f("ix_case_enterprise_enterprise_id"), table_name="case_enterprise")
    op.drop_table("case_enterprise")
    op.drop_index("ix_register_change_recorded", table_name="register_change")
    op.drop_table("register_change")
    op.drop_index(op.f("ix_bargaining_case_year"), table_name="bargaining_case")
    op.drop_index(op.f("ix_bargaining_case_street_code"), table_name="bargaining_case")
    op.drop_index(op.f("ix_bargaining_case_state"), table_name="bargaining_case")
    op.drop_index(op.f("ix_bargaining_case_filing_number"), table_name="bargaining_case")
    op.drop_index(op.f("ix_bargaining_case_enterprise_id"), table_name="bargaining_case")
    op.drop_index("ix_bargaining_case_district_state", table_name="bargaining_case")
    op.drop_table("bargaining_case")
    op.drop_index(op.f("ix_assignment_user_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_enterprise_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_role_grant_user_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_enterprise_union_id"), table_name="enterprise")
    op.drop_index(op.f("ix_enterprise_street_code"), table_name="enterprise")
    op.drop_index(op.f("ix_enterprise_initials"), table_name="enterprise")
    op.drop_index(op.f("ix_enterprise_industry_code"), table_name="enterprise")
    op.drop_index(op.f("ix_enterprise_district_code"), table_name="enterprise")
    op.drop_table("enterprise")
    op.drop_index(op.f("ix_union_body_place_code"), table_name="union_body")
    op.drop_index(op.f("ix_union_body_parent_id"), table_name="union_body")
    op.drop_table("union_body")
    op.drop_table("user_account")
    op.drop_table("stored_file")
    op.drop_index(op.f("ix_sign_in_attempt_failed_at"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index(op.f("ix_place_parent_code"), table_name="place")
    op.drop_table("place")
    op.drop_table("person")
    op.drop_index("ix_law_entry_part_position", table_name="law_entry")
    op.drop_table("law_entry")
    op.drop_table("job_run")
    op.drop_index(op.f("ix_industry_section"), table_name="industry")
    op.drop_table("industry")
    op.drop_table("chain_head")
    op.drop_index(op.f("ix_audit_entry_subject"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_event"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.execute("DROP FUNCTION refuse_rewriting()")
