"""A keyed hash of customers' names to search by, worked out later, with the keys; policies by whom they insure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "handlers_0016"
down_revision = "handlers_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("name_hash", sa.Text(), nullable=True))
    op.create_index(op.f("ix_customers_name_hash_id"), "customers", ["name_hash", "id"])
    op.create_index(op.f("ix_policies_insured_id"), "policies", ["insured_id"])
    unnamed = sa.text("name_hash IS NULL AND id_no_hash <> ''")
    op.create_index("ix_customers_unnamed", "customers", ["id"], sqlite_where=unnamed, postgresql_where=unnamed)
