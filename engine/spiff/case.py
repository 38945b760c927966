"""The running case as SpiffWorkflow sees it: a tree of tasks per scope, workflows within a workflow.

What is ours: keys count up instead of being random, nothing reads the clock, children are created only when a token
takes a flow (nothing is predicted), and a finished task is spliced out, so that the tree holds the frontier alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.incidents import Incident
from engine.spiff.records import JobRetry, Subscription, Timer

Json = Any


class NoScripts:
    """Stands where SpiffWorkflow keeps its Python script engine: diagrams hold no code."""


class Token(Task):
    """One element instance. `id` is its key, `data` its own local variables, `workflow` the scope that holds it."""

    def __init__(self, workflow: Any, task_spec: Any, parent: Token | None, key: int) -> None:
        # SpiffWorkflow's own initialiser draws a random id and reads the clock: a re-execution could not repeat it.
        self.id = key
        self.workflow = workflow
        self.task_spec = task_spec
        self._parent = parent.id if parent is not None else None
        self._children: dict[int, None] = {}
        self._state = TaskState.FUTURE
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Json] = {}
        self.internal_data: dict[str, Json] = {}
        self.last_state_change = 0.0
        self.body: Any = None
        """The scope that this element instance has opened, or None."""
        self.timers: list[int] = []
        self.subscriptions: list[int] = []
        self.job: int | None = None
        self.incident: int | None = None
        workflow.tasks[key] = self
        if parent is not None:
            parent._child_added_notify(self)

    def _child_added_notify(self, child: Token) -> None:
        self._children[child.id] = None

    def _set_state(self, value: int) -> None:
        self._state = value

    @property
    def is_live(self) -> bool:
        """Not completed and not cancelled."""
        state: int = self._state
        return state < int(TaskState.COMPLETED)

    @property
    def case(self) -> Case:
        """The whole case this token runs in."""
        top: Case = self.workflow.top_workflow
        return top

    @property
    def up(self) -> Token | None:
        """The element instance whose scope holds this one; None at a process instance: variables stop there."""
        owner: Token = self.workflow.owner
        return None if owner is self else owner

    @property
    def scope_key(self) -> int:
        """Key of the element instance that holds this one; 0 at the root of the case."""
        holder = self.up or self.workflow.host
        return 0 if holder is None else int(holder.id)

    def run(self) -> bool | None:
        """Do the element's work. True: done; None: it waits (or was terminated by what it did)."""
        done: bool | None = self.task_spec._run(self)
        if done is None and self.is_live:
            self._state = TaskState.STARTED
        return done

    def cancel(self) -> None:
        """Mark as taken away. What it holds is closed by `engine.spiff.leaving`."""
        self._state = TaskState.CANCELLED


class Scope:
    """What the root workflow and the sub-workflows share: one activation of a process, subprocess or loop."""

    owner: Token
    """The element instance that this scope is the inside of; its key is the scope's key."""
    host: Token | None
    """Of a called process: the call activity. Else None."""
    interrupted: bool
    """An interrupting event subprocess has taken over."""
    live: dict[int, Token]
    """The unfinished tokens directly in this scope, in the order of their keys."""
    joins: dict[str, Token]
    """The join that gathers tokens now, by gateway id."""

    def prepare(self, owner: Token, host: Token | None) -> None:
        """Set up the books of a new scope."""
        self.owner = owner
        self.host = host
        self.interrupted = False
        self.live = {}
        self.joins = {}
        owner.body = self
        if host is not None:
            host.body = self


class Case(Scope, BpmnWorkflow):
    """The root process instance and the books of the whole case."""

    def __init__(self, spec: Any, *, prune: bool = True) -> None:
        super().__init__(spec, script_engine=NoScripts(), deserializing=True)
        self.prune = prune
        self.step: Any = None
        """The command that runs now, or None."""
        self.counters = {"key": 0, "timer": 0, "subscription": 0, "job": 0, "incident": 0}
        self.tokens: dict[int, Token] = {}
        """Every unfinished token of the case by key."""
        self.open_tasks: dict[int, Token] = {}
        """The user tasks that wait for a person."""
        self.timers: dict[int, Timer] = {}
        self.subscriptions: dict[int, Subscription] = {}
        self.jobs: dict[int, JobRetry] = {}
        self.incidents: dict[int, Incident] = {}
        self.gathering: dict[int, Token] = {}
        """The joins that wait for tokens."""
        self.outcome: str | None = None
        self.end_event: str | None = None

    def count(self, what: str) -> int:
        """The next number of its kind."""
        self.counters[what] += 1
        return self.counters[what]

    def scopes(self) -> Iterator[Any]:
        """The open scopes, outermost first."""
        yield self
        yield from self.subprocesses.values()

    def open_process(self, spec: Any, key: int, host: Token | None) -> Token:
        """Create the tree of a process instance: the root of the case, or a called one."""
        scope = self if host is None else SubScope(spec, host)
        owner = Token(scope, spec.start, None, key)
        scope.task_tree = owner
        scope.data = owner.data
        scope.prepare(owner, host)
        if host is not None:
            self.subprocesses[host.id] = scope
        self.tokens[key] = owner
        return owner

    def open_scope(self, spec: Any, owner: Token) -> Any:
        """Create the tree inside an activity."""
        scope = SubScope(spec, owner)
        # The tree's root stands for the owner inside; its id only has to differ from every key.
        root = Token(scope, spec.start, None, -owner.id)
        root._set_state(TaskState.COMPLETED)
        scope.task_tree = root
        scope.data = owner.data
        scope.prepare(owner, None)
        self.subprocesses[owner.id] = scope
        return scope

    def splice_out(self, token: Token) -> None:
        """Take a finished token out of its tree; whatever followed it hangs on what came before it."""
        if not self.prune or token._parent is None:
            return
        tasks = token.workflow.tasks
        parent = tasks[token._parent]
        del parent._children[token.id]
        for child in token._children:
            parent._children[child] = None
            tasks[child]._parent = parent.id
        del tasks[token.id]


class SubScope(Scope, BpmnSubWorkflow):
    """The inside of a subprocess, a called process or a multi-instance activity."""

    def __init__(self, spec: Any, host: Token) -> None:
        super().__init__(spec, host.id, host.case, deserializing=True)

    def _calculate_depth(self) -> int:
        # SpiffWorkflow walks to the top with a search at every level; nothing here asks for the depth.
        return 0
