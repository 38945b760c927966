"""What was deployed: files by content, deployments, versions of processes, and what starts them by itself."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from engine.store.tables import UtcTime, metadata

definitions = Table(
    "definitions",
    metadata,
    # A file is its SHA-256 (hex): the same bytes are stored once, and nobody can change what a case ran on.
    Column("sha256", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("kind IN ('bpmn', 'dmn', 'form')", name="kind"),
)

deployments = Table(
    "deployments",
    metadata,
    Column("id", Integer, primary_key=True),
    # Over all names and contents.
    Column("sha256", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),
    # Serves: were these very files deployed before?
    Index("ix_deployments_sha256", "sha256"),
)

deployment_files = Table(
    "deployment_files",
    metadata,
    Column("deployment_id", ForeignKey("deployments.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sha256", ForeignKey("definitions.sha256"), nullable=False),
)

process_versions = Table(
    "process_versions",
    metadata,
    Column("process_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("deployment_id", ForeignKey("deployments.id"), nullable=False),
    Column("definition_sha256", ForeignKey("definitions.sha256"), nullable=False),
    # Over the diagram and everything that it reaches (called processes, decisions, forms): a new version begins
    # exactly when one of them changed.
    Column("bundle_sha256", Text, nullable=False),
)

start_events = Table(
    "start_events",
    metadata,
    Column("process_id", Text, primary_key=True),
    Column("element", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("event_name", Text),
    Column("due_at", UtcTime),
    # When the scheduler looks at the row: `due_at`, or later while it is claimed or pushed away.
    Column("wake_at", UtcTime),
    Column("repetitions", BigInteger, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("problem", Text),
    # Serves: which processes does this message or signal start?
    Index("ix_start_events_event_name", "event_name"),
    # Serves: the due sweep and the earliest due time.
    Index("ix_start_events_wake_at", "wake_at"),
)
