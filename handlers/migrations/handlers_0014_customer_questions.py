"""Questions that customers ask on their own page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "handlers_0014"
down_revision = "handlers_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_questions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_questions_customer_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_customer_questions_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_questions")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_questions_number")),
    )
    op.create_index(op.f("ix_customer_questions_customer_id"), "customer_questions", ["customer_id"])
