"""Applications and what hangs on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Exact, Money, UtcTime

revision = "handlers_0002"
down_revision = "handlers_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("applicant_id", sa.Text(), nullable=False),
        sa.Column("insured_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("health", sa.LargeBinary(), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.Column("decision_draft", sa.LargeBinary(), nullable=True),
        sa.Column("findings_at", UtcTime(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("insured_consents", sa.Boolean(), nullable=True),
        sa.Column("signature_matches", sa.Boolean(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("account_hash", sa.Text(), nullable=True),
        sa.Column("delivery", sa.Text(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("submitted_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["applicant_id"], ["customers.id"], name=op.f("fk_applications_applicant_id")),
        sa.ForeignKeyConstraint(["insured_id"], ["customers.id"], name=op.f("fk_applications_insured_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("number", name=op.f("uq_applications_number")),
    )
    op.create_index(op.f("ix_applications_agent_id_status"), "applications", ["agent_id", "status"], unique=False)
    op.create_index(op.f("ix_applications_applicant_id"), "applications", ["applicant_id"], unique=False)
    op.create_index(op.f("ix_applications_insured_id"), "applications", ["insured_id"], unique=False)
    op.create_table(
        "application_papers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("original_seen", sa.Boolean(), nullable=False),
        sa.Column("legible", sa.Boolean(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_papers_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_papers")),
    )
    op.create_index(
        op.f("ix_application_papers_application_id_kind"),
        "application_papers",
        ["application_id", "kind"],
        unique=False,
    )
    op.create_table(
        "application_plans",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.Text(), nullable=False),
        sa.Column("sum_assured", Money(), nullable=False),
        sa.Column("premium_years", sa.Integer(), nullable=False),
        sa.Column("policy_years", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_plans_application_id")
        ),
        sa.ForeignKeyConstraint(["product_code"], ["products.code"], name=op.f("fk_application_plans_product_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_plans")),
        sa.UniqueConstraint(
            "application_id", "version", "line", name=op.f("uq_application_plans_application_id_version_line")
        ),
    )
    op.create_table(
        "beneficiaries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("share_pct", Exact(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_beneficiaries_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beneficiaries")),
    )
    op.create_index(
        op.f("ix_beneficiaries_application_id_version"), "beneficiaries", ["application_id", "version"], unique=False
    )
    op.create_table(
        "requirements",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("read_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_requirements_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements")),
    )
    op.create_index(
        op.f("ix_requirements_application_id_status"), "requirements", ["application_id", "status"], unique=False
    )
    op.create_table(
        "signatures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signer_role", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_signatures_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    op.create_index(
        op.f("ix_signatures_application_id_version"), "signatures", ["application_id", "version"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_signatures_application_id_version"), table_name="signatures")
    op.drop_table("signatures")
    op.drop_index(op.f("ix_requirements_application_id_status"), table_name="requirements")
    op.drop_table("requirements")
    op.drop_index(op.f("ix_beneficiaries_application_id_version"), table_name="beneficiaries")
    op.drop_table("beneficiaries")
    op.drop_table("application_plans")
    op.drop_index(op.f("ix_application_papers_application_id_kind"), table_name="application_papers")
    op.drop_table("application_papers")
    op.drop_index(op.f("ix_applications_insured_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_applicant_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_agent_id_status"), table_name="applications")
    op.drop_table("applications")
