"""Tasks: work for people, for handlers, for rules, and none at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.user_task import UserTask as SpiffUserTask

from engine.bpmn.model import CalledDecision, Script, UserTaskDefinition
from engine.facts import DecisionEvaluated, UserTaskClosed, UserTaskOpened
from engine.spiff.case import Token
from engine.spiff.incidents import IncidentKind, Problem, described
from engine.spiff.iso_time import read_moment
from engine.spiff.specs.base import Element
from engine.spiff.specs.jobs import run_job
from engine.spiff.step import Step
from engine.spiff.variables import visible

Json = Any

PRIORITIES = range(101)


class PassTask(Element):
    """A manual or undefined task: it marks work outside the system and does not wait, as in Camunda 8."""


class UserTask(Element, SpiffUserTask):
    """Waits for a person."""

    def _run_hook(self, token: Token) -> None:
        definition = self.node.user_task or UserTaskDefinition()
        step = token.case.step
        told = step.values(
            IncidentKind.ASSIGNMENT,
            {
                "assignee": definition.assignee,
                "candidate groups": definition.candidate_groups,
                "candidate users": definition.candidate_users,
                "due date": definition.due_date,
                "follow-up date": definition.follow_up_date,
                "priority": definition.priority,
            },
            visible(token),
        )
        step.emit(
            UserTaskOpened(
                key=token.id,
                element=self.bpmn_id,
                label=self.bpmn_name or self.bpmn_id,
                lane=self.lane,
                form_id=definition.form_id,
                assignee=_one_name("assignee", told["assignee"]),
                candidate_groups=_names("candidate groups", told["candidate groups"]),
                candidate_users=_names("candidate users", told["candidate users"]),
                due_at=_moment("due date", told["due date"]),
                follow_up_at=_moment("follow-up date", told["follow-up date"]),
                priority=_priority(told["priority"]),
            )
        )
        token.case.open_tasks[token.id] = token

    def close(self, step: Step, token: Token, *, completed: bool) -> None:
        """The task leaves the inbox."""
        if step.case.open_tasks.pop(token.id, None) is not None:
            step.emit(UserTaskClosed(key=token.id, element=self.bpmn_id, completed=completed))

    def taken_away(self, step: Step, token: Token) -> None:
        self.close(step, token, completed=False)


def _unusable(what: str, value: Json) -> Problem:
    return Problem(IncidentKind.ASSIGNMENT, f"The {what} of the task cannot be used.", described(value))


def _one_name(what: str, value: Json) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    raise _unusable(what, value)


def _names(what: str, value: Json) -> tuple[str, ...]:
    """A FEEL list of texts, or text with commas."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(name for each in value.split(",") if (name := each.strip()))
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise _unusable(what, value)


def _moment(what: str, value: Json) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        # What is due on a day is not late on that day.
        return read_moment(value, end_of_day=what == "due date")
    except (TypeError, ValueError, AttributeError, OverflowError):
        raise _unusable(what, value) from None


def _priority(value: Json) -> int:
    if value is None:
        return 50
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise _unusable("priority", value) from None
    if isinstance(value, bool) or not number.is_integer() or int(number) not in PRIORITIES:
        raise _unusable("priority", value)
    return int(number)


class JobTask(Element):
    """A service, send or business-rule task with a handler."""

    def _run_hook(self, token: Token) -> bool | None:
        return run_job(token.case.step, token)


class ScriptTask(Element):
    """One FEEL expression whose value becomes a variable."""

    script: Script

    def _run_hook(self, token: Token) -> bool:
        script = self.script
        answer = token.case.step.evaluate([script.expression], visible(token))[0]
        if answer.problem is not None:
            raise Problem(IncidentKind.SCRIPT, f"The script failed: {answer.problem}", script.expression)
        token.internal_data["result"] = {script.result_variable: answer.value}
        return True


class DecisionTask(Element):
    """A business-rule task with a DMN decision."""

    called: CalledDecision

    def _run_hook(self, token: Token) -> bool:
        step, called, context = token.case.step, self.called, visible(token)
        decision_id = step.values(IncidentKind.DECISION, {"decision": called.decision_id}, context)["decision"]
        if not isinstance(decision_id, str):
            raise Problem(IncidentKind.DECISION, "The task names no decision.", described(decision_id))
        answer = step.decide(decision_id, context)
        if answer.problem is not None:
            raise Problem(
                IncidentKind.DECISION,
                f"The decision “{decision_id}” gave no result: {answer.problem}",
                decision_id,
            )
        step.emit(
            DecisionEvaluated(
                key=token.id,
                element=self.bpmn_id,
                decision_id=decision_id,
                decision_sha256=answer.decision_sha256,
                trace=answer.trace,
                result=answer.result,
            )
        )
        token.internal_data["result"] = {called.result_variable: answer.result}
        return True
