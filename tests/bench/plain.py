"""The same works in plain in-memory SpiffWorkflow: the yardstick of every ratio. Nothing is saved, nothing recorded."""

from __future__ import annotations

import time
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.util.task import TaskState

from tests.bench.diagrams import Drawing
from tests.bench.work import screen


class PlainCase:
    """One workflow; `complete` runs its first ready user task and returns the seconds it took."""

    _engine = PythonScriptEngine(environment=TaskDataEnvironment({"screen": screen}))

    def __init__(self, spec: Any) -> None:
        self._workflow = BpmnWorkflow(spec, script_engine=self._engine)
        self._workflow.do_engine_steps()

    @property
    def ended(self) -> bool:
        return bool(self._workflow.is_completed())

    def complete(self, answers: dict[str, Any]) -> float:
        task = self._workflow.get_next_task(state=TaskState.READY, manual=True)
        begun = time.perf_counter()
        task.data.update(answers)
        task.run()
        self._workflow.do_engine_steps()
        return time.perf_counter() - begun


def compile_plain(drawing: Drawing) -> Any:
    """SpiffWorkflow's own specification of the drawing."""
    parser = BpmnParser()
    parser.add_bpmn_str(drawing.plain())
    return parser.get_spec(drawing.process_id)
