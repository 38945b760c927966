"""Work for Python handlers: service, send and business-rule tasks, and messages that are thrown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.bpmn.model import JobDefinition
from engine.facts import HandlerRan, JobScheduled
from engine.ports import Job, JobResult
from engine.spiff.case import Token
from engine.spiff.incidents import IncidentKind, Problem, described
from engine.spiff.leaving import close_job
from engine.spiff.records import JobRetry
from engine.spiff.step import Step
from engine.spiff.throwing import throw_error
from engine.spiff.variables import visible

Json = Any


def run_job(step: Step, token: Token) -> bool | None:
    """Call the handler. True: it gave a result; None: it waits for a retry, or an error was caught. Raises Problem."""
    definition: JobDefinition | None = token.task_spec.node.job
    if definition is None:
        raise Problem(IncidentKind.JOB_FAILED, f"“{token.task_spec.bpmn_id}” names no handler that could do its work.")
    close_job(step, token)
    notes, context = token.internal_data, dict(visible(token))
    told = step.values(
        IncidentKind.JOB_FAILED, {"handler type": definition.type, "number of retries": definition.retries}, context
    )
    if not isinstance(told["handler type"], str):
        raise Problem(IncidentKind.JOB_FAILED, "The handler's type is not text.", described(told["handler type"]))
    tries = notes.pop("tries", None) or _number(told["number of retries"])
    attempt = notes["attempt"] = notes.get("attempt", 0) + 1
    job = Job(
        case_id="",
        key=token.id,
        element=token.task_spec.bpmn_id,
        process_id=token.task_spec.process_id,
        type=told["handler type"],
        headers=definition.headers,
        variables=context,
        attempt=attempt,
    )
    result = step.world.run_job(job, tries)
    _note(step, job, result)
    if result.failure is not None:
        _failed(step, token, job, result, tries)
        return None
    if result.error_code is not None:
        throw_error(step, token, result.error_code, result.error_message, result.variables)
        return None
    notes["result"] = dict(result.variables)
    return True


def _number(value: Json) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if number < 1:
        raise Problem(
            IncidentKind.JOB_FAILED, "The number of retries is not a whole number above zero.", described(value)
        )
    return number


def _note(step: Step, job: Job, result: JobResult) -> None:
    error = None
    if result.failure is None and result.error_code is not None:
        error = {"code": result.error_code, "message": result.error_message, "variables": dict(result.variables)}
    step.emit(
        HandlerRan(
            key=job.key,
            element=job.element,
            type=job.type,
            attempt=job.attempt,
            inputs=job.variables,
            result=dict(result.variables) if result.failure is None and error is None else None,
            bpmn_error=error,
            failure=result.failure,
        )
    )


def _failed(step: Step, token: Token, job: Job, result: JobResult, tries: int) -> None:
    if result.retry_at is None or tries <= 1:
        raise Problem(IncidentKind.JOB_FAILED, result.failure or "The handler failed.", job.type)
    token.internal_data["tries"] = tries - 1
    _schedule(step, token, job, tries - 1, result.retry_at)


def _schedule(step: Step, token: Token, job: Job, tries: int, due_at: datetime) -> None:
    retry = JobRetry(step.case.count("job"), token.id, job.element, job.type, tries, due_at)
    step.case.jobs[retry.number] = retry
    token.job = retry.number
    step.emit(
        JobScheduled(
            job=retry.number,
            key=retry.key,
            element=retry.element,
            type=retry.type,
            retries_left=tries,
            due_at=due_at,
        )
    )
