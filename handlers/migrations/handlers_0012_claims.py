"""Claims: reports, papers, clocks, investigations, decisions, payments, appeals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Money, UtcTime

revision = "handlers_0012"
down_revision = "handlers_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("insured_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("claimant_relation", sa.Text(), nullable=False),
        sa.Column("claim_types", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("reported_at", UtcTime(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=True),
        sa.Column("form", sa.LargeBinary(), nullable=True),
        sa.Column("form_hash", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("signed_at", UtcTime(), nullable=True),
        sa.Column("payee", sa.LargeBinary(), nullable=True),
        sa.Column("account_hash", sa.Text(), nullable=True),
        sa.Column("amount_claimed", Money(), nullable=False),
        sa.Column("first_received_at", UtcTime(), nullable=True),
        sa.Column("complete_at", UtcTime(), nullable=True),
        sa.Column("determination_due_at", UtcTime(), nullable=True),
        sa.Column("advance_due_at", UtcTime(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("fraud_score", sa.Integer(), nullable=True),
        sa.Column("fraud_indicators", sa.JSON(), nullable=False),
        sa.Column("coverage", sa.LargeBinary(), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.Column("decision_draft", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_claims_customer_id")),
        sa.ForeignKeyConstraint(["insured_id"], ["customers.id"], name=op.f("fk_claims_insured_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_claims_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("number", name=op.f("uq_claims_number")),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claims_account_hash"), ["account_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_agent_id_status"), ["agent_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_insured_id"), ["insured_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_policy_id"), ["policy_id"], unique=False)

    op.create_table(
        "claim_appeals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("grounds", sa.LargeBinary(), nullable=False),
        sa.Column("raised_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("extended_by", sa.Text(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("opinion_by", sa.Text(), nullable=True),
        sa.Column("reasons", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_appeals_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_appeals")),
        sa.UniqueConstraint("number", name=op.f("uq_claim_appeals_number")),
    )
    with op.batch_alter_table("claim_appeals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_appeals_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "claim_decisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("refund", Money(), nullable=False),
        sa.Column("refund_kind", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.JSON(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=False),
        sa.Column("notice_due_at", UtcTime(), nullable=False),
        sa.Column("told_at", UtcTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_decisions_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_decisions")),
    )
    with op.batch_alter_table("claim_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_decisions_claim_id_version"), ["claim_id", "version"], unique=False)

    op.create_table(
        "claim_investigations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_special", sa.Boolean(), nullable=False),
        sa.Column("questions", sa.LargeBinary(), nullable=False),
        sa.Column("ordered_by", sa.Text(), nullable=False),
        sa.Column("ordered_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("fee", Money(), nullable=False),
        sa.Column("first_by", sa.Text(), nullable=True),
        sa.Column("first_signed_at", UtcTime(), nullable=True),
        sa.Column("second_by", sa.Text(), nullable=True),
        sa.Column("second_signed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_investigations_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_investigations")),
    )
    with op.batch_alter_table("claim_investigations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_investigations_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "claim_papers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_needed", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("on_notice", sa.Boolean(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=True),
        sa.Column("brought_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_papers_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_papers")),
    )
    with op.batch_alter_table("claim_papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_papers_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "claim_pauses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_pauses_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_pauses")),
    )
    with op.batch_alter_table("claim_pauses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_pauses_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "claim_payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("paid_by", sa.Text(), nullable=True),
        sa.Column("paid_at", UtcTime(), nullable=True),
        sa.Column("payee", sa.LargeBinary(), nullable=True),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_payments_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_payments")),
    )
    with op.batch_alter_table("claim_payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_payments_claim_id_kind"), ["claim_id", "kind"], unique=False)

    op.create_table(
        "property_surveys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.Column("surveyed_by", sa.Text(), nullable=True),
        sa.Column("surveyed_at", UtcTime(), nullable=True),
        sa.Column("notes", sa.LargeBinary(), nullable=True),
        sa.Column("third_party_liable", sa.Boolean(), nullable=False),
        sa.Column("assessed_by", sa.Text(), nullable=True),
        sa.Column("assessed_at", UtcTime(), nullable=True),
        sa.Column("loss", Money(), nullable=False),
        sa.Column("insurable_value", Money(), nullable=False),
        sa.Column("rescue_cost", Money(), nullable=False),
        sa.Column("salvage", Money(), nullable=False),
        sa.Column("customer_agrees", sa.Boolean(), nullable=True),
        sa.Column("adjuster", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_property_surveys_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_property_surveys")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_property_surveys_claim_id")),
    )
    with op.batch_alter_table("policies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("premium_waived_from", sa.Date(), nullable=True))
