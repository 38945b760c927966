"""After-sales: delivery, follow-up, renewal, lapse, cancellation; breaches of limits; demands of a policy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Money, UtcTime

revision = "handlers_0006"
down_revision = "handlers_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "breaches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("found_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
    )
    with op.batch_alter_table("breaches") as table:
        table.create_index(table.f("ix_breaches_agent_id"), ["agent_id"], unique=False)
        table.create_index(table.f("ix_breaches_code_found_at"), ["code", "found_at"], unique=False)
        table.create_index(table.f("ix_breaches_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "follow_up_rhythms",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("set_at", UtcTime(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_follow_up_rhythms_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_follow_up_rhythms")),
    )
    op.create_table(
        "cancellations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("premium", Money(), nullable=True),
        sa.Column("fee", Money(), nullable=True),
        sa.Column("refund", Money(), nullable=True),
        sa.Column("pay_by", UtcTime(), nullable=True),
        sa.Column("paid_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_cancellations_customer_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_cancellations_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancellations")),
    )
    with op.batch_alter_table("cancellations") as table:
        table.create_index(table.f("ix_cancellations_policy_id"), ["policy_id"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("cooling_off_end", UtcTime(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("caller_id", sa.Text(), nullable=True),
        sa.Column("recording_ref", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("needs_changed", sa.Boolean(), nullable=True),
        sa.Column("contact_changed", sa.Boolean(), nullable=True),
        sa.Column("record_id", sa.Text(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_follow_ups_customer_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_follow_ups_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("policy_id", "kind", "period_on", name=op.f("uq_follow_ups_policy_id_kind_period_on")),
    )
    with op.batch_alter_table("follow_ups") as table:
        table.create_index(table.f("ix_follow_ups_agent_id"), ["agent_id"], unique=False)
        table.create_index(table.f("ix_follow_ups_kind_outcome"), ["kind", "outcome"], unique=False)

    op.create_table(
        "lapses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("lapsed_at", UtcTime(), nullable=False),
        sa.Column("reinstate_until", UtcTime(), nullable=False),
        sa.Column("cash_value", Money(), nullable=True),
        sa.Column("stated_by", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("paid_by", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_lapses_customer_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_lapses_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapses")),
    )
    with op.batch_alter_table("lapses") as table:
        table.create_index(table.f("ix_lapses_policy_id"), ["policy_id"], unique=False)

    op.create_table(
        "policy_deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("explained", sa.JSON(), nullable=False),
        sa.Column("handed_over_at", UtcTime(), nullable=True),
        sa.Column("handed_over_by", sa.Text(), nullable=True),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("signed_at", UtcTime(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("receipt_id", sa.Text(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_policy_deliveries_customer_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_policy_deliveries_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_deliveries")),
    )
    with op.batch_alter_table("policy_deliveries") as table:
        table.create_index(table.f("ix_policy_deliveries_policy_id"), ["policy_id"], unique=False)

    op.create_table(
        "follow_up_attempts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("follow_up_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_ups.id"], name=op.f("fk_follow_up_attempts_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_attempts")),
    )
    with op.batch_alter_table("follow_up_attempts") as table:
        table.create_index(table.f("ix_follow_up_attempts_follow_up_id"), ["follow_up_id"], unique=False)

    op.create_table(
        "renewals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("demanded_at", UtcTime(), nullable=True),
        sa.Column("grace_until", UtcTime(), nullable=True),
        sa.Column("is_covered", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_renewals_customer_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["premium_demands.id"], name=op.f("fk_renewals_demand_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_renewals_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewals")),
        sa.UniqueConstraint("policy_id", "due_on", name=op.f("uq_renewals_policy_id_due_on")),
    )
    with op.batch_alter_table("renewals") as table:
        table.create_index(table.f("ix_renewals_status"), ["status"], unique=False)

    with op.batch_alter_table("premium_demands") as table:
        table.add_column(sa.Column("policy_id", sa.Text(), nullable=True))
        table.create_index(table.f("ix_premium_demands_policy_id"), ["policy_id"], unique=False)
        table.create_foreign_key(table.f("fk_premium_demands_policy_id"), "policies", ["policy_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("premium_demands") as table:
        table.drop_constraint(table.f("fk_premium_demands_policy_id"), type_="foreignkey")
        table.drop_index(table.f("ix_premium_demands_policy_id"))
        table.drop_column("policy_id")
    for name in (
        "renewals",
        "follow_up_attempts",
        "policy_deliveries",
        "lapses",
        "follow_ups",
        "cancellations",
        "follow_up_rhythms",
        "breaches",
    ):
        op.drop_table(name)
