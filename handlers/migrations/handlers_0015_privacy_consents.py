"""Consents per purpose, given and taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "handlers_0015"
down_revision = "handlers_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "privacy_consents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("confirmation_id", sa.Text(), nullable=True),
        sa.Column("said_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_privacy_consents_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_consents")),
    )
    op.create_index(
        op.f("ix_privacy_consents_customer_id_purpose_said_at"),
        "privacy_consents",
        ["customer_id", "purpose", "said_at"],
    )
