"""How element instances are taken away: by an event, with their scope, or with the case."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from engine.facts import ElementTerminated, JobClosed
from engine.spiff.case import Scope, Token
from engine.spiff.step import Step
from engine.spiff.waits import close_waits


def release(step: Step, token: Token) -> None:
    """Close whatever a leaving element instance holds, and take it out of the books."""
    if token.timers or token.subscriptions:
        close_waits(step, token)
    if token.job is not None:
        close_job(step, token)
    step.close_incident(token)
    case = step.case
    del case.tokens[token.id]
    token.workflow.live.pop(token.id, None)
    case.gathering.pop(token.id, None)
    if token.workflow.joins.get(token.task_spec.name) is token:
        del token.workflow.joins[token.task_spec.name]


def close_job(step: Step, token: Token) -> None:
    """The retry is under way, or no longer wanted."""
    if token.job is not None:
        del step.case.jobs[token.job]
        step.emit(JobClosed(job=token.job, key=token.id))
        token.job = None


def terminate(step: Step, token: Token) -> None:
    """Take an element instance away, and everything inside it first."""
    if not token.is_live:
        return
    body = token.body
    if body is not None:
        terminate_inside(step, body)
        if body.owner is not token:
            terminate(step, body.owner)
        step.case.subprocesses.pop(token.id, None)
    was_entered = token.state != TaskState.FUTURE
    token.cancel()
    release(step, token)
    if was_entered:
        token.task_spec.taken_away(step, token)
        step.emit(ElementTerminated(key=token.id, element=token.task_spec.bpmn_id))
    step.case.splice_out(token)


def terminate_inside(step: Step, scope: Scope, but: Token | None = None) -> None:
    """Take away everything in a scope, in the order it came in."""
    for token in list(scope.live.values()):
        if token is not but:
            terminate(step, token)
