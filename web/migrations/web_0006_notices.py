"""Notices by other ways than the page: preferences, addresses, deliveries."""

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "web_0006"
down_revision = "web_0005"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("staff_notices", sa.Column("case_id", sa.Text()))
    op.add_column("staff_notices", sa.Column("once", sa.Text()))
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_staff_notices_new", "staff_notices", ["account_id"], sqlite_where=unread, postgresql_where=unread
    )
    op.create_index("uq_staff_notices_once", "staff_notices", ["once"], unique=True)
    op.create_table(
        "notice_preferences",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer()),
        sa.Column("quiet_until", sa.Integer()),
        sa.Column("working_days_only", sa.Boolean(), nullable=False),
        sa.Column("urgent_breaks_quiet", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_notice_preferences")),
    )
    op.create_table(
        "notice_choices",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "topic", "channel", name=op.f("pk_notice_choices")),
    )
    op.create_table(
        "notice_addresses",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "channel", name=op.f("pk_notice_addresses")),
    )
    _create_deliveries()
    op.create_table(
        "notice_marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notice_marks")),
    )


def _create_deliveries() -> None:
    op.create_table(
        "notice_deliveries",
        sa.Column("id", SERIAL, nullable=False, autoincrement=True),
        sa.Column("notice_id", sa.Integer()),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime()),
        sa.ForeignKeyConstraint(["notice_id"], ["staff_notices.id"], name=op.f("fk_notice_deliveries_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_deliveries")),
        sa.UniqueConstraint("notice_id", "channel", name=op.f("uq_notice_deliveries_notice_id_channel")),
    )
    op.create_index("ix_notice_deliveries_batch", "notice_deliveries", ["batch"])
    op.create_index("ix_notice_deliveries_reader_id", "notice_deliveries", ["reader", "id"])
    queued = sa.text("state = 'queued'")
    op.create_index(
        "ix_notice_deliveries_queued", "notice_deliveries", ["due_at"], sqlite_where=queued, postgresql_where=queued
    )
