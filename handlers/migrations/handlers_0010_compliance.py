"""Compliance: complaints, conduct, rectification, risk events, inspections, training."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Exact, Money, UtcTime

revision = "handlers_0010"
down_revision = "handlers_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conduct_breaches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("policy_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("is_repeat", sa.Boolean(), nullable=False),
        sa.Column("customers_harmed", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("suspected", "unfounded", "decided", "lifted", name="conductstatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("heard_at", UtcTime(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("appealed_at", UtcTime(), nullable=True),
        sa.Column("appeal_decided_by", sa.Text(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_breaches")),
    )
    with op.batch_alter_table("conduct_breaches", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conduct_breaches_person_id_opened_at"), ["person_id", "opened_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_conduct_breaches_status"), ["status"], unique=False)

    op.create_table(
        "inspections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("sold", sa.Integer(), nullable=False),
        sa.Column("conclusion", sa.LargeBinary(), nullable=True),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("begun_at", UtcTime(), nullable=False),
        sa.Column("reported_at", UtcTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_table(
        "rectifications",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("responsible_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=True),
        sa.Column("policy_id", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("is_repeat", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcTime(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "done", "failed", name="rectificationstatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("ordered_at", UtcTime(), nullable=False),
        sa.Column("ordered_by", sa.Text(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
    )
    with op.batch_alter_table("rectifications", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rectifications_responsible_id_code_ordered_at"),
            ["responsible_id", "code", "ordered_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_rectifications_status_due_at"), ["status", "due_at"], unique=False)

    op.create_table(
        "risk_events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("summary_code", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("suspicion_report", sa.Boolean(), nullable=False),
        sa.Column("reported_at", UtcTime(), nullable=True),
        sa.Column("report_due_at", UtcTime(), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("told_management_at", UtcTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "dismissed", "closed", name="riskeventstatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("raised_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_events")),
    )
    with op.batch_alter_table("risk_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_events_status_raised_at"), ["status", "raised_at"], unique=False)

    op.create_table(
        "sanctions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("breach_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("lifted_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions")),
    )
    with op.batch_alter_table("sanctions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sanctions_breach_id"), ["breach_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanctions_person_id_code"), ["person_id", "code"], unique=False)

    op.create_table(
        "trainings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=True),
        sa.Column("hours", Exact(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("trainer", sa.Text(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
    )
    op.create_table(
        "training_places",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("training_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "invited", "attended", "passed", "failed", "overdue", name="placestatus", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("best_score", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", UtcTime(), nullable=True),
        sa.Column("hours", Exact(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name=op.f("fk_training_places_training_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_places")),
        sa.UniqueConstraint("training_id", "person_id", name=op.f("uq_training_places_training_id_person_id")),
    )
    with op.batch_alter_table("training_places", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_places_person_id_finished_at"), ["person_id", "finished_at"], unique=False
        )

    op.create_table(
        "complaints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("summary_code", sa.Text(), nullable=True),
        sa.Column("matter_id", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("policy_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("complexity", sa.Text(), nullable=True),
        sa.Column("involved", sa.JSON(), nullable=False),
        sa.Column("sealed_under", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "answered",
                "accepted",
                "silent",
                "elsewhere",
                "withdrawn",
                "not_ours",
                name="complaintstatus",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("warned_for", UtcTime(), nullable=True),
        sa.Column("extended_by", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("remedies", sa.JSON(), nullable=False),
        sa.Column("refund", Money(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_complaints_customer_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_complaints_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaints_agent_id_received_at"), ["agent_id", "received_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_complaints_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_policy_id"), ["policy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_status"), ["status"], unique=False)

    op.create_table(
        "inspection_samples",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("checked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_samples_inspection_id")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_inspection_samples_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_samples")),
    )
    with op.batch_alter_table("inspection_samples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_samples_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspection_samples_inspection_id"), ["inspection_id"], unique=False)

    op.create_table(
        "complaint_refunds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_refunds_complaint_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_complaint_refunds_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_refunds")),
    )
    with op.batch_alter_table("complaint_refunds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_refunds_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "inspection_findings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Text(), nullable=False),
        sa.Column("sample_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_findings_inspection_id")
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["inspection_samples.id"], name=op.f("fk_inspection_findings_sample_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_findings")),
    )
    with op.batch_alter_table("inspection_findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_findings_inspection_id"), ["inspection_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("inspection_findings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_findings_inspection_id"))

    op.drop_table("inspection_findings")
    with op.batch_alter_table("complaint_refunds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_refunds_complaint_id"))

    op.drop_table("complaint_refunds")
    with op.batch_alter_table("inspection_samples", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_samples_inspection_id"))
        batch_op.drop_index(batch_op.f("ix_inspection_samples_agent_id"))

    op.drop_table("inspection_samples")
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaints_status"))
        batch_op.drop_index(batch_op.f("ix_complaints_policy_id"))
        batch_op.drop_index(batch_op.f("ix_complaints_customer_id"))
        batch_op.drop_index(batch_op.f("ix_complaints_agent_id_received_at"))

    op.drop_table("complaints")
    with op.batch_alter_table("training_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_places_person_id_finished_at"))

    op.drop_table("training_places")
    op.drop_table("trainings")
    with op.batch_alter_table("sanctions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sanctions_person_id_code"))
        batch_op.drop_index(batch_op.f("ix_sanctions_breach_id"))

    op.drop_table("sanctions")
    with op.batch_alter_table("risk_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_events_status_raised_at"))

    op.drop_table("risk_events")
    with op.batch_alter_table("rectifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rectifications_status_due_at"))
        batch_op.drop_index(batch_op.f("ix_rectifications_responsible_id_code_ordered_at"))

    op.drop_table("rectifications")
    op.drop_table("inspections")
    with op.batch_alter_table("conduct_breaches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conduct_breaches_status"))
        batch_op.drop_index(batch_op.f("ix_conduct_breaches_person_id_opened_at"))

    op.drop_table("conduct_breaches")
