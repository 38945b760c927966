"""Rows become views: the statements that `queries.py` begins with, and what reads their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, and_, bindparam, literal_column, select

from engine.journal.entries import Payload
from engine.store.cases import cases, incidents, jobs, subscriptions, timers, user_tasks
from engine.store.deployments import process_versions
from engine.store.keys import Cipher
from engine.views import CaseSummary, HistoryEntry, InboxTask, IncidentView, Waiting

INBOX = select(
    *(column for column in user_tasks.c if column.name != "closed_for"),
    cases.c.process_id.label("case_process_id"),
    cases.c.process_version.label("case_process_version"),
    cases.c.business_key.label("business_key"),
    cases.c.status.label("case_status"),
).join_from(user_tasks, cases, user_tasks.c.case_id == cases.c.id)
INBOX_OF = INBOX.where(user_tasks.c.id.in_(bindparam("ids", expanding=True)))
OPEN = user_tasks.c.state == literal_column("'open'")
"""As a literal: a partial index serves only where the statement itself says what it is partial for."""
MOST_URGENT = (user_tasks.c.due_at.asc().nulls_last(), user_tasks.c.opened_at, user_tasks.c.id)
SUMMARY = select(
    cases.c.id, cases.c.process_id, process_versions.c.name, cases.c.process_version, cases.c.business_key,
    cases.c.status, cases.c.version, cases.c.started_at, cases.c.started_by, cases.c.changed_at, cases.c.changed_by,
    cases.c.ended_at, cases.c.end_event,
).join_from(
    cases,
    process_versions,
    and_(cases.c.process_id == process_versions.c.process_id, cases.c.process_version == process_versions.c.version),
)  # fmt: skip
INCIDENT = select(incidents, cases.c.process_id, cases.c.business_key).join_from(
    incidents, cases, incidents.c.case_id == cases.c.id
)


def case_summary(row: Any) -> CaseSummary:
    return CaseSummary(*row)


def begins_with(column: Any, text: str) -> Any:
    # A range, so that the index serves on both stores whatever the collation of LIKE.
    return and_(column >= text, column < after_all_that_begin_with(text))


def after_all_that_begin_with(text: str) -> str:
    """The end of their range."""
    return text + "\U0010ffff"


def inbox_task(row: Any, cipher: Cipher | None) -> InboxTask:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own way to read a row by name
    context, pause = values.pop("context"), values.pop("pause")
    values["groups"], values["users"] = tuple(orjson.loads(row.groups)), tuple(orjson.loads(row.users))
    seen = cipher.open(f"inbox\0{row.id}", context) if context is not None and cipher is not None else {}
    words = cipher.open(f"pause\0{row.id}", pause) if pause is not None and cipher is not None else {}
    return InboxTask(**values, values=seen, paused_by=words.get("by", ""), pause_reason=words.get("reason", ""))


def incident_view(row: Any, cipher: Cipher | None) -> IncidentView:
    words = cipher.open(f"incident\0{row.id}", row.words) if cipher is not None else {"sentence": "", "detail": ""}
    return IncidentView(
        row.id, row.case_id, row.process_id, row.business_key, row.key, row.element, row.kind, words["sentence"],
        words["detail"], row.raised_at, row.resolved_at, row.resolved_by,
    )  # fmt: skip


def waiting_of(connection: Connection, case_ids: Collection[str]) -> Iterator[tuple[str, Waiting]]:
    """What these cases wait for beside people, each with its case."""
    for row in connection.execute(select(timers).where(timers.c.case_id.in_(case_ids)).order_by(timers.c.due_at)):
        id_ = f"{row.case_id}.t{row.timer}"
        yield row.case_id, Waiting(id_, "timer", row.element, None, row.due_at, row.problem)
    for row in connection.execute(select(jobs).where(jobs.c.case_id.in_(case_ids)).order_by(jobs.c.due_at)):
        id_ = f"{row.case_id}.j{row.job}"
        yield row.case_id, Waiting(id_, "job", row.element, row.type, row.due_at, row.problem)
    mine = select(subscriptions).where(subscriptions.c.case_id.in_(case_ids)).order_by(subscriptions.c.subscription)
    for row in connection.execute(mine):
        id_, key = f"{row.case_id}.s{row.subscription}", row.correlation_key
        yield row.case_id, Waiting(id_, row.trigger, row.element, row.event_name, key=key)


def history_entry(row: Any, cipher: Cipher | None) -> HistoryEntry:
    """A journal row, decrypted where its key still is."""
    payload = Payload.open(cipher, row.seq, row.payload) if cipher is not None else None
    return HistoryEntry(
        row.case_id, row.seq, row.at, row.actor_id, row.actor_kind, row.channel, row.on_behalf_of, row.command,
        row.element, row.definition_sha256, bytes(row.hash).hex(),
        payload.inputs if payload else None, payload.facts if payload else (),
    )  # fmt: skip
