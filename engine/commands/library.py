"""What the cases of one deployment run on, compiled once and shared: models, forms, decisions, duties."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, select

from engine import deployment as packages
from engine.bpmn.model import Process
from engine.commands.rights import Duties
from engine.deployment import Package
from engine.errors import NotFound
from engine.forms import CompiledForm
from engine.ports import DecisionAnswer, FeelAnswer, FeelQuestion
from engine.spiff.compile import LazyLibrary
from engine.spiff.machine import Machine
from engine.store.deployments import definitions, deployment_files

Json = Any
INBOX = "sop:inbox"
"""Property of a process: the variables, separated by spaces, that its tasks show as columns of the inbox."""


VALUE = "sop:value"
"""Property of a process: where the number stands that says what is at stake (`plans.sum_assured`; a list is summed).

An amount in whole yuan stands beside the open tasks in clear, because lists are sorted by it; it goes when they close.
"""
MOST = 10**15


STARTERS = "sop:starters"
"""Property of a process: the roles, separated by spaces, that may begin a case with its start form. None: nobody."""
START_CHECK = "sop:start-check"
"""Property of a process: the rule (`HandlerRegistry.checks_start`) asked before a person begins a case."""


def amount_at(value: Json, path: Sequence[str]) -> int | None:
    """The number at a path, in whole units; over a list the sum of those that are numbers. None: there is none."""
    if isinstance(value, list):
        found = [amount for each in value if (amount := amount_at(each, path)) is not None]
        return sum(found) if found else None
    if path:
        return amount_at(value.get(path[0]), path[1:]) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MOST:
        return None
    return round(value)


class Interpreter(Protocol):
    """Evaluates FEEL and decisions; one per process of the operating system."""

    def feel(self, questions: Sequence[FeelQuestion], at: datetime) -> list[FeelAnswer]: ...

    def feel_patiently(self, question: FeelQuestion, at: datetime) -> FeelAnswer:
        """As `feel`, with far more time: for a re-execution, on a machine that may be slower."""
        ...

    def decide(
        self, package: Package, decision_id: str, context: Mapping[str, Json], at: datetime
    ) -> DecisionAnswer: ...


@dataclass
class Library:
    """One deployment, ready to run."""

    deployment_id: int
    package: Package
    interpreter: Interpreter
    models: LazyLibrary = field(init=False)

    def __post_init__(self) -> None:
        self.models = LazyLibrary(self.package.processes)

    def share_with(self, other: Library) -> None:
        """Hold the other's parts wherever the files are the same: most of a deployment is that of the one before."""
        self.package.share_with(other.package)
        self.models.share_with(other.models)

    @cached_property
    def duties(self) -> Duties:
        """Who may do what, as the diagrams say."""
        return Duties.of(self.package.processes.values())

    @cached_property
    def _inbox(self) -> dict[str, tuple[str, ...]]:
        return {
            process.id: tuple(process.properties.get(INBOX, "").split()) for process in self.package.processes.values()
        }

    def start_form_id(self, process_id: str) -> str | None:
        """The form of a process's none start event."""
        process = self.package.processes[process_id]
        return next((node.form_id for node in process.nodes_of(process_id) if node.form_id is not None), None)

    def starters(self, process_id: str) -> frozenset[str]:
        """The roles that may begin a case of a process with its start form."""
        return frozenset(self.package.processes[process_id].properties.get(STARTERS, "").split())

    def start_check(self, process_id: str) -> str | None:
        """The name of the rule that is asked before a person begins a case of a process."""
        return self.package.processes[process_id].properties.get(START_CHECK)

    def form(self, form_id: str) -> CompiledForm:
        """A form of this deployment. Raises `NotFound`."""
        if form_id not in self.package.forms:
            raise NotFound(what="form", id=form_id)
        return self.package.forms[form_id]

    def processes_in(self, sha256: str) -> dict[str, Process]:
        """The executable processes of one of its diagrams by id; none for a file that it does not hold."""
        return {
            identity: self.package.processes[identity]
            for (kind, identity), file in self.package.file_of.items()
            if kind == "bpmn" and file.sha256 == sha256
        }

    def definition_of(self, process_id: str) -> str | None:
        """SHA-256 (hex) of the diagram that holds a process."""
        file = self.package.file_of.get(("bpmn", process_id))
        return file.sha256 if file else None

    def inbox_values(self, machine: Callable[[], Machine]) -> Callable[[str, int], dict[str, Json]]:
        """How a step reads the inbox columns of a task that it opened: `(process_id, key)` → values."""

        def read(process_id: str, key: int) -> dict[str, Json]:
            names = self._inbox.get(process_id)
            if not names:
                return {}
            seen = machine().variables(key)
            return {name: seen[name] for name in names if name in seen}

        return read

    @cached_property
    def _value(self) -> dict[str, tuple[str, ...]]:
        paths = {process.id: process.properties.get(VALUE, "") for process in self.package.processes.values()}
        return {process_id: tuple(path.split(".")) for process_id, path in paths.items() if path}

    def case_value(self, root: str, machine: Callable[[], Machine]) -> Callable[[str, int], int | None]:
        """How a step reads what is at stake at a task: `(process_id, key)` → whole yuan.

        As the task's own process says, else as the process of the case (`root`) does.
        """

        def read(process_id: str, key: int) -> int | None:
            for process, scope in ((process_id, key), (root, 1)):
                path = self._value.get(process)
                found = None if path is None else amount_at(machine().variables(scope), path)
                if found is not None:
                    return found
            return None

        return read

    def feel(self, questions: Sequence[FeelQuestion], at: datetime) -> list[FeelAnswer]:
        return self.interpreter.feel(questions, at)

    def decide(self, decision_id: str, context: Mapping[str, Json], at: datetime) -> DecisionAnswer:
        return self.interpreter.decide(self.package, decision_id, context, at)


_FILES = (
    select(deployment_files.c.name, definitions.c.content)
    .join_from(deployment_files, definitions, deployment_files.c.sha256 == definitions.c.sha256)
    .where(deployment_files.c.deployment_id == bindparam("deployment"))
)


class Libraries:
    """The libraries in use. A deployment never changes, so one that is here is always right."""

    def __init__(self, interpreter: Interpreter, limit: int = 32) -> None:
        self._interpreter = interpreter
        self._limit = limit
        self._libraries: OrderedDict[int, Library] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, connection: Connection, deployment_id: int) -> Library:
        """The library of a deployment, read and compiled at its first use."""
        with self._lock:
            library = self._libraries.get(deployment_id)
            if library is not None:
                self._libraries.move_to_end(deployment_id)
                return library
        files = {name: bytes(content) for name, content in connection.execute(_FILES, {"deployment": deployment_id})}
        if not files:
            raise NotFound(what="deployment", id=deployment_id)
        return self.put(Library(deployment_id, packages.read_package(files), self._interpreter))

    def put(self, library: Library) -> Library:
        """Keep a library; the one unused for longest makes room."""
        with self._lock:
            nearest = next(reversed(self._libraries.values()), None)
            if nearest is not None:
                library.share_with(nearest)
            kept = self._libraries.setdefault(library.deployment_id, library)
            while len(self._libraries) > self._limit:
                self._libraries.popitem(last=False)
            return kept
