"""Messages from outside: kept, then taken by at most one case of each process, exactly once (Camunda 8's rules).

Publishing writes the message; each taking is a step of its own that writes the correlation with it, so neither a crash
nor a second publisher can make a process take one message twice. A message nobody waits for stays for its time to
live, and is taken as soon as somebody does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, or_, select
from sqlalchemy.exc import IntegrityError

from engine.actor import Actor
from engine.chain_facts import MessageReceived
from engine.clock import Clock
from engine.commands import signals
from engine.commands.step import Choice, Outcome, Scene, Steps
from engine.commands.verbs import Correlate
from engine.errors import BadInput
from engine.facts import Json
from engine.journal import engine_chain
from engine.store.cases import cases, subscriptions
from engine.store.deployments import start_events
from engine.store.keys import KeyRing
from engine.store.store import Store
from engine.store.traffic import message_correlations, messages

PURPOSE = "message"
LONGEST_TTL = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a message. `cases`: who took it. `is_repeat`: its id was here before, nothing was done."""

    message_id: str
    cases: tuple[str, ...]
    is_repeat: bool
    is_waiting: bool
    """Nobody has taken it yet; it waits until its time to live is over."""


_TAKEN = exists().where(
    message_correlations.c.message == bindparam("message"),
    message_correlations.c.process_id == subscriptions.c.process_id,
)
# The case that has waited longest is first; a suspended one takes nothing.
_WAITING = (
    select(subscriptions.c.case_id, subscriptions.c.subscription, subscriptions.c.process_id)
    .join(cases, and_(cases.c.id == subscriptions.c.case_id, cases.c.status == "active"))
    .where(
        subscriptions.c.event_name == bindparam("name"),
        subscriptions.c.correlation_key == bindparam("key"),
        subscriptions.c.trigger == "message",
        ~_TAKEN,
    )
    .order_by(cases.c.started_at, subscriptions.c.case_id, subscriptions.c.subscription)
    .limit(1)
)
_STARTS = select(start_events.c.process_id, start_events.c.element).where(
    start_events.c.event_name == bindparam("name"),
    start_events.c.trigger == "message",
    ~exists().where(
        message_correlations.c.message == bindparam("message"),
        message_correlations.c.process_id == start_events.c.process_id,
    ),
)
_FIND = select(messages).where(
    messages.c.name == bindparam("name"),
    messages.c.correlation_key == bindparam("key"),
    messages.c.message_id == bindparam("message_id"),
)
_BUFFERED = (
    select(messages.c.id)
    .where(
        messages.c.name == bindparam("name"),
        messages.c.correlation_key == bindparam("key"),
        messages.c.expires_at > bindparam("now", type_=messages.c.expires_at.type),
    )
    .order_by(messages.c.id)
)

StartCase = Callable[[str, str, dict[str, Json], Actor, Callable[[Connection, Outcome], None]], Outcome | None]
"""`(process_id, start_event, variables, by, also)`: begin a case."""


@dataclass(frozen=True, slots=True)
class Post:
    """Publishes and delivers the messages of one store."""

    store: Store
    keys: KeyRing
    steps: Steps
    clock: Clock
    start_case: StartCase

    def publish(
        self, name: str, key: str, variables: dict[str, Json], by: Actor, message_id: str, ttl: timedelta
    ) -> Published:
        """Keep a message and give it to whoever waits. The same id again does nothing. Raises `BadInput`."""
        if not name or not message_id:
            raise BadInput("a message needs a name and an id")
        if not timedelta(0) <= ttl <= LONGEST_TTL:
            raise BadInput(f"a message's time to live is between nothing and {LONGEST_TTL.days} days")
        now = self.clock.now()
        with self.store.write() as connection:
            known = connection.execute(_FIND, {"name": name, "key": key, "message_id": message_id}).first()
            if known is None:
                number = self._keep(connection, name, key, variables, by, message_id, now, ttl)
        if known is not None:
            return Published(message_id, self._takers(known.id), is_repeat=True, is_waiting=False)
        self.deliver(number)
        takers = self._takers(number)
        return Published(message_id, takers, is_repeat=False, is_waiting=not takers and ttl > timedelta(0))

    def _keep(
        self, connection: Connection, name: str, key: str, variables: dict[str, Json], by: Actor, message_id: str,
        now: datetime, ttl: timedelta,
    ) -> int:  # fmt: skip
        row = {
            "message_id": message_id,
            "name": name,
            "correlation_key": key,
            "variables": self.keys.engine(connection).seal(PURPOSE, variables),
            "actor": signals.dump_actor(by),
            "published_at": now,
            "expires_at": now + ttl,
        }
        number: int = connection.execute(messages.insert().returning(messages.c.id), row).scalar_one()
        said = MessageReceived(message_id=message_id, event_name=name, correlation_key=key)
        # Not the variables: they are in the journal of whoever takes the message, where an erasure reaches them.
        inputs = {"name": name, "key": key, "message_id": message_id, "ttl_s": ttl.total_seconds()}
        engine_chain.record(connection, self.keys, now, by, "publish", inputs, [said])
        return number

    def deliver(self, number: int) -> int:
        """Give a message to everybody who waits for it; gives how many took it."""
        with self.store.read() as connection:
            message = connection.execute(select(messages).where(messages.c.id == number)).one()
            if message.variables is None:
                return 0
            variables = self.keys.engine(connection).open(PURPOSE, message.variables)
        by = signals.load_actor(message.actor)
        taken = sum(1 for _ in self._to_cases(message, variables, by))
        return taken + sum(1 for _ in self._to_starts(message, variables, by))

    def _to_cases(self, message: Any, variables: dict[str, Json], by: Actor) -> Iterator[Outcome]:
        asked = {"name": message.name, "key": message.correlation_key, "message": message.id}
        refused: set[tuple[str, int]] = set()
        while True:
            with self.store.read() as connection:
                waiting = connection.execute(_WAITING, asked).first()
            if waiting is None or (waiting.case_id, waiting.subscription) in refused:
                return
            try:
                outcome = self.steps.on_case(waiting.case_id, self._taking(message, waiting, variables), by)
            except IntegrityError:
                # Another node gave this message to another case of the process at this moment.
                outcome = None
            if outcome is None:
                # Somebody else was first, or the case stopped waiting: look again, but never twice at the same.
                refused.add((waiting.case_id, waiting.subscription))
            else:
                yield outcome

    def _taking(self, message: Any, waiting: Any, variables: dict[str, Json]) -> Callable[[Scene], Choice | None]:
        def choose(scene: Scene) -> Choice | None:
            taken = select(message_correlations.c.message).where(
                message_correlations.c.message == message.id, message_correlations.c.process_id == waiting.process_id
            )
            if scene.case.status != "active" or scene.connection.execute(taken).first() is not None:
                return None
            found = next((each for each in scene.machine.subscriptions() if each.number == waiting.subscription), None)
            if found is None:
                return None
            command = Correlate(subscription=found.number, variables=variables, message_id=message.message_id)
            return Choice(command, found.element, also=self._correlated(message.id, waiting.process_id))

        return choose

    def _to_starts(self, message: Any, variables: dict[str, Json], by: Actor) -> Iterator[Outcome]:
        with self.store.read() as connection:
            starts = connection.execute(_STARTS, {"name": message.name, "message": message.id}).all()
        for start in starts:
            also = self._correlated(message.id, start.process_id)
            try:
                outcome = self.start_case(start.process_id, start.element, variables, by, also)
            except IntegrityError:
                continue
            if outcome is not None:
                yield outcome

    @staticmethod
    def _correlated(number: int, process_id: str) -> Callable[[Connection, Outcome], None]:
        def write(connection: Connection, outcome: Outcome) -> None:
            row = {"message": number, "process_id": process_id, "case_id": outcome.case_id, "at": outcome.at}
            connection.execute(message_correlations.insert(), row)

        return write

    def _takers(self, number: int) -> tuple[str, ...]:
        with self.store.read() as connection:
            table = message_correlations.c
            found = select(table.case_id).where(table.message == number).order_by(table.at, table.case_id)
            return tuple(connection.execute(found).scalars())

    def offer_buffered(self, name: str, key: str) -> int:
        """A case began to wait: give it what was kept for it; gives how many were taken."""
        with self.store.read() as connection:
            asked = {"name": name, "key": key, "now": self.clock.now()}
            numbers = connection.execute(_BUFFERED, asked).scalars().all()
        return sum(self.deliver(number) for number in numbers)

    def sweep(self, limit: int = 100) -> int:
        """Deliver what a crash left between a message and its taker, and drop what has expired."""
        now = self.clock.now()
        with self.store.read() as connection:
            numbers = connection.execute(_LEFT.limit(limit), {"now": now}).scalars().all()
            has_expired = connection.execute(select(messages.c.id).where(_EXPIRED).limit(1), {"now": now}).first()
        if has_expired:
            with self.store.write() as connection:
                connection.execute(messages.update().where(_EXPIRED).values(variables=None), {"now": now})
        return sum(self.deliver(number) for number in numbers)


_NOW = bindparam("now", type_=messages.c.expires_at.type)
_EXPIRED = and_(messages.c.expires_at <= _NOW, messages.c.variables.is_not(None))


def _nobody_of(process_id: Any) -> Any:
    taken = message_correlations.c
    return ~exists().where(taken.message == messages.c.id, taken.process_id == process_id)


_LEFT = (
    select(messages.c.id)
    .where(
        messages.c.expires_at > _NOW,
        messages.c.variables.is_not(None),
        or_(
            exists().where(
                subscriptions.c.event_name == messages.c.name,
                subscriptions.c.correlation_key == messages.c.correlation_key,
                cases.c.id == subscriptions.c.case_id,
                cases.c.status == "active",
                _nobody_of(subscriptions.c.process_id),
            ),
            exists().where(
                start_events.c.event_name == messages.c.name,
                start_events.c.trigger == "message",
                _nobody_of(start_events.c.process_id),
            ),
        ),
    )
    .order_by(messages.c.id)
)
