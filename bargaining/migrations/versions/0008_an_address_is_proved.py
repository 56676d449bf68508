"""An address is proved: what somebody typed is used once they show the code sent there"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unproved_way",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.String(length=80), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_unproved_way_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", "channel", name=op.f("pk_unproved_way")),
    )


def downgrade() -> None:
    op.drop_table("unproved_way")
