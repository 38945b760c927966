"""Governance: retention, destruction, leavers, warnings, emergencies, audits, appraisals, faults."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import UtcTime

revision = "handlers_0009"
down_revision = "handlers_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appraisals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.String(length=20),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("appraised_by", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("second_by", sa.Text(), nullable=True),
        sa.Column("record_id", sa.Text(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisals")),
        sa.UniqueConstraint("person_id", "period_to", name=op.f("uq_appraisals_person_id_period_to")),
    )
    with op.batch_alter_table("appraisals") as table:
        table.create_index(table.f("ix_appraisals_period_to"), ["period_to"], unique=False)

    op.create_table(
        "audits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("team", sa.JSON(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("reference_no", sa.Text(), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column(
            "status",
            sa.String(length=20),
            nullable=False,
        ),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
    )
    with op.batch_alter_table("audits") as table:
        table.create_index(table.f("ix_audits_kind_opened_at"), ["kind", "opened_at"], unique=False)

    op.create_table(
        "destructions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.String(length=20),
            nullable=False,
        ),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("keys_destroyed", sa.Integer(), nullable=False),
        sa.Column("cases_erased", sa.Integer(), nullable=False),
        sa.Column("is_intact", sa.Boolean(), nullable=True),
        sa.Column("certificate_id", sa.Text(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destructions")),
    )
    op.create_table(
        "emergencies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("has_leaked", sa.Boolean(), nullable=False),
        sa.Column("affected", sa.Integer(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=True),
        sa.Column("notify_by", UtcTime(), nullable=False),
        sa.Column("customers_told_at", UtcTime(), nullable=True),
        sa.Column("authority_told_at", UtcTime(), nullable=True),
        sa.Column("authority_ref", sa.Text(), nullable=True),
        sa.Column("restored_at", UtcTime(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("root_cause", sa.Text(), nullable=True),
        sa.Column("responsible_id", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("record_id", sa.Text(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergencies")),
    )
    op.create_table(
        "faults",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("has_data_at_risk", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.String(length=20),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_at", UtcTime(), nullable=False),
        sa.Column("fix_by", UtcTime(), nullable=True),
        sa.Column("has_workaround", sa.Boolean(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fixed_by", sa.Text(), nullable=True),
        sa.Column("fixed_at", UtcTime(), nullable=True),
        sa.Column("verified_at", UtcTime(), nullable=True),
        sa.Column("root_cause", sa.Text(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faults")),
    )
    with op.batch_alter_table("faults") as table:
        table.create_index(table.f("ix_faults_status_fix_by"), ["status", "fix_by"], unique=False)

    op.create_table(
        "revocations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_at", UtcTime(), nullable=False),
        sa.Column("tell_by", UtcTime(), nullable=False),
        sa.Column("access_ended_at", UtcTime(), nullable=True),
        sa.Column("access_ended_by", sa.Text(), nullable=True),
        sa.Column("tasks_released", sa.Integer(), nullable=True),
        sa.Column("new_agent_id", sa.Text(), nullable=True),
        sa.Column("told_at", UtcTime(), nullable=True),
        sa.Column("record_id", sa.Text(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    with op.batch_alter_table("revocations") as table:
        table.create_index(table.f("ix_revocations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "risk_warnings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.String(length=20),
            nullable=False,
        ),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("assessed_by", sa.Text(), nullable=True),
        sa.Column("raised_at", UtcTime(), nullable=False),
        sa.Column("assess_by", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_warnings")),
    )
    with op.batch_alter_table("risk_warnings") as table:
        table.create_index(table.f("ix_risk_warnings_agent_id_raised_at"), ["agent_id", "raised_at"], unique=False)

    op.create_table(
        "audit_findings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("fact", sa.LargeBinary(), nullable=False),
        sa.Column("correct_by", UtcTime(), nullable=False),
        sa.Column("is_corrected", sa.Boolean(), nullable=True),
        sa.Column("checked_at", UtcTime(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_audit_findings_audit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_findings")),
    )
    with op.batch_alter_table("audit_findings") as table:
        table.create_index(table.f("ix_audit_findings_audit_id"), ["audit_id"], unique=False)

    op.create_table(
        "audit_items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_audit_items_audit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_items")),
    )
    with op.batch_alter_table("audit_items") as table:
        table.create_index(table.f("ix_audit_items_audit_id"), ["audit_id"], unique=False)

    op.create_table(
        "destruction_items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("destruction_id", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction_id"], ["destructions.id"], name=op.f("fk_destruction_items_destruction_id")
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["customers.id"], name=op.f("fk_destruction_items_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_items")),
    )
    with op.batch_alter_table("destruction_items") as table:
        table.create_index(table.f("ix_destruction_items_destruction_id"), ["destruction_id"], unique=False)
        table.create_index(table.f("ix_destruction_items_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", UtcTime(), nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["subject_id"], ["customers.id"], name=op.f("fk_legal_holds_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    with op.batch_alter_table("legal_holds") as table:
        table.create_index(table.f("ix_legal_holds_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "retentions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("anchored_on", sa.Date(), nullable=True),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("computed_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["customers.id"], name=op.f("fk_retentions_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retentions")),
        sa.UniqueConstraint("material", "matter_id", name=op.f("uq_retentions_material_matter_id")),
    )
    with op.batch_alter_table("retentions") as table:
        table.create_index(table.f("ix_retentions_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "policy_handovers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revocation_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("old_agent_id", sa.Text(), nullable=False),
        sa.Column("new_agent_id", sa.Text(), nullable=False),
        sa.Column("is_unfinished_long", sa.Boolean(), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("told_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_policy_handovers_customer_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_policy_handovers_policy_id")),
        sa.ForeignKeyConstraint(["revocation_id"], ["revocations.id"], name=op.f("fk_policy_handovers_revocation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_handovers")),
    )
    with op.batch_alter_table("policy_handovers") as table:
        table.create_index(table.f("ix_policy_handovers_policy_id"), ["policy_id"], unique=False)
        table.create_index(table.f("ix_policy_handovers_revocation_id"), ["revocation_id"], unique=False)


def downgrade() -> None:
    for name in (
        "policy_handovers",
        "retentions",
        "legal_holds",
        "destruction_items",
        "audit_items",
        "audit_findings",
        "risk_warnings",
        "revocations",
        "faults",
        "emergencies",
        "destructions",
        "audits",
        "appraisals",
    ):
        op.drop_table(name)
