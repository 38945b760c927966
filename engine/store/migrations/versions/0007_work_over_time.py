"""Indexes for what came and what was closed within a span of time (`engine/statistics.py`)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    closed = sa.text("closed_at IS NOT NULL")
    op.create_index(
        "ix_user_tasks_closed_at", "user_tasks", ["closed_at"], sqlite_where=closed, postgresql_where=closed
    )
    op.create_index("ix_user_tasks_opened_at", "user_tasks", ["opened_at"])
