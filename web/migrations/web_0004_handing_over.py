"""Substitutions, notices to staff, operations on many tasks."""

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "web_0004"
down_revision = "web_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "substitutions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("principal_id", sa.Text(), nullable=False),
        sa.Column("substitute_id", sa.Text(), nullable=False),
        sa.Column("starts_at", UtcTime(), nullable=False),
        sa.Column("ends_at", UtcTime(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("processes", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("how_ended", sa.Text()),
        sa.Column("ended_at", UtcTime()),
        sa.ForeignKeyConstraint(["principal_id"], ["accounts.id"], name=op.f("fk_substitutions_principal_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["accounts.id"], name=op.f("fk_substitutions_substitute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitutions")),
    )
    op.create_index("ix_substitutions_substitute_id", "substitutions", ["substitute_id", "ends_at"])
    op.create_index("ix_substitutions_principal_id", "substitutions", ["principal_id", "ends_at"])
    op.create_table(
        "staff_notices",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("other", sa.Text()),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", UtcTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notices")),
    )
    op.create_index("ix_staff_notices_account_id_at", "staff_notices", ["account_id", "at"])
    op.create_table(
        "operations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text()),
        sa.Column("finished_at", UtcTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
    )
    op.create_index(op.f("ix_operations_by"), "operations", ["by"])
    op.create_table(
        "operation_items",
        sa.Column("operation_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("target", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text()),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_operation_items_operation_id")),
        sa.PrimaryKeyConstraint("operation_id", "task_id", name=op.f("pk_operation_items")),
    )
