"""Documents as data: number, version, the form of the content, whose key seals it, which agent has it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "handlers_0005"
down_revision = "handlers_0004"
branch_labels = None
depends_on = None

TEXT = ("number", "sealed_under")
NUMBERS = ("version", "layout")
OPTIONAL = ("agent_id",)


def upgrade() -> None:
    with op.batch_alter_table("documents") as table:
        for name in (*TEXT, *OPTIONAL):
            table.add_column(sa.Column(name, sa.Text(), nullable=True))
        for name in NUMBERS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
    # Notices of plain text keep their form; their own id serves as number.
    op.execute("UPDATE documents SET number = id, sealed_under = subject_id, version = 1, layout = 0")
    with op.batch_alter_table("documents") as table:
        for name in TEXT:
            table.alter_column(name, existing_type=sa.Text(), nullable=False)
        for name in NUMBERS:
            table.alter_column(name, existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint(op.f("uq_documents_number_version"), ["number", "version"])
        table.create_index(op.f("ix_documents_policy_id"), ["policy_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("documents") as table:
        table.drop_index(op.f("ix_documents_policy_id"))
        table.drop_constraint(op.f("uq_documents_number_version"), type_="unique")
        for name in (*TEXT, *NUMBERS, *OPTIONAL):
            table.drop_column(name)
