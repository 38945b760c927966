"""Sessions one can recognise, old passwords, second factors, identities at a provider, what was done to accounts."""

import sqlalchemy as sa
from alembic import op

from engine.store import triggers
from engine.store.tables import UtcTime

revision = "web_0002"
down_revision = "web_0001"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _sessions()
    _proofs()
    op.create_table(
        "account_events",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_events")),
    )
    op.create_index("ix_account_events_account_id_id", "account_events", ["account_id", "id"])
    for statement in triggers.statements(op.get_bind().dialect.name, "account_events", "id = NEW.id"):
        op.execute(statement)


def _sessions() -> None:
    with op.batch_alter_table("account_sessions") as table:
        table.add_column(sa.Column("last_seen_at", UtcTime()))
        for name, otherwise in (("address", ""), ("device", ""), ("method", "password")):
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=otherwise))
    op.execute("UPDATE account_sessions SET last_seen_at = created_at")
    with op.batch_alter_table("account_sessions") as table:
        table.alter_column("last_seen_at", existing_type=UtcTime(), nullable=False)
        for name in ("address", "device", "method"):
            table.alter_column(name, existing_type=sa.Text(), server_default=None)


def _proofs() -> None:
    op.create_table(
        "old_passwords",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("replaced_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_old_passwords_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_passwords")),
    )
    op.create_index("ix_old_passwords_account_id_id", "old_passwords", ["account_id", "id"])
    op.create_table(
        "second_factors",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime()),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcTime()),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_second_factors_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_sha256", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("used_at", UtcTime()),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id")),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_account_id"), "recovery_codes", ["account_id"])
    op.create_table(
        "foreign_identities",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("bound_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_foreign_identities_account_id")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_foreign_identities")),
    )
    op.create_index(
        "uq_foreign_identities_account_id_issuer", "foreign_identities", ["account_id", "issuer"], unique=True
    )
