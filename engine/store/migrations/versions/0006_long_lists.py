"""Indexes for lists that stay short while what was done grows: running cases, ended ones, one person's, by key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    running, ended = sa.text("ended_at IS NULL"), sa.text("ended_at IS NOT NULL")
    newest = ["started_at", "id"]
    op.create_index("ix_cases_running_since", "cases", newest, sqlite_where=running, postgresql_where=running)
    op.create_index("ix_cases_ended_since", "cases", newest, sqlite_where=ended, postgresql_where=ended)
    op.create_index("ix_cases_starter", "cases", ["started_by", *newest])
    op.create_index("ix_cases_running_key", "cases", ["business_key"], sqlite_where=running, postgresql_where=running)
