"""Policies in force, and documents about any matter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "handlers_0004"
down_revision = "handlers_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("policies") as table:
        table.add_column(sa.Column("status", sa.String(length=20), nullable=False, server_default="issued"))
        table.add_column(sa.Column("received_at", UtcTime(), nullable=True))
        table.add_column(sa.Column("cooling_off_until", UtcTime(), nullable=True))
        table.add_column(sa.Column("paid_to", sa.Date(), nullable=True))
        table.add_column(sa.Column("payment_mode", sa.Text(), nullable=False, server_default="annual"))
        table.add_column(sa.Column("lapsed_at", UtcTime(), nullable=True))
        table.add_column(sa.Column("ended_at", UtcTime(), nullable=True))
        table.add_column(sa.Column("end_reason", sa.Text(), nullable=True))
        table.create_index(op.f("ix_policies_status_paid_to"), ["status", "paid_to"])
    with op.batch_alter_table("policies") as table:
        # The default was for the rows that were there; a new row says it itself.
        table.alter_column("status", existing_type=sa.String(length=20), server_default=None)
        table.alter_column("payment_mode", existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("documents") as table:
        table.add_column(sa.Column("case_id", sa.Text(), nullable=True))
        table.add_column(sa.Column("matter_id", sa.Text(), nullable=True))
        table.create_index(op.f("ix_documents_matter_id"), ["matter_id"])
        table.create_index(op.f("ix_documents_case_id"), ["case_id"])


def downgrade() -> None:
    with op.batch_alter_table("documents") as table:
        table.drop_index(op.f("ix_documents_case_id"))
        table.drop_index(op.f("ix_documents_matter_id"))
        table.drop_column("matter_id")
        table.drop_column("case_id")
    with op.batch_alter_table("policies") as table:
        table.drop_index(op.f("ix_policies_status_paid_to"))
        for name in (
            "end_reason",
            "ended_at",
            "lapsed_at",
            "payment_mode",
            "paid_to",
            "cooling_off_until",
            "received_at",
            "status",
        ):
            table.drop_column(name)
