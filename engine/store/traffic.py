"""What travels between cases and the outside: messages, signals, the outbox; and the settings of the store."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from engine.store.history import SERIAL
from engine.store.tables import UtcTime, metadata

messages = Table(
    "messages",
    metadata,
    # Rows stay after their time, so that a repeat of an old message id is still recognised; their variables go.
    Column("id", SERIAL, primary_key=True),
    Column("message_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text, nullable=False),
    # Ciphertext under the engine's own key: no case is known yet. NULL once it has expired.
    Column("variables", LargeBinary),
    Column("actor", Text, nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    # Serves: was this message here before?
    UniqueConstraint("name", "correlation_key", "message_id"),
    # Serves: what was buffered for a subscription that just opened; the sweep over unexpired messages.
    Index("ix_messages_buffered", "name", "correlation_key", "expires_at"),
    # Serves: the sweep that drops the variables of expired messages.
    Index("ix_messages_expires_at", "expires_at"),
)

message_correlations = Table(
    "message_correlations",
    metadata,
    # Written in the step that takes the message: each process takes a message once.
    Column("message", ForeignKey("messages.id"), primary_key=True),
    Column("process_id", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

signals = Table(
    "signals",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("name", Text, nullable=False),
    # Ciphertext under the engine's own key.
    Column("variables", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

signal_deliveries = Table(
    "signal_deliveries",
    metadata,
    # Written with the throw, one per listener of that moment; each is deleted in the step that hears it.
    Column("id", SERIAL, primary_key=True),
    Column("signal", ForeignKey("signals.id"), nullable=False),
    # A waiting case and its subscription, or a process and its start event.
    Column("case_id", Text),
    Column("subscription", Integer),
    Column("process_id", Text),
    Column("element", Text),
    Column("wake_at", UtcTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("problem", Text),
    # Serves: the sweep over deliveries left behind by a crash.
    Index("ix_signal_deliveries_wake_at", "wake_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # Serves also: nothing is queued twice.
    Column("idempotency_key", Text, nullable=False, unique=True),
    # Ciphertext under the case's key.
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    # NULL: sent, or given up.
    Column("wake_at", UtcTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", UtcTime),
    Column("problem", Text),
    # Serves: the dispatcher.
    Index("ix_outbox_wake_at", "wake_at"),
)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
