"""Underwriting decisions, premium, policies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Exact, Money, UtcTime

revision = "handlers_0003"
down_revision = "handlers_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "underwriting_decisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("annual_premium", Money(), nullable=False),
        sa.Column("review_after", sa.Date(), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_underwriting_decisions_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_underwriting_decisions")),
    )
    op.create_index(
        op.f("ix_underwriting_decisions_application_id_version"),
        "underwriting_decisions",
        ["application_id", "version"],
        unique=False,
    )
    op.create_table(
        "plan_terms",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("sum_assured", Money(), nullable=False),
        sa.Column("extra_pct", Exact(), nullable=False),
        sa.Column("occupation_factor", Exact(), nullable=False),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("premium", Money(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["underwriting_decisions.id"], name=op.f("fk_plan_terms_decision_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["application_plans.id"], name=op.f("fk_plan_terms_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_terms")),
    )
    op.create_index(op.f("ix_plan_terms_decision_id"), "plan_terms", ["decision_id"], unique=False)
    op.create_table(
        "policies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("policyholder_id", sa.Text(), nullable=False),
        sa.Column("insured_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("annual_premium", Money(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("issued_at", UtcTime(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("checked_at", UtcTime(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_policies_application_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["underwriting_decisions.id"], name=op.f("fk_policies_decision_id")),
        sa.ForeignKeyConstraint(["insured_id"], ["customers.id"], name=op.f("fk_policies_insured_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["customers.id"], name=op.f("fk_policies_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
        sa.UniqueConstraint("application_id", name=op.f("uq_policies_application_id")),
        sa.UniqueConstraint("number", name=op.f("uq_policies_number")),
    )
    op.create_index(op.f("ix_policies_agent_id"), "policies", ["agent_id"], unique=False)
    op.create_index(op.f("ix_policies_policyholder_id"), "policies", ["policyholder_id"], unique=False)
    op.create_table(
        "premium_demands",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_premium_demands_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["underwriting_decisions.id"], name=op.f("fk_premium_demands_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_demands")),
    )
    op.create_index(op.f("ix_premium_demands_application_id"), "premium_demands", ["application_id"], unique=False)
    op.create_table(
        "policy_plans",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.Text(), nullable=False),
        sa.Column("sum_assured", Money(), nullable=False),
        sa.Column("premium_years", sa.Integer(), nullable=False),
        sa.Column("policy_years", sa.Integer(), nullable=False),
        sa.Column("extra_pct", Exact(), nullable=False),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("premium", Money(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_policy_plans_policy_id")),
        sa.ForeignKeyConstraint(["product_code"], ["products.code"], name=op.f("fk_policy_plans_product_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_plans")),
    )
    op.create_index(op.f("ix_policy_plans_policy_id"), "policy_plans", ["policy_id"], unique=False)
    op.create_table(
        "premium_payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("demand_id", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("payer", sa.LargeBinary(), nullable=False),
        sa.Column("account_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["premium_demands.id"], name=op.f("fk_premium_payments_demand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_payments")),
    )
    op.create_index(op.f("ix_premium_payments_demand_id"), "premium_payments", ["demand_id"], unique=False)
    op.create_table(
        "premium_refunds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("demand_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["premium_demands.id"], name=op.f("fk_premium_refunds_demand_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["premium_payments.id"], name=op.f("fk_premium_refunds_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_refunds")),
    )
    op.create_index(op.f("ix_premium_refunds_demand_id"), "premium_refunds", ["demand_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_premium_refunds_demand_id"), table_name="premium_refunds")
    op.drop_table("premium_refunds")
    op.drop_index(op.f("ix_premium_payments_demand_id"), table_name="premium_payments")
    op.drop_table("premium_payments")
    op.drop_index(op.f("ix_policy_plans_policy_id"), table_name="policy_plans")
    op.drop_table("policy_plans")
    op.drop_index(op.f("ix_premium_demands_application_id"), table_name="premium_demands")
    op.drop_table("premium_demands")
    op.drop_index(op.f("ix_policies_policyholder_id"), table_name="policies")
    op.drop_index(op.f("ix_policies_agent_id"), table_name="policies")
    op.drop_table("policies")
    op.drop_index(op.f("ix_plan_terms_decision_id"), table_name="plan_terms")
    op.drop_table("plan_terms")
    op.drop_index(op.f("ix_underwriting_decisions_application_id_version"), table_name="underwriting_decisions")
    op.drop_table("underwriting_decisions")
