"""What cases are about, in clear, so that they are found by customer, policy or claim; older ones are read later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_subjects",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("is_now", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_subjects_case_id")),
        sa.PrimaryKeyConstraint("case_id", "name", "value", name=op.f("pk_case_subjects")),
    )
    op.create_index("ix_case_subjects_value", "case_subjects", ["value", "case_id"])
    op.create_table(
        "unindexed_cases",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_unindexed_cases_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_unindexed_cases")),
    )
    # What they are about is sealed: `index_old_cases` reads it with the keys.
    op.execute("INSERT INTO unindexed_cases (case_id) SELECT id FROM cases")
