"""Accounts, sessions, customers' links and confirmations."""

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "web_0001"
down_revision = None
branch_labels = ("web",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_is_one_time", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("disabled_at", UtcTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "account_roles",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_roles_account_id")),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_roles")),
    )
    op.create_table(
        "account_sessions",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime()),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_sessions_account_id")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_account_sessions")),
    )
    op.create_index(op.f("ix_account_sessions_account_id"), "account_sessions", ["account_id"])
    _customers()


def _customers() -> None:
    op.create_table(
        "customer_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime()),
        sa.Column("end_reason", sa.Text()),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text()),
        sa.Column("code_expires_at", UtcTime()),
        sa.Column("code_attempts", sa.Integer(), nullable=False),
        sa.Column("session_sha256", sa.Text()),
        sa.Column("session_expires_at", UtcTime()),
        sa.Column("opened_at", UtcTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_links")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_customer_links_token_sha256")),
    )
    op.create_index("ix_customer_links_case_id_created_at", "customer_links", ["case_id", "created_at"])
    op.create_table(
        "customer_confirmations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=False),
        sa.Column("accepted_at", UtcTime()),
        sa.Column("remote_address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("shown_sha256", sa.Text(), nullable=False),
        sa.Column("sealed_shown", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_signature", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["link_id"], ["customer_links.id"], name=op.f("fk_customer_confirmations_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_confirmations")),
    )
    op.create_index(op.f("ix_customer_confirmations_case_id"), "customer_confirmations", ["case_id"])
