"""Takes notices outside: plans each reader's messages when the outbox hands a notice over, and sends them when due.

1. `tell` has put the notices' ids into the engine's outbox, in the transaction of what they tell of.
2. `plan` writes one delivery per notice and channel, and puts each message into the outbox for its moment: at once,
   at the end of the quiet hours, or with the day's digest. Deliveries of one moment share a message (`batch`).
3. `deliver` sends what is still queued of a batch. What may pass is raised, so the outbox tries again, later each
   time; after `MOST_ATTEMPTS`, or where trying again would not help, the delivery has failed and says why.

All of it may happen twice: a delivery is planned once per notice and channel, and sent while it is queued.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.outbox import Outgoing, Sender, queue
from engine.store.keys import ENGINE
from engine.timers.calendar import statutory
from web.i18n.labels import Labels
from web.notices.addresses import address_of, addresses_of
from web.notices.kinds import KINDS, OUTSIDE, ROLE_READER, Channel, Pace, Topic
from web.notices.letters import tell_of_letter
from web.notices.lookout import look_out
from web.notices.mail import MailWay
from web.notices.messages import Speaker, compose, compose_test
from web.notices.notices import ANNOUNCE
from web.notices.preferences import Preferences, preferences_of
from web.notices.quiet_hours import moment_for
from web.notices.sending import AWAY, Address, CannotSend, Message, Problem, Way
from web.notices.tables import NoticeDelivery
from web.notices.webhooks import DingTalkWay, WebhookPoster, WeComWay
from web.settings import Settings
from web.tables import Account, StaffNotice

SEND = "staff_message"
"""Kind of the outbox: one message to one reader by one channel."""
MOST_ATTEMPTS = 8
RESTS = timedelta(minutes=1)
"""How long a server that does not answer is left alone: the outbox has other things to send, and one thread."""
LATE = timedelta(minutes=10)
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Courier:
    """Sends for one installation. The engine is attached once it is open: it wants its senders before."""

    _engine: Engine

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._zone = ZoneInfo(settings.time_zone)
        self._resting: dict[str, datetime] = {}

    def attach(self, engine: Engine) -> None:
        """Say where notices are and what time it is. Nothing can be sent before."""
        self._engine = engine

    def senders(self) -> Mapping[str, Sender]:
        """What the engine's outbox hands over, by kind."""
        return {ANNOUNCE: self._plan, SEND: self._deliver}

    def tell_of_letter(self, outgoing: Outgoing) -> None:
        """A diagram's notice: its readers among the staff are told of it."""
        tell_of_letter(self._engine, outgoing)

    def chores(self) -> tuple[Callable[[], object], ...]:
        """What the engine does with every sweep: tell of what time and machines did, send what came too late."""
        return (lambda: look_out(self._engine, self._zone), self.requeue_late)

    @cached_property
    def _labels(self) -> Labels:
        return Labels.read(self._settings.bpmn)

    @cached_property
    def _ways(self) -> Mapping[Channel, Way]:
        clock, poster = self._engine.clock, WebhookPoster(self._settings)
        ways: dict[Channel, Way] = {Channel.WECOM: WeComWay(poster), Channel.DINGTALK: DingTalkWay(poster, clock)}
        if self._settings.mail is not None:
            ways[Channel.EMAIL] = MailWay(self._settings.mail, clock)
        return ways if self._settings.webhook_hosts else {c: w for c, w in ways.items() if c is Channel.EMAIL}

    @property
    def ready(self) -> frozenset[Channel]:
        """The channels outside that this installation is configured for."""
        return frozenset(self._ways)

    # planning

    def _plan(self, outgoing: Outgoing) -> None:
        now = self._engine.clock.now()
        with self._engine.store.session() as rows:
            asked = select(StaffNotice).where(StaffNotice.id.in_(outgoing.payload["ids"])).order_by(StaffNotice.id)
            notices = rows.scalars(asked).all()
            readers = {notice.account_id for notice in notices}
            wanted, kept = preferences_of(rows, readers), addresses_of(rows, readers)
            for notice in notices:
                for channel in OUTSIDE:
                    pace = wanted[notice.account_id].pace(KINDS[notice.kind].topic, channel)
                    if pace is not Pace.OFF:
                        has_address = (notice.account_id, channel) in kept
                        self._plan_one(rows, notice, channel, pace, wanted[notice.account_id], now, has_address)

    def _plan_one(
        self, rows: Session, notice: StaffNotice, channel: Channel, pace: Pace, wanted: Preferences, now: datetime,
        has_address: bool,
    ) -> None:  # fmt: skip
        is_urgent = KINDS[notice.kind].is_urgent
        due_at = moment_for(wanted.hours, pace, now, self._zone, statutory(), is_urgent=is_urgent)
        part = f"notice.{notice.id}" if due_at <= now else f"{notice.account_id}.{due_at:%Y%m%dT%H%M}"
        batch = f"{SEND}.{channel.value}.{part}"
        problem = self._missing(channel, has_address=has_address)
        row = {
            "notice_id": notice.id, "reader": notice.account_id, "channel": channel.value, "batch": batch,
            "state": "failed" if problem else "queued", "attempts": 0, "problem": problem, "created_at": now,
            "due_at": due_at,
        }  # fmt: skip
        connection = rows.connection()
        insert = _INSERT[connection.dialect.name](NoticeDelivery)
        planned = connection.execute(insert.on_conflict_do_nothing(index_elements=["notice_id", "channel"]), row)
        if planned.rowcount and not problem:
            self._queue(connection, notice.account_id, channel, batch, now, due_at)

    def _missing(self, channel: Channel, *, has_address: bool) -> str | None:
        if channel not in self._ways:
            return Problem.NOT_CONFIGURED.value
        return None if has_address else Problem.NO_ADDRESS.value

    def _queue(
        self, connection: Connection, reader: str, channel: Channel, batch: str, now: datetime, due_at: datetime
    ) -> None:
        sent = Outgoing(SEND, {"reader": reader, "channel": channel.value, "batch": batch}, batch)
        queue(connection, ENGINE, self._engine.keys.engine(connection), [sent], now, not_before=due_at)

    def send_test(self, reader: str, channel: Channel, token: str) -> None:
        """Queue a test message; `token` makes it one of its own. What became of it stands among the deliveries."""
        now, batch = self._engine.clock.now(), f"{SEND}.{channel.value}.test.{token}"
        with self._engine.store.session() as rows:
            problem = self._missing(channel, has_address=(reader, channel) in addresses_of(rows, [reader]))
            rows.add(
                NoticeDelivery(
                    reader=reader, channel=channel.value, batch=batch, state="failed" if problem else "queued",
                    problem=problem, created_at=now, due_at=now,
                )
            )  # fmt: skip
            if not problem:
                self._queue(rows.connection(), reader, channel, batch, now, now)
        if self._engine.on_due is not None:
            self._engine.on_due(now)

    def requeue_late(self) -> None:
        """A chore: what was planned for a message that had just gone travels in one of its own."""
        now = self._engine.clock.now()
        late = select(NoticeDelivery).where(
            NoticeDelivery.state == "queued", NoticeDelivery.due_at < now - LATE, NoticeDelivery.attempts == 0
        )
        with self._engine.store.read() as connection:
            if connection.execute(late.limit(1)).first() is None:
                return
        with self._engine.store.session() as rows:
            for row in rows.scalars(late.limit(100)):
                row.batch, row.due_at = f"{SEND}.{row.channel}.late.{row.id}", now
                self._queue(rows.connection(), row.reader, Channel(row.channel), row.batch, now, now)

    # sending

    def _deliver(self, outgoing: Outgoing) -> None:
        said: Mapping[str, Any] = outgoing.payload
        reader, channel = said["reader"], Channel(said["channel"])
        with self._engine.store.read() as connection, Session(bind=connection) as rows:
            waiting = _queued(rows, said["batch"])
            if not waiting:
                return
            is_gone = _is_gone(rows, reader)
            address = address_of(rows, reader, channel)
            message = None if is_gone else self._message(rows, reader, waiting, said["batch"])
        ids = [row.id for row in waiting]
        if message is None:
            self._note(ids, state="dropped")
            return
        try:
            self._send(channel, message, address)
        except CannotSend as failed:
            gives_up = failed.is_lasting or waiting[0].attempts + 1 >= MOST_ATTEMPTS
            tried = 0 if failed.problem is Problem.RESTING else 1
            self._note(ids, tried=tried, problem=str(failed), state="failed" if gives_up else "queued")
            if not gives_up:
                raise
        else:
            self._note(ids, tried=1, state="sent", sent_at=self._engine.clock.now())

    def _message(self, rows: Session, reader: str, waiting: Sequence[NoticeDelivery], batch: str) -> Message:
        speaker = Speaker(preferences_of(rows, [reader])[reader].language, lambda: self._labels)
        wanted = [row.notice_id for row in waiting if row.notice_id is not None]
        if not wanted:
            return compose_test(speaker, self._settings.address, batch)
        notices = rows.scalars(select(StaffNotice).where(StaffNotice.id.in_(wanted)).order_by(StaffNotice.id)).all()
        return compose(rows, notices, speaker, self._settings.address, batch)

    def _send(self, channel: Channel, message: Message, address: Address | None) -> None:
        way = self._ways.get(channel)
        if way is None:
            raise CannotSend(Problem.NOT_CONFIGURED)
        if address is None:
            raise CannotSend(Problem.NO_ADDRESS)
        server, now = f"{channel.value} {urlsplit(address.to).hostname or ''}", self._engine.clock.now()
        if now < self._resting.get(server, now):
            raise CannotSend(Problem.RESTING)
        try:
            way.send(message, address)
        except CannotSend as failed:
            if failed.problem in AWAY:
                self._resting[server] = now + RESTS
            raise

    def _note(self, ids: Iterable[int], *, tried: int = 0, **became: Any) -> None:
        became = {"problem": None} | became
        changed = update(NoticeDelivery).where(NoticeDelivery.id.in_(list(ids)))
        with self._engine.store.session() as rows:
            rows.execute(changed.values(attempts=NoticeDelivery.attempts + tried, **became))


def _queued(rows: Session, batch: str) -> Sequence[NoticeDelivery]:
    asked = select(NoticeDelivery).where(NoticeDelivery.batch == batch, NoticeDelivery.state == "queued")
    return rows.scalars(asked.order_by(NoticeDelivery.id)).all()


def _is_gone(rows: Session, reader: str) -> bool:
    if reader.startswith(ROLE_READER):
        return False
    account = rows.get(Account, reader)
    return account is None or account.disabled_at is not None


def topics_of(rows: Session, deliveries: Sequence[NoticeDelivery]) -> dict[int, Topic]:
    """What each told of, by the notice's id; a test message told of nothing."""
    wanted = {row.notice_id for row in deliveries if row.notice_id is not None}
    found = rows.execute(select(StaffNotice.id, StaffNotice.kind).where(StaffNotice.id.in_(wanted)))
    return {row.id: KINDS[row.kind].topic for row in found}


def deliveries_of(rows: Session, reader: str | None = None, limit: int = 50) -> Sequence[NoticeDelivery]:
    """What became of messages outside, the newest first; of everybody's if no reader is named."""
    asked = select(NoticeDelivery).order_by(NoticeDelivery.id.desc()).limit(limit)
    return rows.scalars(asked if reader is None else asked.where(NoticeDelivery.reader == reader)).all()
