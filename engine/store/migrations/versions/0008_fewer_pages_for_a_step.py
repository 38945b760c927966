"""What a step writes touches fewer pages: candidates lie in their key's own order, and only held tasks by holder."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_user_tasks_holder", "user_tasks")
    held = sa.text("state = 'open' AND holder IS NOT NULL")
    op.create_index("ix_user_tasks_holder", "user_tasks", ["holder"], sqlite_where=held, postgresql_where=held)
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("task_candidates", recreate="always", table_kwargs={"sqlite_with_rowid": False}):
            pass
