"""An index of what was refused, which stands far apart among the reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    refused = sa.text("outcome = 'refused'")
    op.create_index("ix_access_log_refused", "access_log", ["id"], sqlite_where=refused, postgresql_where=refused)
