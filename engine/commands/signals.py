"""Signals: thrown by one case or from outside, heard by everybody who listens at that moment.

The throw writes one delivery per listener, in its own transaction. Each listener then hears it in a step of its own,
which removes the delivery; what a crash leaves behind is delivered by the sweep. So nobody hears it twice or misses it.
The thrower's own case has heard it already, inside the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, insert, literal, null, select

from engine.actor import Actor, ActorKind, Channel
from engine.facts import Json, SignalThrown
from engine.store.cases import subscriptions
from engine.store.deployments import start_events
from engine.store.keys import KeyRing
from engine.store.traffic import signal_deliveries, signals

PURPOSE = "signal"
_TARGETS = ["signal", "case_id", "subscription", "process_id", "element", "wake_at", "attempts"]
_AT = bindparam("at", type_=signals.c.at.type)
_TO_CASES = insert(signal_deliveries).from_select(
    _TARGETS,
    select(
        bindparam("signal", type_=signals.c.id.type),
        subscriptions.c.case_id,
        subscriptions.c.subscription,
        null(),
        null(),
        _AT,
        literal(0),
    ).where(
        subscriptions.c.event_name == bindparam("name"),
        subscriptions.c.trigger == "signal",
        subscriptions.c.case_id != bindparam("thrower"),
    ),
)
_TO_STARTS = insert(signal_deliveries).from_select(
    _TARGETS,
    select(
        bindparam("signal", type_=signals.c.id.type),
        null(),
        null(),
        start_events.c.process_id,
        start_events.c.element,
        _AT,
        literal(0),
    ).where(start_events.c.event_name == bindparam("name"), start_events.c.trigger == "signal"),
)


def record(
    connection: Connection, keys: KeyRing, name: str, variables: dict[str, Json], at: datetime, by: Actor, thrower: str
) -> int:
    """Write a signal and a delivery for each of its listeners but the thrower; gives how many there are."""
    row = {
        "name": name,
        "variables": keys.engine(connection).seal(PURPOSE, variables),
        "actor": dump_actor(by),
        "at": at,
    }
    number = connection.execute(signals.insert().returning(signals.c.id), row).scalar_one()
    asked = {"signal": number, "name": name, "thrower": thrower, "at": at}
    counted = {"preserve_rowcount": True}
    cases = connection.execute(_TO_CASES, asked, execution_options=counted).rowcount
    starts = {"signal": number, "name": name, "at": at}
    starts_count = connection.execute(_TO_STARTS, starts, execution_options=counted).rowcount
    return cases + starts_count


def record_thrown(
    connection: Connection, keys: KeyRing, case_id: str, thrown: Sequence[SignalThrown], at: datetime, by: Actor
) -> None:
    """Write the signals that a step threw."""
    for each in thrown:
        record(connection, keys, each.event_name, each.variables, at, by, case_id)


def dump_actor(actor: Actor) -> str:
    """Who acted, for a row that outlives the call."""
    return orjson.dumps(
        [actor.id, actor.kind, actor.channel, sorted(actor.roles), actor.name, actor.on_behalf_of]
    ).decode()


def load_actor(text: str) -> Actor:
    """The actor that `dump_actor` wrote."""
    actor_id, kind, channel, roles, name, on_behalf_of = orjson.loads(text)
    return Actor(actor_id, ActorKind(kind), Channel(channel), frozenset(roles), name, on_behalf_of)
