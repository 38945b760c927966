"""Indexes for what is counted of a period, or of what stands open (`handlers/records/by_time.py`)."""

from __future__ import annotations

from alembic import op

revision = "handlers_0017"
down_revision = "handlers_0016"
branch_labels = None
depends_on = None

INDEXES = (
    ("applications", "opened_at"),
    ("claims", "closed_at"),
    ("claims", "reported_at"),
    ("claim_appeals", "raised_at"),
    ("claim_decisions", "decided_at"),
    ("claim_payments", "paid_at"),
    ("complaints", "received_at"),
    ("contacts", "opened_at"),
    ("customers", "created_at"),
    ("follow_ups", "closed_at"),
    ("needs_analyses", "opened_at"),
    ("policies", "effective_from"),
    ("policies", "ended_at"),
    ("policies", "issued_at"),
    ("premium_payments", "received_at"),
    ("premium_refunds", "created_at"),
    ("proposals", "opened_at"),
    ("training_places", "finished_at"),
    ("underwriting_decisions", "decided_at"),
    ("applications", "status"),
    ("claims", "status"),
    ("contacts", "status"),
    ("needs_analyses", "status"),
    ("proposals", "status"),
)


def upgrade() -> None:
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
