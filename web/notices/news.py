"""News for pages that are open: one look at the database per tick, shared by every page that listens in this process.

A page hears only *that* something is new: `notice` (for this person), `work` (in one of this person's queues), `task`
(the task on the page changed hands or state). What it is, the page then asks where it always asks; so a stream
carries no data, and a page that has none loses nothing but time.

A stream keeps a thread of the server, so their number is bounded; who finds no place is told to ask now and then. Of
one browser the newest two stay: a page that was left may take a heartbeat to be noticed. Each ends after some minutes,
and the browser's next one passes the gate anew.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import orjson
import structlog
from sqlalchemy import bindparam, func, literal, null, select, union_all
from sqlalchemy.exc import SQLAlchemyError

from engine.store.cases import user_tasks
from engine.store.history import journal
from engine.store.store import Store
from engine.tracing import where
from web.tables import StaffNotice

log = structlog.get_logger(__name__)
TICK_S = 2.0
HEARTBEAT_S = 15.0
LASTS_S = 300.0
RETRY_MS = 5000
MOST_OF_ONE = 2
MOST_ROWS = 2000
OVERLAP_S = 10.0
"""On PostgreSQL a number that was drawn early may be committed late: so long is looked back."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """How far has been heard: entries of the journal, notices. As text it is the id of an event."""

    entry: int = 0
    notice: int = 0

    @classmethod
    def read(cls, text: str) -> Position | None:
        """None for what no stream has said."""
        entry, dot, notice = text.partition(".")
        return cls(int(entry), int(notice)) if dot and entry.isdecimal() and notice.isdecimal() else None

    def __str__(self) -> str:
        return f"{self.entry}.{self.notice}"


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of news. `people`: whom a notice is for, or who has or had to do with a task."""

    id: int
    is_notice: bool
    task_id: str
    people: frozenset[str]
    groups: frozenset[str]


@dataclass(eq=False, slots=True)
class Stream:
    """One page that listens. `owner`: its browser."""

    owner: str
    account_id: str
    roles: frozenset[str]
    task_id: str
    ends_at: float
    at: Position
    waiting: list[str] = field(default_factory=list)
    is_over: bool = False

    def hear(self, happening: Happening) -> None:
        """Note what of it concerns this page; the same twice is once."""
        if happening.is_notice:
            said = ["notice"] if self.account_id in happening.people else []
        else:
            mine = self.account_id in happening.people or bool(self.roles & happening.groups)
            said = (["work"] if mine else []) + (["task"] if happening.task_id == self.task_id else [])
        self.waiting += [event for event in said if event not in self.waiting]


class News:
    """What is new, for up to `most` streams at once."""

    def __init__(self, store: Store, most: int, tick_s: float = TICK_S, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._store = store
        self._most = most
        self._tick_s, self._heartbeat_s = tick_s, heartbeat_s
        self._streams: list[Stream] = []
        self._changed = threading.Condition()
        self._ticker: threading.Thread | None = None
        self._heard: deque[tuple[float, Position]] = deque()
        self._seen: dict[tuple[bool, int], float] = {}
        self._stopped = threading.Event()

    def open(
        self, owner: str, account_id: str, roles: frozenset[str], task_id: str = "", since: Position | None = None
    ) -> Stream | None:
        """A stream, or None where all places are taken. `since`: what was heard before the connection was lost."""
        newest = self._newest()
        with self._changed:
            if self._stopped.is_set():
                return None
            mine = [stream for stream in self._streams if stream.owner == owner and not stream.is_over]
            for old in mine[: max(0, len(mine) - MOST_OF_ONE + 1)]:
                old.is_over = True
            if sum(not stream.is_over for stream in self._streams) >= self._most:
                return None
            stream = Stream(owner, account_id, roles, task_id, monotonic() + LASTS_S, newest)
            self._streams.append(stream)
            self._changed.notify_all()
            if self._ticker is None:
                self._heard.clear()
                self._heard.append((monotonic(), newest))
                self._ticker = threading.Thread(target=self._run, name="news", daemon=True)
                self._ticker.start()
        if since is not None and since != newest:
            for happening in self._happenings(since):
                stream.hear(happening)
        return stream

    def close(self, stream: Stream) -> None:
        """The page has gone."""
        with self._changed:
            stream.is_over = True
            if stream in self._streams:
                self._streams.remove(stream)
            self._changed.notify_all()

    def stop(self) -> None:
        """End every stream: the server goes down."""
        self._stopped.set()
        with self._changed:
            for stream in self._streams:
                stream.is_over = True
            self._changed.notify_all()
        ticker = self._ticker
        if ticker is not None and ticker is not threading.current_thread():
            ticker.join(timeout=self._tick_s + 5)

    def events(self, stream: Stream) -> Iterator[str]:
        """What the page is sent, until it goes, its time is over or the server ends."""
        try:
            yield f"retry: {RETRY_MS}\nid: {stream.at}\n\n"
            while True:
                with self._changed:
                    if not stream.waiting and not stream.is_over:
                        self._changed.wait(self._heartbeat_s)
                    said, stream.waiting = stream.waiting, []
                    at, is_over = stream.at, stream.is_over or monotonic() >= stream.ends_at
                yield "".join(f"id: {at}\nevent: {event}\ndata: {event}\n\n" for event in said) or ":\n\n"
                if is_over:
                    return
        finally:
            self.close(stream)

    def _run(self) -> None:
        while not self._stopped.wait(self._tick_s):
            with self._changed:
                if not self._streams:
                    self._ticker = None
                    return
            try:
                self._tick()
            except SQLAlchemyError as error:
                log.warning("no news", action="news_failed", error=where(error))
                break
        with self._changed:
            self._ticker = None
            for stream in self._streams:
                stream.is_over = True
            self._changed.notify_all()

    def _tick(self) -> None:
        now = monotonic()
        # From the position of a while ago, so that late commits are met; what was seen since then is left out.
        while len(self._heard) > 1 and self._heard[1][0] <= now - OVERLAP_S:
            self._heard.popleft()
        since = self._heard[0][1] if self._store.is_postgresql else self._heard[-1][1]
        found = [one for one in self._happenings(since) if (one.is_notice, one.id) not in self._seen]
        self._seen = {key: at for key, at in self._seen.items() if at > now - 3 * OVERLAP_S}
        if not found:
            return
        self._seen |= {(one.is_notice, one.id): now for one in found}
        last = self._heard[-1][1]
        at = Position(
            max([last.entry, *(one.id for one in found if not one.is_notice)]),
            max([last.notice, *(one.id for one in found if one.is_notice)]),
        )
        self._heard.append((now, at))
        with self._changed:
            for stream in self._streams:
                for one in found:
                    stream.hear(one)
                stream.at = at
            self._changed.notify_all()

    def _happenings(self, since: Position) -> list[Happening]:
        with self._store.read() as connection:
            return [
                _happening(row) for row in connection.execute(_NEWS, {"entry": since.entry, "notice": since.notice})
            ]

    def _newest(self) -> Position:
        with self._store.read() as connection:
            entry = connection.scalar(select(func.max(journal.c.id))) or 0
            return Position(entry, connection.scalar(select(func.max(StaffNotice.id))) or 0)


_T = user_tasks.c
# A task's version is the number of the entry that changed it last: both ranges are read from the end of a primary key.
_NEWS = union_all(
    select(
        journal.c.id, literal(value=False).label("is_notice"), _T.id.label("task_id"), _T.groups, _T.users, _T.holder,
        _T.held_for, _T.closed_by,
    )
    .join_from(journal, user_tasks, (_T.case_id == journal.c.case_id) & (_T.version == journal.c.seq))
    .where(journal.c.id > bindparam("entry")),
    select(
        StaffNotice.id, literal(value=True), StaffNotice.task_id, null(), null(), StaffNotice.account_id, null(), null()
    ).where(StaffNotice.id > bindparam("notice"), StaffNotice.read_at.is_(None)),
).limit(MOST_ROWS)  # fmt: skip


def _happening(row: Any) -> Happening:
    people = [*(orjson.loads(row.users) if row.users else []), row.holder, row.held_for, row.closed_by]
    groups = frozenset(orjson.loads(row.groups) if row.groups else ())
    return Happening(row.id, bool(row.is_notice), row.task_id or "", frozenset(filter(None, people)), groups)
