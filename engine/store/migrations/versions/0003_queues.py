"""What lists of open work are sorted and narrowed by, who waits for a task, and what somebody did today."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FREE: dict[str, Any] = {"sqlite_where": sa.text("is_free IS 1"), "postgresql_where": sa.text("is_free IS true")}
_FILL = """
UPDATE task_candidates SET
  is_free = (SELECT t.holder IS NULL FROM user_tasks t WHERE t.id = task_id),
  process_id = (SELECT t.process_id FROM user_tasks t WHERE t.id = task_id),
  opened_at = (SELECT t.opened_at FROM user_tasks t WHERE t.id = task_id),
  follow_up_at = (SELECT t.follow_up_at FROM user_tasks t WHERE t.id = task_id),
  priority_rank = (SELECT -t.priority FROM user_tasks t WHERE t.id = task_id),
  value_rank = 0
"""


def upgrade() -> None:
    op.add_column("user_tasks", sa.Column("case_value", sa.BigInteger(), nullable=True))
    _partial("user_tasks", "ix_user_tasks_done", ["closed_by", "closed_at"], "state = 'completed'")
    _partial("cases", "ix_cases_started_by", ["started_by", "started_at"], "ended_at IS NULL")
    _widen_candidates()
    op.create_index("ix_task_candidates_inbox", "task_candidates", ["kind", "name", "is_free", "sort_at", "task_id"])
    op.create_index(
        "ix_task_candidates_process",
        "task_candidates",
        ["process_id", "kind", "name", "is_free", "sort_at", "task_id"],
    )
    for name, keys in (
        ("opened", ["opened_at"]),
        ("priority", ["priority_rank", "sort_at"]),
        ("value", ["value_rank"]),
    ):
        op.create_index(f"ix_task_candidates_{name}", "task_candidates", ["kind", "name", *keys, "task_id"], **FREE)
    _partial(
        "task_candidates", "ix_task_candidates_follow_up", ["kind", "name", "follow_up_at"], "follow_up_at IS NOT NULL"
    )


def _widen_candidates() -> None:
    op.drop_index("ix_task_candidates_inbox", "task_candidates")
    for column in (
        sa.Column("is_free", sa.Boolean()),
        sa.Column("process_id", sa.Text()),
        sa.Column("opened_at", UtcTime()),
        sa.Column("follow_up_at", UtcTime()),
        sa.Column("priority_rank", sa.Integer()),
        sa.Column("value_rank", sa.BigInteger()),
    ):
        op.add_column("task_candidates", column)
    op.execute(_FILL)
    with op.batch_alter_table("task_candidates") as batch:
        for name in ("is_free", "process_id", "opened_at", "priority_rank", "value_rank"):
            batch.alter_column(name, nullable=False)
        batch.drop_constraint(op.f("ck_task_candidates_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_task_candidates_kind"), "kind IN ('group', 'user', 'anyone', 'watch')")


def _partial(table: str, name: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
