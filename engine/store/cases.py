"""Where every case stands: its row, its key, its inbox, and all that it waits for.

Rows of things that are over are deleted (timers, jobs, subscriptions, candidates): their history is in the journal,
and what is asked at every step stays as small as what is open. Closed user tasks stay, for four-eyes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from engine.store.tables import UtcTime, metadata

RUNNING: dict[str, Any] = {"sqlite_where": text("ended_at IS NULL"), "postgresql_where": text("ended_at IS NULL")}
"""Of an index that serves lists of cases that have not ended."""
FREE: dict[str, Any] = {"sqlite_where": text("is_free IS 1"), "postgresql_where": text("is_free IS true")}
"""Of an index that serves lists of what nobody holds."""
HELD: dict[str, Any] = {
    "sqlite_where": text("state = 'open' AND holder IS NOT NULL"),
    "postgresql_where": text("state = 'open' AND holder IS NOT NULL"),
}
"""Of an index that serves lists of what somebody holds."""
cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("process_id", Text, nullable=False),
    Column("process_version", Integer, nullable=False),
    Column("deployment_id", Integer, nullable=False),
    Column("business_key", Text),
    Column("status", Text, nullable=False),
    # The number of commands so far, which is the sequence of the last journal entry: the optimistic lock.
    Column("version", Integer, nullable=False),
    # Hash of the last journal entry: a cut tail shows.
    Column("head_hash", LargeBinary, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("ended_at", UtcTime),
    Column("end_event", Text),
    # Last, so that SQLite reads the columns before it without touching its overflow pages.
    Column("snapshot", LargeBinary, nullable=False),
    CheckConstraint("status IN ('active', 'suspended', 'completed', 'terminated', 'cancelled')", name="status"),
    ForeignKeyConstraint(
        ["process_id", "process_version"], ["process_versions.process_id", "process_versions.version"], name="process"
    ),
    # Serves: find a case by its business key.
    Index("ix_cases_business_key", "business_key"),
    # Serves: the list of running cases of a process, newest first.
    Index("ix_cases_running", "process_id", "started_at", **RUNNING),
    # Serves: running cases that somebody began and that wait for nobody inside.
    Index("ix_cases_started_by", "started_by", "started_at", **RUNNING),
    # Serves: the list of all cases, newest first.
    Index("ix_cases_started_at", "started_at", "id"),
    # Serves: the same of running cases; among millions of ended ones they may be far apart.
    Index("ix_cases_running_since", "started_at", "id", **RUNNING),
    # Serves: the same of ended cases.
    Index(
        "ix_cases_ended_since",
        "started_at",
        "id",
        sqlite_where=text("ended_at IS NOT NULL"),
        postgresql_where=text("ended_at IS NOT NULL"),
    ),
    # Serves: the cases of one beginner, newest first.
    Index("ix_cases_starter", "started_by", "started_at", "id"),
    # Serves: open tasks by the beginning of their case's business key.
    Index("ix_cases_running_key", "business_key", **RUNNING),
)

case_subjects = Table(
    "case_subjects",
    metadata,
    # What a case is about, as those of its variables say that the installation names (`Options.subjects`): variables
    # are sealed, and a case must be found by its customer or policy. Ids and numbers only; gone when it is erased.
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    # The case's own variable of this name holds it now; else it did once, or it was an inner scope's.
    Column("is_now", Boolean, nullable=False),
    # Serves: the cases about this, newest first (ids begin with the time).
    Index("ix_case_subjects_value", "value", "case_id"),
)

unindexed_cases = Table(
    "unindexed_cases",
    metadata,
    # Cases from before `case_subjects`: only their sealed histories know what they are about. Empty once they are read.
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
)

case_keys = Table(
    "case_keys",
    metadata,
    # Not a foreign key: the engine's own chain has a key and no case.
    Column("case_id", Text, primary_key=True),
    # The data key, sealed by the master key; NULL: destroyed, the person is erased.
    Column("sealed", LargeBinary),
    Column("master", Text, nullable=False),
    Column("erased_at", UtcTime),
)

user_tasks = Table(
    "user_tasks",
    metadata,
    # `<case>.<key>`
    Column("id", Text, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("key", Integer, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("lane", Text),
    Column("form_id", Text),
    # JSON lists, as the diagram gave them; `task_candidates` indexes them while the task is open.
    Column("groups", Text, nullable=False),
    Column("users", Text, nullable=False),
    # Whom the diagram names.
    Column("assignee", Text),
    Column("holder", Text),
    # Who else acts through the holder (a substitute's principal): four-eyes looks at both.
    Column("held_for", Text),
    Column("state", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due_at", UtcTime),
    Column("follow_up_at", UtcTime),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("closed_by", Text),
    Column("closed_for", Text),
    # While the clock stands still: since when, on what ground, and what was due. `due_at` is NULL then, so that nothing
    # that asks for what is late or urgent has to know of pauses.
    Column("paused_at", UtcTime),
    Column("pause_ground", Text),
    Column("paused_due_at", UtcTime),
    # Ciphertext of who paused it and why: the reason may name a customer.
    Column("pause", LargeBinary),
    # The case's version when this task last changed; a page older than this is stale.
    Column("version", Integer, nullable=False),
    # Whole yuan at stake, as the process names it (`sop:value`), to sort by; gone when the task closes.
    Column("case_value", BigInteger),
    # Ciphertext of the variables that the process names for its inbox columns.
    Column("context", LargeBinary),
    CheckConstraint("state IN ('open', 'completed', 'cancelled')", name="state"),
    # Serves: the tasks of a case, and four-eyes (who did this element in this case?).
    Index("ix_user_tasks_case_id_element", "case_id", "element"),
    # Serves: my tasks.
    Index("ix_user_tasks_holder", "holder", **HELD),
    # Serves: all overdue tasks.
    Index(
        "ix_user_tasks_due_at", "due_at", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")
    ),
    # Serves: what I did today.
    Index(
        "ix_user_tasks_done",
        "closed_by",
        "closed_at",
        sqlite_where=text("state = 'completed'"),
        postgresql_where=text("state = 'completed'"),
    ),
    # Serves: what was closed within a span of time (`engine/statistics.py`).
    Index(
        "ix_user_tasks_closed_at",
        "closed_at",
        sqlite_where=text("closed_at IS NOT NULL"),
        postgresql_where=text("closed_at IS NOT NULL"),
    ),
    # Serves: what came within a span of time.
    Index("ix_user_tasks_opened_at", "opened_at"),
)

task_candidates = Table(
    "task_candidates",
    metadata,
    # One row per group and user that may claim an OPEN task, and per person who waits for it (`watch`); deleted when
    # it closes. What a list is sorted and narrowed by stands here too, so that a page of it is a range of one index.
    Column("task_id", ForeignKey("user_tasks.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    # The due time, or the end of time: one sort order for the inbox on both stores.
    Column("sort_at", UtcTime, nullable=False),
    # Nobody holds the task.
    Column("is_free", Boolean, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("follow_up_at", UtcTime),
    # Negative, so that every order is ascending and a page goes on after one tuple.
    Column("priority_rank", Integer, nullable=False),
    Column("value_rank", BigInteger, nullable=False),
    CheckConstraint("kind IN ('group', 'user', 'anyone', 'watch')", name="kind"),
    # Serves: the group's inbox, most urgent first, and what of it is overdue.
    Index("ix_task_candidates_inbox", "kind", "name", "is_free", "sort_at", "task_id"),
    # Serves: the same of one process.
    Index("ix_task_candidates_process", "process_id", "kind", "name", "is_free", "sort_at", "task_id"),
    # Serves: the group's inbox, longest waiting first.
    Index("ix_task_candidates_opened", "kind", "name", "opened_at", "task_id", **FREE),
    # Serves: the group's inbox, highest priority first.
    Index("ix_task_candidates_priority", "kind", "name", "priority_rank", "sort_at", "task_id", **FREE),
    # Serves: the group's inbox, most at stake first.
    Index("ix_task_candidates_value", "kind", "name", "value_rank", "task_id", **FREE),
    # Serves: what of the group's is to be looked at again.
    Index(
        "ix_task_candidates_follow_up",
        "kind",
        "name",
        "follow_up_at",
        sqlite_where=text("follow_up_at IS NOT NULL"),
        postgresql_where=text("follow_up_at IS NOT NULL"),
    ),
    # A row is found by its key alone, and every index ends with it: one page less to write for each row.
    sqlite_with_rowid=False,
)

task_drafts = Table(
    "task_drafts",
    metadata,
    # What a person typed and has not sent yet: ciphertext, not history, deleted when the task closes.
    Column("task_id", ForeignKey("user_tasks.id"), primary_key=True),
    Column("actor_id", Text, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("answers", LargeBinary, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("timer", Integer, primary_key=True),
    Column("key", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    # When the scheduler looks: `due_at`; later while claimed or pushed away; NULL while the case is suspended.
    Column("wake_at", UtcTime),
    Column("repetitions", BigInteger, nullable=False),
    # How often firing it failed, and why: it was pushed away so that it stalls nobody else.
    Column("attempts", Integer, nullable=False, default=0),
    Column("problem", Text),
    # Serves: the due sweep and the earliest due time.
    Index("ix_timers_wake_at", "wake_at", "due_at"),
)

jobs = Table(
    "jobs",
    metadata,
    # Failed handlers that wait for their next try.
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("job", Integer, primary_key=True),
    Column("key", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("retries_left", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("wake_at", UtcTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("problem", Text),
    # Serves: the due sweep and the earliest due time.
    Index("ix_jobs_wake_at", "wake_at", "due_at"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("subscription", Integer, primary_key=True),
    Column("key", Integer, nullable=False),
    Column("element", Text, nullable=False),
    # Of the case: a message goes to one case of each process.
    Column("process_id", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("event_name", Text, nullable=False),
    # NULL: a signal.
    Column("correlation_key", Text),
    # Serves: who waits for this message, or for this signal?
    Index("ix_subscriptions_event", "event_name", "correlation_key"),
)

incidents = Table(
    "incidents",
    metadata,
    # `<case>.i<incident>`
    Column("id", Text, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("incident", Integer, nullable=False),
    Column("key", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("resolved_at", UtcTime),
    Column("resolved_by", Text),
    # Ciphertext of sentence and detail: an error message may quote a customer.
    Column("words", LargeBinary, nullable=False),
    # Serves: the incidents of a case.
    Index("ix_incidents_case_id", "case_id"),
    # Serves: the open incidents of all cases, oldest first.
    Index(
        "ix_incidents_open",
        "raised_at",
        sqlite_where=text("resolved_at IS NULL"),
        postgresql_where=text("resolved_at IS NULL"),
    ),
)
