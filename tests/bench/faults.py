"""Real cases to complete: a fault is reported by an agent, mended by operations, confirmed by who reported it.

Four completions of staff, with forms, a decision table, handlers that write records, and a duty that is separated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.actor import Actor, ActorKind, Channel
from engine.engine import Engine
from web.setup import ACCOUNTS

PROCESS = "fault_report"
REPORT = {
    "system": "workflow",
    "reach": "several",
    "data_at_risk": False,
    "answers": {"text": "提交后页面没有反应"},
}
NOTE = {"answers": {"note": "已按说明处理"}}


@dataclass(frozen=True, slots=True)
class Step:
    """Who completes which element, with what."""

    element: str
    account: str
    answers: dict[str, Any]


STEPS = (
    Step("triage_fault", "operations", {**NOTE, "triage": "workaround"}),
    Step("fix_fault", "operations", NOTE),
    Step("verify_fix", "agent", {"fixed": "yes"}),
    Step("find_root_cause", "operations", {**NOTE, "root_cause": "software", "improvement": False}),
)


def member(account: str) -> Actor:
    """The actor that a page makes of an account of the demo agency."""
    name, roles = ACCOUNTS[account]
    return Actor(account, ActorKind.PERSON, Channel.WEB, frozenset(roles), name)


def report(engine: Engine) -> str:
    """Begin a case; gives its id."""
    by = member("agent")
    # As `web/cases/starting.py` begins it.
    return engine.start_by_form(PROCESS, REPORT, by, {"started_by": by.id, "agent_id": by.id})


def task_of(engine: Engine, case_id: str, step: Step) -> str:
    """The open task of a step. Raises `StopIteration` when it is not its turn."""
    return next(task.id for task in engine.queries.tasks_of_case(case_id) if task.element == step.element)


def advance(engine: Engine, case_id: str, steps: int) -> None:
    """Complete the first so many steps of a new case."""
    for step in STEPS[:steps]:
        engine.complete(task_of(engine, case_id, step), step.answers, member(step.account))
