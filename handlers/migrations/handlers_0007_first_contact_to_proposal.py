"""The sales part: contacts, marketing material, needs analyses, proposals, confirmations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Money, UtcTime

revision = "handlers_0007"
down_revision = "handlers_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "marketing_materials",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("submitted_at", UtcTime(), nullable=False),
        sa.Column("approved_at", UtcTime(), nullable=True),
        sa.Column("valid_until", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_materials")),
    )
    op.create_index(
        op.f("ix_marketing_materials_status_channel"), "marketing_materials", ["status", "channel"], unique=False
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("customer_kind", sa.Text(), nullable=False),
        sa.Column("asked_by_customer", sa.Boolean(), nullable=False),
        sa.Column("material_id", sa.Text(), nullable=True),
        sa.Column("license_shown", sa.Boolean(), nullable=True),
        sa.Column("script_used", sa.Boolean(), nullable=True),
        sa.Column("services_explained", sa.Boolean(), nullable=True),
        sa.Column("disclaimer_explained", sa.Boolean(), nullable=True),
        sa.Column("privacy_notice_at", UtcTime(), nullable=True),
        sa.Column("marketing_consent", sa.Boolean(), nullable=True),
        sa.Column("marketing_consent_at", UtcTime(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("proposed_match", sa.Text(), nullable=True),
        sa.Column("match_opinion", sa.Text(), nullable=True),
        sa.Column("match_reason", sa.LargeBinary(), nullable=True),
        sa.Column("document_id", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("held_at", UtcTime(), nullable=True),
        sa.Column("refused_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contacts_customer_id")),
        sa.ForeignKeyConstraint(["material_id"], ["marketing_materials.id"], name=op.f("fk_contacts_material_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_agent_id_status"), "contacts", ["agent_id", "status"], unique=False)
    op.create_index(op.f("ix_contacts_case_id"), "contacts", ["case_id"], unique=False)
    op.create_index(op.f("ix_contacts_customer_id"), "contacts", ["customer_id"], unique=False)
    op.create_table(
        "marketing_material_hits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("material_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["material_id"], ["marketing_materials.id"], name=op.f("fk_marketing_material_hits_material_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_material_hits")),
    )
    op.create_index(
        op.f("ix_marketing_material_hits_material_id_version"),
        "marketing_material_hits",
        ["material_id", "version"],
        unique=False,
    )
    op.create_table(
        "marketing_material_versions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("material_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", UtcTime(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", UtcTime(), nullable=True),
        sa.Column("corrections", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["material_id"], ["marketing_materials.id"], name=op.f("fk_marketing_material_versions_material_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_material_versions")),
        sa.UniqueConstraint("material_id", "version", name=op.f("uq_marketing_material_versions_material_id_version")),
    )
    op.create_table(
        "needs_analyses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("customer_kind", sa.Text(), nullable=False),
        sa.Column("checklist_id", sa.Text(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=True),
        sa.Column("health", sa.LargeBinary(), nullable=True),
        sa.Column("interview", sa.LargeBinary(), nullable=True),
        sa.Column("tolerance_grade", sa.Integer(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("insisted_at", UtcTime(), nullable=True),
        sa.Column("document_id", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_needs_analyses_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_analyses")),
    )
    op.create_index(op.f("ix_needs_analyses_agent_id"), "needs_analyses", ["agent_id"], unique=False)
    op.create_index(op.f("ix_needs_analyses_case_id"), "needs_analyses", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_needs_analyses_customer_id_status"), "needs_analyses", ["customer_id", "status"], unique=False
    )
    op.create_table(
        "sales_confirmations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_name", sa.LargeBinary(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_sales_confirmations_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_confirmations")),
    )
    op.create_index(op.f("ix_sales_confirmations_customer_id"), "sales_confirmations", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_sales_confirmations_matter_id_purpose"), "sales_confirmations", ["matter_id", "purpose"], unique=False
    )
    op.create_table(
        "needs_cross_checks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("needs_id", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("checked_at", UtcTime(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["needs_id"], ["needs_analyses.id"], name=op.f("fk_needs_cross_checks_needs_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_cross_checks")),
    )
    op.create_index(
        op.f("ix_needs_cross_checks_needs_id_round"), "needs_cross_checks", ["needs_id", "round"], unique=False
    )
    op.create_table(
        "needs_papers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("needs_id", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("original_seen", sa.Boolean(), nullable=False),
        sa.Column("legible", sa.Boolean(), nullable=False),
        sa.Column("is_true", sa.Boolean(), nullable=False),
        sa.Column("verify_method", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["needs_id"], ["needs_analyses.id"], name=op.f("fk_needs_papers_needs_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_papers")),
    )
    op.create_index(op.f("ix_needs_papers_needs_id_round"), "needs_papers", ["needs_id", "round"], unique=False)
    op.create_table(
        "needs_risks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("needs_id", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("level", sa.LargeBinary(), nullable=False),
        sa.Column("need", Money(), nullable=False),
        sa.Column("in_force", Money(), nullable=False),
        sa.Column("gap", Money(), nullable=False),
        sa.Column("is_core", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["needs_id"], ["needs_analyses.id"], name=op.f("fk_needs_risks_needs_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_risks")),
        sa.UniqueConstraint("needs_id", "risk", name=op.f("uq_needs_risks_needs_id_risk")),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("needs_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=True),
        sa.Column("disclosure_id", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_proposals_customer_id")),
        sa.ForeignKeyConstraint(["needs_id"], ["needs_analyses.id"], name=op.f("fk_proposals_needs_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_agent_id_status"), "proposals", ["agent_id", "status"], unique=False)
    op.create_index(op.f("ix_proposals_case_id"), "proposals", ["case_id"], unique=False)
    op.create_index(op.f("ix_proposals_customer_id"), "proposals", ["customer_id"], unique=False)
    op.create_table(
        "double_recordings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("recording_ref", sa.Text(), nullable=False),
        sa.Column("nodes", sa.JSON(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("checked_at", UtcTime(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_double_recordings_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_recordings")),
        sa.UniqueConstraint(
            "proposal_id", "version", "attempt", name=op.f("uq_double_recordings_proposal_id_version_attempt")
        ),
    )
    op.create_table(
        "proposal_lines",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("sum_assured", Money(), nullable=False),
        sa.Column("premium_years", sa.Integer(), nullable=False),
        sa.Column("policy_years", sa.Integer(), nullable=False),
        sa.Column("premium", Money(), nullable=False),
        sa.ForeignKeyConstraint(["product_code"], ["products.code"], name=op.f("fk_proposal_lines_product_code")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_lines_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_lines")),
        sa.UniqueConstraint("proposal_id", "version", "line", name=op.f("uq_proposal_lines_proposal_id_version_line")),
    )
    op.create_table(
        "proposal_versions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change_reason", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("annual_premium", Money(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("built_at", UtcTime(), nullable=False),
        sa.Column("built_by", sa.Text(), nullable=False),
        sa.Column("review_result", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", UtcTime(), nullable=True),
        sa.Column("corrections", sa.Text(), nullable=False),
        sa.Column("explained_at", UtcTime(), nullable=True),
        sa.Column("explained_by", sa.Text(), nullable=True),
        sa.Column("explained_points", sa.JSON(), nullable=False),
        sa.Column("customer_decision", sa.Text(), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_versions_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_versions")),
        sa.UniqueConstraint("proposal_id", "version", name=op.f("uq_proposal_versions_proposal_id_version")),
    )
    with op.batch_alter_table("products") as table:
        table.add_column(sa.Column("customer_kind", sa.Text(), nullable=False, server_default="individual"))
    with op.batch_alter_table("products") as table:
        # The default was for the rows that were there; a new row says it itself.
        table.alter_column("customer_kind", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:

    op.drop_table("proposal_versions")
    op.drop_table("proposal_lines")
    op.drop_table("double_recordings")
    op.drop_index(op.f("ix_proposals_customer_id"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_case_id"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_agent_id_status"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_table("needs_risks")
    op.drop_index(op.f("ix_needs_papers_needs_id_round"), table_name="needs_papers")
    op.drop_table("needs_papers")
    op.drop_index(op.f("ix_needs_cross_checks_needs_id_round"), table_name="needs_cross_checks")
    op.drop_table("needs_cross_checks")
    op.drop_index(op.f("ix_sales_confirmations_matter_id_purpose"), table_name="sales_confirmations")
    op.drop_index(op.f("ix_sales_confirmations_customer_id"), table_name="sales_confirmations")
    op.drop_table("sales_confirmations")
    op.drop_index(op.f("ix_needs_analyses_customer_id_status"), table_name="needs_analyses")
    op.drop_index(op.f("ix_needs_analyses_case_id"), table_name="needs_analyses")
    op.drop_index(op.f("ix_needs_analyses_agent_id"), table_name="needs_analyses")
    op.drop_table("needs_analyses")
    op.drop_table("marketing_material_versions")
    op.drop_index(op.f("ix_marketing_material_hits_material_id_version"), table_name="marketing_material_hits")
    op.drop_table("marketing_material_hits")
    op.drop_index(op.f("ix_contacts_customer_id"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_case_id"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_agent_id_status"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(op.f("ix_marketing_materials_status_channel"), table_name="marketing_materials")
    op.drop_table("marketing_materials")
    with op.batch_alter_table("products") as table:
        table.drop_column("customer_kind")
