"""What was done, and what was tried and refused. Append-only: triggers refuse everything else (`triggers.py`)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from engine.store.tables import UtcTime, metadata

SERIAL = BigInteger().with_variant(Integer(), "sqlite")

journal = Table(
    "journal",
    metadata,
    # In the order of writing over all cases: what a checkpoint gathers.
    Column("id", SERIAL, primary_key=True),
    # Not a foreign key: the engine's own chain (deployments, broadcasts) is `@engine`.
    Column("case_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("command", Text, nullable=False),
    Column("element", Text),
    Column("definition_sha256", Text),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    # Ciphertext under the case's key: inputs, facts, recorded results.
    Column("payload", LargeBinary, nullable=False),
    # Serves: the history of a case in order, verify, replay; and lets no number be used twice.
    UniqueConstraint("case_id", "seq"),
)

access_log = Table(
    "access_log",
    metadata,
    # Refused attempts, and reads that the caller finds worth recording.
    Column("id", SERIAL, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("verb", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("case_id", Text),
    # `refused` or `read`
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # Serves: what was refused, the newest first, among the many reads.
    Index(
        "ix_access_log_refused",
        "id",
        sqlite_where=text("outcome = 'refused'"),
        postgresql_where=text("outcome = 'refused'"),
    ),
    # Serves: who touched this case, in order.
    Index("ix_access_log_case_id", "case_id", "id"),
    # Serves: what did this person do, in order.
    Index("ix_access_log_actor_id", "actor_id", "id"),
)
