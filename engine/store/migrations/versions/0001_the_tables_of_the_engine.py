"""The tables of the engine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store import triggers
from engine.store.history import SERIAL
from engine.store.tables import UtcTime

revision = "0001"
down_revision = None
branch_labels = ("engine",)
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    op.create_table(
        "access_log",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index("ix_access_log_actor_id", ["actor_id", "id"], unique=False)
        batch_op.create_index("ix_access_log_case_id", ["case_id", "id"], unique=False)

    op.create_table(
        "case_keys",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("master", sa.Text(), nullable=False),
        sa.Column("erased_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_keys")),
    )
    op.create_table(
        "definitions",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('bpmn', 'dmn', 'form')", name=op.f("ck_definitions_kind")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_definitions")),
    )
    op.create_table(
        "deployments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployments")),
    )
    op.create_index("ix_deployments_sha256", "deployments", ["sha256"])
    op.create_table(
        "journal",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("definition_sha256", sa.Text(), nullable=True),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_journal_case_id_seq")),
    )
    op.create_table(
        "messages",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=False),
        sa.Column("variables", sa.LargeBinary(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "name", "correlation_key", "message_id", name=op.f("uq_messages_name_correlation_key_message_id")
        ),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("ix_messages_buffered", ["name", "correlation_key", "expires_at"], unique=False)
        batch_op.create_index("ix_messages_expires_at", ["expires_at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("wake_at", UtcTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_outbox_idempotency_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_wake_at", ["wake_at"], unique=False)

    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "signals",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("variables", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    op.create_table(
        "start_events",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("event_name", sa.Text(), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("wake_at", UtcTime(), nullable=True),
        sa.Column("repetitions", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("process_id", "element", name=op.f("pk_start_events")),
    )
    with op.batch_alter_table("start_events", schema=None) as batch_op:
        batch_op.create_index("ix_start_events_event_name", ["event_name"], unique=False)
        batch_op.create_index("ix_start_events_wake_at", ["wake_at"], unique=False)

    op.create_table(
        "deployment_files",
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployments.id"], name=op.f("fk_deployment_files_deployment_id")),
        sa.ForeignKeyConstraint(["sha256"], ["definitions.sha256"], name=op.f("fk_deployment_files_sha256")),
        sa.PrimaryKeyConstraint("deployment_id", "name", name=op.f("pk_deployment_files")),
    )
    op.create_table(
        "message_correlations",
        sa.Column("message", SERIAL, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_message_correlations_message")),
        sa.PrimaryKeyConstraint("message", "process_id", name=op.f("pk_message_correlations")),
    )
    op.create_table(
        "process_versions",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("definition_sha256", sa.Text(), nullable=False),
        sa.Column("bundle_sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_sha256"], ["definitions.sha256"], name=op.f("fk_process_versions_definition_sha256")
        ),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployments.id"], name=op.f("fk_process_versions_deployment_id")),
        sa.PrimaryKeyConstraint("process_id", "version", name=op.f("pk_process_versions")),
    )
    op.create_table(
        "signal_deliveries",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("signal", SERIAL, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("subscription", sa.Integer(), nullable=True),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("wake_at", UtcTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=op.f("fk_signal_deliveries_signal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_deliveries")),
    )
    with op.batch_alter_table("signal_deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_signal_deliveries_wake_at", ["wake_at"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("process_version", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("end_event", sa.Text(), nullable=True),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'suspended', 'completed', 'terminated', 'cancelled')", name=op.f("ck_cases_status")
        ),
        sa.ForeignKeyConstraint(
            ["process_id", "process_version"],
            ["process_versions.process_id", "process_versions.version"],
            name="process",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_business_key", ["business_key"], unique=False)
        batch_op.create_index(
            "ix_cases_running",
            ["process_id", "started_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_cases_started_at", ["started_at", "id"], unique=False)

    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("raised_at", UtcTime(), nullable=False),
        sa.Column("resolved_at", UtcTime(), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_incidents_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index("ix_incidents_case_id", ["case_id"], unique=False)
        batch_op.create_index(
            "ix_incidents_open",
            ["raised_at"],
            unique=False,
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )

    op.create_table(
        "jobs",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("retries_left", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("wake_at", UtcTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_jobs_case_id")),
        sa.PrimaryKeyConstraint("case_id", "job", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_wake_at", ["wake_at", "due_at"], unique=False)

    op.create_table(
        "subscriptions",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("subscription", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("event_name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_subscriptions_case_id")),
        sa.PrimaryKeyConstraint("case_id", "subscription", name=op.f("pk_subscriptions")),
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index("ix_subscriptions_event", ["event_name", "correlation_key"], unique=False)

    op.create_table(
        "timers",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("timer", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("wake_at", UtcTime(), nullable=True),
        sa.Column("repetitions", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_timers_case_id")),
        sa.PrimaryKeyConstraint("case_id", "timer", name=op.f("pk_timers")),
    )
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.create_index("ix_timers_wake_at", ["wake_at", "due_at"], unique=False)

    op.create_table(
        "user_tasks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("form_id", sa.Text(), nullable=True),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("users", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("held_for", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("follow_up_at", UtcTime(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_for", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("context", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'completed', 'cancelled')", name=op.f("ck_user_tasks_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_user_tasks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_tasks")),
    )
    with op.batch_alter_table("user_tasks", schema=None) as batch_op:
        batch_op.create_index("ix_user_tasks_case_id_element", ["case_id", "element"], unique=False)
        batch_op.create_index(
            "ix_user_tasks_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_user_tasks_holder",
            ["holder"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "task_candidates",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_at", UtcTime(), nullable=False),
        sa.CheckConstraint("kind IN ('group', 'user', 'anyone')", name=op.f("ck_task_candidates_kind")),
        sa.ForeignKeyConstraint(["task_id"], ["user_tasks.id"], name=op.f("fk_task_candidates_task_id")),
        sa.PrimaryKeyConstraint("task_id", "kind", "name", name=op.f("pk_task_candidates")),
    )
    with op.batch_alter_table("task_candidates", schema=None) as batch_op:
        batch_op.create_index("ix_task_candidates_inbox", ["kind", "name", "sort_at", "task_id"], unique=False)

    op.create_table(
        "task_drafts",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_tasks.id"], name=op.f("fk_task_drafts_task_id")),
        sa.PrimaryKeyConstraint("task_id", "actor_id", name=op.f("pk_task_drafts")),
    )
    for table in triggers.APPEND_ONLY:
        for statement in triggers.statements(op.get_bind().dialect.name, table):
            op.execute(statement)
