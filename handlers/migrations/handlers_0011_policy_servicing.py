"""Policy servicing: requests, endorsements, loans, accounts, benefits, lives of a group."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Exact, Money, UtcTime

revision = "handlers_0011"
down_revision = "handlers_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_values_and_records()
    _make_what_hangs_on_a_record()
    _add_columns()


def _make_values_and_records() -> None:
    op.create_table(
        "policy_accounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("balance", Money(), nullable=False),
        sa.Column("share_pct", Exact(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_policy_accounts_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_accounts")),
    )
    with op.batch_alter_table("policy_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_accounts_policy_id"), ["policy_id"], unique=False)

    op.create_table(
        "policy_benefits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payee_id", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paid_at", UtcTime(), nullable=True),
        sa.Column("servicing_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["payee_id"], ["customers.id"], name=op.f("fk_policy_benefits_payee_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_policy_benefits_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_benefits")),
    )
    with op.batch_alter_table("policy_benefits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_benefits_policy_id_kind"), ["policy_id", "kind"], unique=False)

    op.create_table(
        "policy_members",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("id_no_hash", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("occupation_class", sa.Text(), nullable=False),
        sa.Column("premium", Money(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_policy_members_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_members")),
    )
    with op.batch_alter_table("policy_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_members_policy_id_left_on"), ["policy_id", "left_on"], unique=False)

    op.create_table(
        "servicing_records",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("applicant_role", sa.Text(), nullable=False),
        sa.Column("applicant_id", sa.Text(), nullable=True),
        sa.Column("represented", sa.Boolean(), nullable=False),
        sa.Column("applicant_check", sa.JSON(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("complete_at", UtcTime(), nullable=True),
        sa.Column("one_time_notice_at", UtcTime(), nullable=True),
        sa.Column("accepted_at", UtcTime(), nullable=True),
        sa.Column("limit_at", UtcTime(), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("sealed_under", sa.Text(), nullable=False),
        sa.Column("change", sa.LargeBinary(), nullable=True),
        sa.Column("change_hash", sa.Text(), nullable=True),
        sa.Column("health", sa.LargeBinary(), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.Column("uw_needed", sa.Boolean(), nullable=False),
        sa.Column("uw_result", sa.Text(), nullable=True),
        sa.Column("money_in", Money(), nullable=False),
        sa.Column("money_out", Money(), nullable=False),
        sa.Column("risk_level", sa.Text(), nullable=True),
        sa.Column("risk_reasons", sa.JSON(), nullable=False),
        sa.Column("review_level", sa.Text(), nullable=True),
        sa.Column("retention_offered", sa.Boolean(), nullable=False),
        sa.Column("retention_result", sa.Text(), nullable=True),
        sa.Column("callback_at", UtcTime(), nullable=True),
        sa.Column("callback_ok", sa.Boolean(), nullable=True),
        sa.Column("approvals", sa.JSON(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("endorsement_no", sa.Text(), nullable=True),
        sa.Column("effective_at", UtcTime(), nullable=True),
        sa.Column("notified_at", UtcTime(), nullable=True),
        sa.Column("delays", sa.JSON(), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("sla_met", sa.Boolean(), nullable=True),
        sa.Column("retention_rules", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_servicing_records_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_servicing_records")),
        sa.UniqueConstraint("number", name=op.f("uq_servicing_records_number")),
    )
    with op.batch_alter_table("servicing_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_servicing_records_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_servicing_records_item_code"), ["item_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_servicing_records_policy_id_status"), ["policy_id", "status"], unique=False
        )


def _make_what_hangs_on_a_record() -> None:
    op.create_table(
        "endorsements",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("servicing_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.Column("effective_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_endorsements_policy_id")),
        sa.ForeignKeyConstraint(["servicing_id"], ["servicing_records.id"], name=op.f("fk_endorsements_servicing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsements")),
        sa.UniqueConstraint("number", name=op.f("uq_endorsements_number")),
        sa.UniqueConstraint("policy_id", "policy_version", name=op.f("uq_endorsements_policy_id_policy_version")),
        sa.UniqueConstraint("servicing_id", name=op.f("uq_endorsements_servicing_id")),
    )
    op.create_table(
        "policy_loans",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("servicing_id", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("balance", Money(), nullable=False),
        sa.Column("rate_pct", Exact(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("interest_from", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_policy_loans_policy_id")),
        sa.ForeignKeyConstraint(["servicing_id"], ["servicing_records.id"], name=op.f("fk_policy_loans_servicing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_loans")),
    )
    with op.batch_alter_table("policy_loans", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_loans_policy_id_closed_on"), ["policy_id", "closed_on"], unique=False
        )

    op.create_table(
        "servicing_consents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("servicing_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["servicing_id"], ["servicing_records.id"], name=op.f("fk_servicing_consents_servicing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_servicing_consents")),
    )
    with op.batch_alter_table("servicing_consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_servicing_consents_servicing_id"), ["servicing_id"], unique=False)

    op.create_table(
        "servicing_payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("servicing_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("account_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_servicing_payments_policy_id")),
        sa.ForeignKeyConstraint(
            ["servicing_id"], ["servicing_records.id"], name=op.f("fk_servicing_payments_servicing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_servicing_payments")),
    )
    with op.batch_alter_table("servicing_payments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_servicing_payments_policy_id_made_at"), ["policy_id", "made_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_servicing_payments_servicing_id"), ["servicing_id"], unique=False)

    op.create_table(
        "servicing_underwritings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("servicing_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("extra_pct", Exact(), nullable=False),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("risk_rose", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["servicing_id"], ["servicing_records.id"], name=op.f("fk_servicing_underwritings_servicing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_servicing_underwritings")),
    )
    with op.batch_alter_table("servicing_underwritings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_servicing_underwritings_servicing_id"), ["servicing_id"], unique=False)


def _add_columns() -> None:
    with op.batch_alter_table("beneficiaries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_under", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("servicing_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("replaced_at", UtcTime(), nullable=True))

    with op.batch_alter_table("policies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("frozen_at", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("pledged_to", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("lost_reported_at", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("reissued_at", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("reinstated_at", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("auto_premium_loan", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("dividend_option", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("annuity_option", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("holiday_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("holiday_to", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("premium_account", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("premium_account_hash", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("account_changed_at", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("contact_changed_at", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("specimen_at", UtcTime(), nullable=True))

    with op.batch_alter_table("policy_plans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("policy_plans", schema=None) as batch_op:
        batch_op.drop_column("ended_on")

    with op.batch_alter_table("policies", schema=None) as batch_op:
        batch_op.drop_column("specimen_at")
        batch_op.drop_column("contact_changed_at")
        batch_op.drop_column("account_changed_at")
        batch_op.drop_column("premium_account_hash")
        batch_op.drop_column("premium_account")
        batch_op.drop_column("holiday_to")
        batch_op.drop_column("holiday_from")
        batch_op.drop_column("annuity_option")
        batch_op.drop_column("dividend_option")
        batch_op.drop_column("auto_premium_loan")
        batch_op.drop_column("reinstated_at")
        batch_op.drop_column("reissued_at")
        batch_op.drop_column("lost_reported_at")
        batch_op.drop_column("pledged_to")
        batch_op.drop_column("frozen_at")

    with op.batch_alter_table("beneficiaries", schema=None) as batch_op:
        batch_op.drop_column("replaced_at")
        batch_op.drop_column("servicing_id")
        batch_op.drop_column("sealed_under")

    with op.batch_alter_table("servicing_underwritings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_servicing_underwritings_servicing_id"))

    op.drop_table("servicing_underwritings")
    with op.batch_alter_table("servicing_payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_servicing_payments_servicing_id"))
        batch_op.drop_index(batch_op.f("ix_servicing_payments_policy_id_made_at"))

    op.drop_table("servicing_payments")
    with op.batch_alter_table("servicing_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_servicing_consents_servicing_id"))

    op.drop_table("servicing_consents")
    with op.batch_alter_table("policy_loans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_loans_policy_id_closed_on"))

    op.drop_table("policy_loans")
    op.drop_table("endorsements")
    with op.batch_alter_table("servicing_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_servicing_records_policy_id_status"))
        batch_op.drop_index(batch_op.f("ix_servicing_records_item_code"))
        batch_op.drop_index(batch_op.f("ix_servicing_records_closed_at"))

    op.drop_table("servicing_records")
    with op.batch_alter_table("policy_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_members_policy_id_left_on"))

    op.drop_table("policy_members")
    with op.batch_alter_table("policy_benefits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_benefits_policy_id_kind"))

    op.drop_table("policy_benefits")
    with op.batch_alter_table("policy_accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_accounts_policy_id"))

    op.drop_table("policy_accounts")
