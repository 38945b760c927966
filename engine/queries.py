"""Questions to the engine: `engine.queries.<question>` (README). They write nothing and lock nobody out.

The inbox reads only what is open: its cost does not grow with what was done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from engine.actor import Actor
from engine.commands.drafts import find as find_drafts
from engine.commands.library import Library
from engine.commands.rights import people, require_may_take, require_uninvolved
from engine.commands.rowtypes import TASK_COLUMNS, task_row
from engine.commands.step import SNAPSHOT
from engine.errors import Forbidden, NotFound
from engine.journal import survey
from engine.journal.reading import mark_diagrams
from engine.query_rows import (
    INBOX,
    INBOX_OF,
    INCIDENT,
    MOST_URGENT,
    OPEN,
    SUMMARY,
    begins_with,
    case_summary,
    history_entry,
    inbox_task,
    incident_view,
    waiting_of,
)
from engine.queues import EVERYTHING, MOST_WITH_KEY, Asked, counts_of, cursor_of, page_of, quiet_cases
from engine.spiff.machine import Machine
from engine.statistics import StatisticsQueries
from engine.store.cases import cases, incidents, task_candidates, user_tasks
from engine.store.history import access_log, journal
from engine.store.keys import Cipher
from engine.subjects import EVERY_CASE, SubjectQueries, conditions_of, newest_known
from engine.views import (
    AccessEntry,
    CaseDetail,
    CasePage,
    CaseSummary,
    HistoryEntry,
    InboxCounts,
    InboxKind,
    InboxPage,
    InboxSort,
    InboxTask,
    IncidentView,
    Narrowed,
    QuietCase,
    Readable,
    TaskDetail,
    Waiting,
)

Json = Any


class Queries(StatisticsQueries, SubjectQueries):
    """The questions of one store."""

    # the inbox

    def inbox(
        self,
        actor: Actor,
        kind: InboxKind = InboxKind.MINE,
        *,
        narrowed: Narrowed = EVERYTHING,
        sort: InboxSort = InboxSort.DUE,
        since: datetime | None = None,
        after: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> InboxPage:
        """A page of a queue of an actor; `after`: the `next` of the page before. Raises `BadInput` for a wrong one.

        `since`: the beginning of what was done; without it, the last day.
        """
        now = self._clock.now()
        asked = Asked(kind, now, since or now - timedelta(days=1), sort, narrowed, after, limit, offset)
        with self._store.read() as connection:
            found = connection.execute(*page_of(actor, asked)).all()
            ids = [row[0] for row in found[:limit]]
            rows = {row.id: row for row in connection.execute(INBOX_OF, {"ids": ids})} if ids else {}
            more = len(found) > limit
            following = cursor_of(sort, found[limit - 1]) if more and kind is not InboxKind.DONE else None
            return InboxPage(self._tasks(connection, [rows[each] for each in ids]), more, following)

    def inbox_counts(self, actor: Actor, *, since: datetime | None = None, limit: int = 1000) -> InboxCounts:
        """How many tasks are in each queue of an actor, counted up to `limit`, in one statement."""
        now = self._clock.now()
        with self._store.read() as connection:
            row = connection.execute(*counts_of(actor, now, since or now - timedelta(days=1), limit)).one()
            return InboxCounts(**row._mapping)  # noqa: SLF001 - SQLAlchemy's own way to read a row by name

    def inbox_count(self, actor: Actor, kind: InboxKind, *, since: datetime | None = None, limit: int = 1000) -> int:
        """How many tasks are in one queue of an actor, counted up to `limit`."""
        now = self._clock.now()
        with self._store.read() as connection:
            asked = counts_of(actor, now, since or now - timedelta(days=1), limit, (kind,))
            return int(connection.execute(*asked).scalar_one())

    def quiet_cases(self, actor: Actor, *, limit: int = 50) -> tuple[QuietCase, ...]:
        """Running cases of an actor in which nobody has a task, the newest first, and what each waits for."""
        with self._store.read() as connection:
            ids, values = quiet_cases(actor)
            wanted = SUMMARY.where(cases.c.id.in_(ids)).order_by(cases.c.started_at.desc()).limit(limit)
            found = [case_summary(row) for row in connection.execute(wanted, values)]
            waits: dict[str, list[Waiting]] = {case.id: [] for case in found}
            for case_id, waiting in waiting_of(connection, list(waits)):
                waits[case_id].append(waiting)
            return tuple(QuietCase(case, tuple(waits[case.id])) for case in found)

    def tasks_of_case(self, case_id: str, *, open_only: bool = True) -> tuple[InboxTask, ...]:
        """The tasks of one case, in the order they were opened."""
        with self._store.read() as connection:
            asked = INBOX.where(user_tasks.c.case_id == case_id)
            rows = connection.execute((asked.where(OPEN) if open_only else asked).order_by(user_tasks.c.key)).all()
            return self._tasks(connection, rows)

    def open_tasks(
        self,
        *,
        role: str | None = None,
        holder: str | None = None,
        case_id: str | None = None,
        case_ids: Collection[str] | None = None,
        limit: int = 100,
    ) -> tuple[InboxTask, ...]:
        """Open tasks whoever may do them, most urgent first, for lists; `case_ids`: of these cases only."""
        offered = select(task_candidates.c.task_id).where(task_candidates.c.kind == "group")
        asked = INBOX.where(OPEN)
        if role is not None:
            asked = asked.where(user_tasks.c.id.in_(offered.where(task_candidates.c.name == role)))
        if holder is not None:
            asked = asked.where(user_tasks.c.holder == holder)
        if case_id is not None:
            asked = asked.where(user_tasks.c.case_id == case_id)
        if case_ids is not None:
            asked = asked.where(user_tasks.c.case_id.in_(case_ids))
        with self._store.read() as connection:
            return self._tasks(connection, connection.execute(asked.order_by(*MOST_URGENT).limit(limit)).all())

    def task(self, task_id: str) -> InboxTask:
        """One task, open or closed. Raises `NotFound`."""
        with self._store.read() as connection:
            return self._task(connection, task_id)

    def task_detail(self, task_id: str, actor: Actor) -> TaskDetail:
        """A task with its form, the variables it sees, and the actor's draft. Raises `NotFound`."""
        with self._store.read() as connection:
            task = self._task(connection, task_id)
            library = self._library(connection, task.case_id)
            refusal = self._refusal(connection, library, task_id, actor)
            cipher = self._keys.get_many(connection, [task.case_id]).get(task.case_id)
            variables: dict[str, Json] = {}
            if cipher is not None and task.state == "open":
                variables = self._machine(connection, library, task.case_id, cipher).variables(task.key)
                refusal = refusal or self._involved(library, task.element, actor, variables)
            holds = refusal is None and task.holder in people(actor)
            draft = later = None
            if cipher is not None:
                draft, later = find_drafts(connection, task_id, people(actor), holds, cipher)
            pausable = library.duties.pausable.get(task.element, ())
        hindrance = str(refusal) if refusal else None
        return TaskDetail(
            task=task,
            form=self._form_json(library, task.form_id),
            variables=variables,
            draft=draft.answers if draft else None,
            draft_at=draft.at if draft else None,
            may_complete=refusal is None,
            hindrance=hindrance,
            refusal=refusal,
            pausable=pausable,
            draft_by=draft.by if draft else None,
            later_draft=later,
        )

    def _refusal(self, connection: Connection, library: Library, task_id: str, actor: Actor) -> Forbidden | None:
        row = connection.execute(select(user_tasks.c.case_id, *TASK_COLUMNS).where(user_tasks.c.id == task_id)).one()
        try:
            require_may_take(connection, library.duties, row[0], task_row(row[1:]), actor, "complete")
        except Forbidden as refusal:
            return refusal
        return None

    @staticmethod
    def _involved(library: Library, element: str, actor: Actor, variables: dict[str, Json]) -> Forbidden | None:
        try:
            require_uninvolved(library.duties, element, people(actor), lambda: variables)
        except Forbidden as refusal:
            return refusal
        return None

    def _task(self, connection: Connection, task_id: str) -> InboxTask:
        row = connection.execute(INBOX.where(user_tasks.c.id == task_id)).first()
        if row is None:
            raise NotFound(what="task", id=task_id)
        return self._tasks(connection, [row])[0]

    def _tasks(self, connection: Connection, rows: Sequence[Any]) -> tuple[InboxTask, ...]:
        sealed = [row.case_id for row in rows if row.context is not None or row.pause is not None]
        ciphers = self._keys.get_many(connection, sealed) if sealed else {}
        return tuple(inbox_task(row, ciphers.get(row.case_id)) for row in rows)

    # cases

    def case(self, case_id: str) -> CaseSummary:
        """Where a case stands. Raises `NotFound`."""
        with self._store.read() as connection:
            return self._case(connection, case_id)

    def cases(
        self,
        *,
        process_id: str | None = None,
        status: str | None = None,
        business_key: str | None = None,
        readable: Readable = EVERY_CASE,
        limit: int = 50,
        offset: int = 0,
    ) -> CasePage:
        """Cases that somebody may know of, the newest first; `business_key` finds keys that begin with it.

        Of very many keys that begin so, those of the highest are looked at.
        """
        conditions = conditions_of(Readable(readable.without))
        if process_id is not None:
            conditions.append(cases.c.process_id == process_id)
        if status is not None:
            # Said twice, so that the index of running cases serves.
            running = cases.c.ended_at.is_(None) if status in ("active", "suspended") else cases.c.ended_at.is_not(None)
            conditions += [cases.c.status == status, running]
        if business_key is not None:
            begins = begins_with(cases.c.business_key, business_key)
            highest = select(cases.c.id).where(begins).order_by(cases.c.business_key.desc()).limit(MOST_WITH_KEY)
            # Somebody's own cases are few enough to look through; of all, the newest would be sorted out of millions.
            conditions.append(begins if readable.people is not None else cases.c.id.in_(highest))
        if readable.people is not None:
            most = offset + limit + 1
            conditions = [cases.c.id.in_(newest_known(readable.people, readable.named_as, conditions, most))]
        asked = SUMMARY.where(*conditions).order_by(cases.c.started_at.desc(), cases.c.id.desc())
        with self._store.read() as connection:
            rows = connection.execute(asked.limit(limit + 1).offset(offset)).all()
        return CasePage(tuple(case_summary(row) for row in rows[:limit]), len(rows) > limit)

    def case_detail(self, case_id: str) -> CaseDetail:
        """A case with its diagrams, marks and variables. Reads its whole history. Raises `NotFound`."""
        with self._store.read() as connection:
            case = self._case(connection, case_id)
            library = self._library(connection, case_id)
            cipher = self._keys.get_many(connection, [case_id]).get(case_id)
            variables: dict[str, Json] = {}
            if cipher is not None:
                variables = self._machine(connection, library, case_id, cipher).variables(1)
            found = self._incidents(connection, INCIDENT.where(incidents.c.case_id == case_id))
            open_rows = connection.execute(INBOX.where(user_tasks.c.case_id == case_id, OPEN)).all()
            facts = (fact for entry in self._history(connection, case_id, cipher) for fact in entry.facts)
            return CaseDetail(
                case=case,
                is_erased=cipher is None,
                diagrams=mark_diagrams(library.package, case.process_id, facts),
                variables=variables,
                open_tasks=self._tasks(connection, open_rows),
                incidents=found,
                waiting=tuple(each for _, each in waiting_of(connection, [case_id])),
            )

    def _case(self, connection: Connection, case_id: str) -> CaseSummary:
        row = connection.execute(SUMMARY.where(cases.c.id == case_id)).first()
        if row is None:
            raise NotFound(what="case", id=case_id)
        return case_summary(row)

    def forms_of_case(self, case_id: str, process_ids: Collection[str]) -> list[Json]:
        """The form-js JSON of what these processes ask people, as the case runs them; each form once."""
        with self._store.read() as connection:
            library = self._library(connection, case_id)
            nodes = [node for one in process_ids for node in library.package.processes[one].nodes.values()]
            named = {node.form_id or (node.user_task.form_id if node.user_task else None): None for node in nodes}
            return [form for form_id in named if (form := self._form_json(library, form_id)) is not None]

    def _library(self, connection: Connection, case_id: str) -> Library:
        number = connection.execute(select(cases.c.deployment_id).where(cases.c.id == case_id)).scalar_one()
        return self._libraries.get(connection, number)

    @staticmethod
    def _machine(connection: Connection, library: Library, case_id: str, cipher: Cipher) -> Machine:
        snapshot = connection.execute(select(cases.c.snapshot).where(cases.c.id == case_id)).scalar_one()
        return Machine.restore(library.models, cipher.open(SNAPSHOT, snapshot))

    def definition_of(self, case_id: str, process_id: str) -> str:
        """The hash of the diagram that holds a process, in the deployment that a case runs on. Raises `NotFound`."""
        with self._store.read() as connection:
            self._case(connection, case_id)
            sha256 = self._library(connection, case_id).definition_of(process_id)
        if sha256 is None:
            raise NotFound(what="diagram", id=process_id)
        return sha256

    # history

    def history(self, case_id: str, *, after: int = 0, limit: int | None = None) -> list[HistoryEntry]:
        """The journal of a case in order, from the entry after `after`, decrypted. Raises `NotFound`."""
        with self._store.read() as connection:
            self._case(connection, case_id)
            cipher = self._keys.get_many(connection, [case_id]).get(case_id)
            return list(self._history(connection, case_id, cipher, after, limit))

    def every_entry(self) -> Iterator[HistoryEntry]:
        """The journals of all cases, case by case, for reports. An erased case has entries without facts."""
        with self._store.read() as connection:
            yield from survey.every_entry(connection, self._keys)

    def overdue_tasks(self) -> dict[tuple[str, str], int]:
        """How many user tasks were closed late or are late now, by process and element."""
        with self._store.read() as connection:
            return survey.overdue_tasks(connection, self._clock.now())

    def engine_history(self, *, after: int = 0, limit: int | None = None) -> list[HistoryEntry]:
        """The engine's own chain: deployments, and messages and signals from outside."""
        with self._store.read() as connection:
            cipher = self._keys.engine(connection)
            return list(self._history(connection, cipher.owner, cipher, after, limit))

    @staticmethod
    def _history(
        connection: Connection, case_id: str, cipher: Cipher | None, after: int = 0, limit: int | None = None
    ) -> Iterator[HistoryEntry]:
        asked = select(journal).where(journal.c.case_id == case_id, journal.c.seq > after).order_by(journal.c.seq)
        with connection.execute(asked.limit(limit), execution_options={"yield_per": 200}) as rows:
            yield from (history_entry(row, cipher) for row in rows)

    def access_log(
        self, *, case_id: str | None = None, actor_id: str | None = None, limit: int = 100, before: int | None = None
    ) -> tuple[AccessEntry, ...]:
        """Refusals and reads, the newest first; `before`: the id to page on from."""
        asked = select(access_log).order_by(access_log.c.id.desc()).limit(limit)
        for column, value in ((access_log.c.case_id, case_id), (access_log.c.actor_id, actor_id)):
            if value is not None:
                asked = asked.where(column == value)
        if before is not None:
            asked = asked.where(access_log.c.id < before)
        with self._store.read() as connection:
            return tuple(AccessEntry(**row._mapping) for row in connection.execute(asked))  # noqa: SLF001 - its API

    # incidents

    def incidents(
        self,
        *,
        open_only: bool = True,
        process_id: str | None = None,
        case_ids: Collection[str] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[IncidentView, ...]:
        """Incidents of all cases, the oldest first; `case_ids`: of these cases only."""
        asked = INCIDENT.order_by(incidents.c.raised_at, incidents.c.id).limit(limit).offset(offset)
        if open_only:
            asked = asked.where(incidents.c.resolved_at.is_(None))
        if process_id is not None:
            asked = asked.where(cases.c.process_id == process_id)
        if case_ids is not None:
            asked = asked.where(incidents.c.case_id.in_(case_ids))
        with self._store.read() as connection:
            return self._incidents(connection, asked)

    def _incidents(self, connection: Connection, asked: Select[Any]) -> tuple[IncidentView, ...]:
        rows = connection.execute(asked).all()
        ciphers = self._keys.get_many(connection, (row.case_id for row in rows)) if rows else {}
        return tuple(incident_view(row, ciphers.get(row.case_id)) for row in rows)
