"""Applications of groups: what they declare, and their lives; grades of sellers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Money

revision = "handlers_0013"
down_revision = "handlers_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_applications",
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("premium_source", sa.Text(), nullable=True),
        sa.Column("formed_to_insure", sa.Boolean(), nullable=False),
        sa.Column("beneficiary_breach", sa.Boolean(), nullable=False),
        sa.Column("premium_3y", Money(), nullable=False),
        sa.Column("claims_3y", Money(), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_group_applications_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_group_applications")),
    )
    op.create_table(
        "group_lives",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("id_no_hash", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("occupation_class", sa.Text(), nullable=False),
        sa.Column("actively_at_work", sa.Boolean(), nullable=False),
        sa.Column("excluded", sa.Text(), nullable=True),
        sa.Column("premium", Money(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_group_lives_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_lives")),
    )
    op.create_index(op.f("ix_group_lives_application_id_version"), "group_lives", ["application_id", "version"])
    op.create_table(
        "agent_grades",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_grades")),
    )
    op.create_index(op.f("ix_agent_grades_person_id_valid_from"), "agent_grades", ["person_id", "valid_from"])
