"""The engine's own chain: deployments, and messages and signals from outside. Its head is a row of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from engine.actor import Actor
from engine.facts import Fact, Json
from engine.journal.entries import FIRST, Payload, append, header_for
from engine.store.keys import ENGINE, KeyRing
from engine.store.traffic import settings

HEAD = "engine_chain_head"
_HEAD = select(settings.c.value).where(settings.c.name == HEAD).with_for_update()
_MOVE = settings.update().where(settings.c.name == HEAD).values(value=bindparam("head"))


def record(
    connection: Connection, keys: KeyRing, at: datetime, by: Actor, command: str,
    inputs: dict[str, Json], facts: Sequence[Fact],
) -> None:  # fmt: skip
    """Write one entry; others who write to this chain wait until the transaction ends."""
    seq, head = read_head(connection, lock=True)
    header = header_for(ENGINE, seq + 1, at, by, command, None, None, head)
    digest = append(connection, header, Payload(inputs, tuple(facts)), keys.engine(connection))
    connection.execute(_MOVE, {"head": pack(seq + 1, digest)})


def read_head(connection: Connection, *, lock: bool = False) -> tuple[int, bytes]:
    """Sequence and hash of the last entry; sequence 0 before the first."""
    statement = _HEAD if lock else select(settings.c.value).where(settings.c.name == HEAD)
    packed = connection.execute(statement).scalar()
    return (0, FIRST) if packed is None else (int.from_bytes(packed[:8]), bytes(packed[8:]))


def pack(seq: int, head: bytes) -> bytes:
    """A head as the settings hold it."""
    return seq.to_bytes(8) + head


def prepare(connection: Connection) -> None:
    """Make the head's row, so that it can be locked: at the first opening of a store."""
    if connection.execute(select(settings.c.name).where(settings.c.name == HEAD)).first() is None:
        connection.execute(settings.insert(), {"name": HEAD, "value": pack(0, FIRST)})
