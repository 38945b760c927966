"""One journal entry: a readable header, an encrypted payload, and the hash that ties it to the entry before.

    hash = SHA-256( canonical header ‖ 0x00 ‖ ciphertext )

The canonical header is JSON with sorted keys and no spaces (UTF-8); `prev_hash` in it is hex. An offline verifier needs
this line, SHA-256 and JSON, and no key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from engine.actor import Actor
from engine.facts import Fact
from engine.journal.vocabulary import fact_from
from engine.store.history import journal
from engine.store.keys import Cipher
from engine.store.prepared import insert_of

Json = Any
FIRST = bytes(32)
"""What the first entry of a chain names as the one before."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What anybody may read of an entry. `at` is aware UTC."""

    case_id: str
    seq: int
    at: datetime
    actor_id: str
    actor_kind: str
    channel: str
    on_behalf_of: str | None
    command: str
    element: str | None
    definition_sha256: str | None
    prev_hash: bytes

    def canonical(self) -> bytes:
        """The bytes that are hashed."""
        said = {
            "v": FORMAT,
            "case": self.case_id,
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "kind": self.actor_kind,
            "channel": self.channel,
            "on_behalf_of": self.on_behalf_of,
            "command": self.command,
            "element": self.element,
            "definition": self.definition_sha256,
            "prev": self.prev_hash.hex(),
        }
        return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)

    def hash(self, payload: bytes) -> bytes:
        """The entry's hash over this header and its ciphertext."""
        return hashlib.sha256(self.canonical() + b"\0" + payload).digest()


@dataclass(frozen=True, slots=True)
class Payload:
    """What only the case's key opens. `state`: SHA-256 (hex) of the snapshot after the command, None without one."""

    inputs: dict[str, Json]
    facts: tuple[Fact, ...]
    state: str | None = None

    def seal(self, cipher: Cipher, seq: int) -> bytes:
        facts = [(fact.name, fact) for fact in self.facts]
        return cipher.seal(f"journal\0{seq}", {"inputs": self.inputs, "facts": facts, "state": self.state})

    @classmethod
    def open(cls, cipher: Cipher, seq: int, sealed: bytes) -> Payload:
        """Raises `engine.store.keys.SealBroken` when the ciphertext was changed or moved."""
        said = cipher.open(f"journal\0{seq}", sealed)
        return cls(said["inputs"], tuple(fact_from(name, values) for name, values in said["facts"]), said["state"])


_INSERT = insert_of(journal, *(column.name for column in journal.c if column.name != "id"))


def append(connection: Connection, header: Header, payload: Payload, cipher: Cipher) -> bytes:
    """Write one entry; gives its hash, the new head of the chain."""
    sealed = payload.seal(cipher, header.seq)
    digest = header.hash(sealed)
    _INSERT.run(
        connection,
        {
            "case_id": header.case_id,
            "seq": header.seq,
            "at": header.at,
            "actor_id": header.actor_id,
            "actor_kind": header.actor_kind,
            "channel": header.channel,
            "on_behalf_of": header.on_behalf_of,
            "command": header.command,
            "element": header.element,
            "definition_sha256": header.definition_sha256,
            "prev_hash": header.prev_hash,
            "hash": digest,
            "payload": sealed,
        },
    )
    return digest


def header_for(
    case_id: str,
    seq: int,
    at: datetime,
    actor: Actor,
    command: str,
    element: str | None,
    definition_sha256: str | None,
    prev_hash: bytes,
) -> Header:
    """The header of a new entry."""
    return Header(
        case_id, seq, at, actor.id, actor.kind.value, actor.channel.value, actor.on_behalf_of, command, element,
        definition_sha256, prev_hash,
    )  # fmt: skip


def header_of(row: Any) -> Header:
    """The header of a stored row."""
    return Header(
        row.case_id, row.seq, row.at, row.actor_id, row.actor_kind, row.channel, row.on_behalf_of, row.command,
        row.element, row.definition_sha256, bytes(row.prev_hash),
    )  # fmt: skip


def facts_of(payloads: Iterable[Payload]) -> list[Fact]:
    """All facts of several entries, in order."""
    return [fact for payload in payloads for fact in payload.facts]
