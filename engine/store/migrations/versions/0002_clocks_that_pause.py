"""Clocks of user tasks that pause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_tasks", sa.Column("paused_at", UtcTime(), nullable=True))
    op.add_column("user_tasks", sa.Column("pause_ground", sa.Text(), nullable=True))
    op.add_column("user_tasks", sa.Column("paused_due_at", UtcTime(), nullable=True))
    op.add_column("user_tasks", sa.Column("pause", sa.LargeBinary(), nullable=True))
