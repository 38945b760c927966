"""Is the history intact? Every hash computed again, every link followed, every tail compared with its head.

Needs no key: hashes are over ciphertext, so an erased case verifies like any other. Streams: a million entries take
no more memory than one. What it cannot see is a forger who may also rewrite the case rows: signed checkpoints are for
that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, exists, select

from engine.journal.engine_chain import read_head
from engine.journal.entries import FIRST, header_of
from engine.store.cases import cases
from engine.store.history import journal
from engine.store.keys import ENGINE
from engine.store.store import Store

BATCH = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one chain. `broken_at`: the first sequence where it breaks, None when intact; `sentence` says how."""

    case_id: str
    entries: int
    broken_at: int | None
    sentence: str

    @property
    def intact(self) -> bool:
        return self.broken_at is None


class _Chain:
    """Follows one chain entry by entry; keeps the first break and goes on counting."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        self.entries = 0
        self.seq = 0
        self.head = FIRST
        self.broken_at: int | None = None
        self.sentence = "intact"

    def _break(self, seq: int, sentence: str) -> None:
        if self.broken_at is None:
            self.broken_at = seq
            self.sentence = sentence

    def follow(self, row: Any) -> None:
        self.entries += 1
        header = header_of(row)
        expected = self.seq + 1
        if row.seq != expected:
            missing = f"entry {expected} is" if row.seq == expected + 1 else f"entries {expected} to {row.seq - 1} are"
            self._break(expected, f"{missing} missing")
        elif header.prev_hash != self.head:
            self._break(row.seq, f"entry {row.seq} does not follow the entry before it")
        elif header.hash(bytes(row.payload)) != bytes(row.hash):
            self._break(row.seq, f"entry {row.seq} was changed")
        self.seq, self.head = row.seq, bytes(row.hash)

    def close(self, version: int, head: bytes) -> Verdict:
        """Compare with what the case row says is the last entry."""
        if self.seq < version:
            count = version - self.seq
            self._break(
                self.seq + 1, f"the last {count} entries are missing" if count > 1 else "the last entry is missing"
            )
        elif self.seq > version:
            self._break(version + 1, f"entry {version + 1} was added, the case knows of {version}")
        elif self.head != head:
            self._break(max(version, 1), f"entry {version} is not the one the case was left with")
        return Verdict(self.case_id, self.entries, self.broken_at, self.sentence)


def verify_case(connection: Connection, case_id: str) -> Verdict | None:
    """The verdict on one case, or on the engine's own chain (`@engine`); None when there is neither case nor entry."""
    if case_id == ENGINE:
        return _verify_engine(connection)
    case = connection.execute(select(cases.c.version, cases.c.head_hash).where(cases.c.id == case_id)).first()
    chain = _follow(case_id, connection.execute(_entries(case_id)))
    if case is None:
        return _orphan(chain) if chain.entries else None
    return chain.close(case.version, bytes(case.head_hash))


def verify_all(store: Store) -> Iterator[Verdict]:
    """The verdict on every chain: the engine's own, then case by case, then entries whose case has vanished."""
    with store.read() as connection:
        yield _verify_engine(connection)
        with connection.execute(_ALL) as found:
            for case_id, rows in groupby(found, key=lambda row: str(row.id)):
                yield _verify_group(case_id, rows)
        with connection.execute(_ORPHANS) as found:
            for case_id, rows in groupby(found, key=lambda row: str(row.case_id)):
                yield _orphan(_follow(case_id, rows))


def _verify_engine(connection: Connection) -> Verdict:
    chain = _follow(ENGINE, connection.execute(_entries(ENGINE)))
    return chain.close(*read_head(connection))


def _verify_group(case_id: str, rows: Iterable[Any]) -> Verdict:
    chain = _Chain(case_id)
    version, head = 0, FIRST
    for row in rows:
        version, head = row.version, bytes(row.head_hash)
        if row.seq is not None:
            chain.follow(row)
    return chain.close(version, head)


def _follow(case_id: str, rows: Iterable[Any]) -> _Chain:
    chain = _Chain(case_id)
    for row in rows:
        chain.follow(row)
    return chain


def _orphan(chain: _Chain) -> Verdict:
    return Verdict(chain.case_id, chain.entries, 1, "the case of these entries is missing")


def _entries(case_id: str) -> Any:
    return (
        select(journal).where(journal.c.case_id == case_id).order_by(journal.c.seq).execution_options(yield_per=BATCH)
    )


_ALL = (
    select(cases.c.id.label("id"), cases.c.version, cases.c.head_hash, *(c for c in journal.c if c.name != "id"))
    .join_from(cases, journal, journal.c.case_id == cases.c.id, isouter=True)
    .order_by(cases.c.id, journal.c.seq)
    .execution_options(yield_per=BATCH)
)
_ORPHANS = (
    select(journal)
    .where(journal.c.case_id != ENGINE, ~exists().where(cases.c.id == journal.c.case_id))
    .order_by(journal.c.case_id, journal.c.seq)
    .execution_options(yield_per=BATCH)
)
