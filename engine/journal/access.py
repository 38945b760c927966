"""The access log: refused attempts, and reads that somebody finds worth recording (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, literal_column, select

from engine.actor import Actor
from engine.store.cases import cases
from engine.store.history import access_log
from engine.views import AccessEntry

REFUSED = "refused"
READ = "read"


@dataclass(frozen=True, slots=True)
class Refusals:
    """Which refusals are asked for; None and empty ask for all."""

    actor_id: str | None = None
    verbs: Collection[str] = ()
    since: datetime | None = None
    """From this time on."""
    until: datetime | None = None
    """Before this time."""
    hidden: Collection[str] = ()
    """Processes of which the reader may not even know: nothing tried on them or on their cases is given."""


def list_refusals(
    connection: Connection, wanted: Refusals, *, limit: int, before: int | None = None
) -> tuple[AccessEntry, ...]:
    """What was refused, the newest first; `before`: the id to page on from."""
    asked = _asked(wanted).order_by(access_log.c.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(access_log.c.id < before)
    return tuple(AccessEntry(**row._mapping) for row in connection.execute(asked))  # noqa: SLF001 - its API


def _asked(wanted: Refusals) -> Select[tuple[object, ...]]:
    log = access_log.c
    # As a literal: the partial index serves only where the statement itself says what it is partial for.
    asked = select(access_log).where(log.outcome == literal_column(f"'{REFUSED}'"))
    if wanted.actor_id is not None:
        asked = asked.where(log.actor_id == wanted.actor_id)
    if wanted.verbs:
        asked = asked.where(log.verb.in_(wanted.verbs))
    if wanted.since is not None:
        asked = asked.where(log.at >= wanted.since)
    if wanted.until is not None:
        asked = asked.where(log.at < wanted.until)
    if wanted.hidden:
        theirs = select(cases.c.id).where(cases.c.id == log.case_id, cases.c.process_id.in_(wanted.hidden))
        asked = asked.where(log.what.not_in(wanted.hidden), ~theirs.exists())
    return asked


def record_access(
    connection: Connection, at: datetime, by: Actor, verb: str, what: str, outcome: str, reason: str,
    case_id: str | None = None,
) -> None:  # fmt: skip
    """Write one line. `reason` holds no case data: the log is not encrypted."""
    connection.execute(
        access_log.insert().inline(),
        {
            "at": at,
            "actor_id": by.id,
            "actor_kind": by.kind.value,
            "channel": by.channel.value,
            "on_behalf_of": by.on_behalf_of,
            "verb": verb,
            "what": what,
            "case_id": case_id,
            "outcome": outcome,
            "reason": reason,
        },
    )
