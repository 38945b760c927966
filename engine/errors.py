"""What the engine refuses, each refusal with a name and the facts it carries.

The docstring of a class is its default sentence: `str(error)` is what a person may read. Pages and the command
line map these classes to a status once (`web/errors.py`); nobody else parses the sentences.
"""

from __future__ import annotations

from typing import Any


class EngineError(Exception):
    """The engine refused the request."""

    def __init__(self, sentence: str | None = None, **facts: Any) -> None:
        self.facts = facts
        super().__init__(sentence or (type(self).__doc__ or "").strip().splitlines()[0].format_map(_Facts(facts)))


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


class BadInput(EngineError):
    """The input is not usable."""


class NotFound(EngineError):
    """There is no {what} with the id {id}."""


class Forbidden(EngineError):
    """{actor} may not {verb} {what}."""


class Conflict(EngineError):
    """Somebody else was first; nothing was changed."""


class TaskAlreadyClaimed(Conflict):
    """The task is held by {holder}."""


class TaskAlreadyClosed(Conflict):
    """The task was already {outcome} by {by} at {at}."""


class StaleCase(Conflict):
    """The case was changed by {by} at {at} in the meantime; nothing was changed."""


class DraftChanged(Conflict):
    """The draft was saved elsewhere at {at}; nothing was changed. `facts["answers"]`: what it says now."""


class CaseNotRunning(Conflict):
    """The case {case_id} is {status}; it takes no more work."""


class CaseSuspended(CaseNotRunning):
    """The case {case_id} is suspended; resume it first."""


class StartRefused(Forbidden):
    """A rule of the installation says no: {reason}.

    `facts["reason"]`: its sentence, in its own language.
    """


class DutiesNotSeparated(Forbidden):
    """Whoever did {other_element} may not do {element}: these two steps need two people."""


class OnlyInPerson(Forbidden):
    """{element} is done in person; nobody may do it for {principal}."""


class OutsideSubstitution(Forbidden):
    """The substitution for {principal} does not cover the process {process_id}."""


class ClockNotPausable(Forbidden):
    """The diagram does not let the clock of {element} pause for this ground ({ground})."""


class ClockRanOut(Conflict):
    """The time for {element} ran out at {due_at}; it cannot be paused any more."""


class ClockAlreadyPaused(Conflict):
    """The clock of {element} is paused already, since {at}."""


class ClockNotPaused(Conflict):
    """The clock of {element} is not paused."""


class AnswersRefused(BadInput):
    """The answers are not complete.

    `facts["errors"]` maps a field path (`beneficiaries[0].share`) to its sentences.
    """


class FormConditionFailed(AnswersRefused):
    """An expression of the field {field} in the form {form} took too long or too much memory; it is not your mistake.

    Operations are told by an incident. `facts["errors"]` as of every refused answer.
    """


class DeployRefused(BadInput):
    """The deployment was refused.

    `facts["findings"]` is a list of `engine.bpmn.findings.Finding`.
    """


class FeelError(EngineError):
    """The expression cannot be evaluated."""


class FeelSyntaxError(FeelError):
    """The expression is not FEEL."""


class FeelLimitExceeded(FeelError):
    """The expression ran longer, or took more memory, than it may."""


class DecisionError(EngineError):
    """The decision cannot be evaluated."""


class StoreUnavailable(EngineError):
    """The database cannot be used now ({why}); nothing was changed."""


class FormError(EngineError):
    """The form cannot be used."""


class FormLimitExceeded(FormError):
    """The expressions of the form's field “{path}” ran longer, or took more memory, than they may.

    `facts["path"]` is the field's path (`rows[0].name`); empty where it is not known which field it was.
    """
