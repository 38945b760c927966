"""Task handlers by type: what a service task's `zeebe:taskDefinition type="…"` runs (README, "Handlers").

A handler takes one frozen dataclass and gives one; the marshmallow schemas compiled from them (`engine/schemas.py`)
stand at both doors, so a handler sees only good values and a case gets only JSON.
"""

from __future__ import annotations

import base64
import hashlib
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy.orm import Session

from engine.schemas import Json, Rubbish, Shape

__all__ = [
    "BpmnError",
    "Handler",
    "HandlerAlreadyRegisteredError",
    "HandlerContext",
    "HandlerRegistry",
    "Nothing",
    "Person",
    "Rubbish",
    "TryAgain",
]

MESSAGE = "bpmn.message"
"""The kind of outbox entry that the engine itself sends: a message to its own cases."""
StartCheck = Callable[[Session, Mapping[str, Json], str, datetime], str | None]
"""Asked before a person begins a case: session, variables, the person's id, the time. A sentence says why not."""
In = TypeVar("In")
Out = TypeVar("Out")


class HandlerAlreadyRegisteredError(ValueError):
    """Two handlers claim one type or alias; a diagram could not know which one runs."""


class BpmnError(Exception):
    """A business error that the diagram catches with an error event of this code."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Json] | None = None) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})
        # Here, where a traceback names the handler, rather than when the case is saved.
        orjson.dumps(self.variables)


class TryAgain(Exception):
    """A passing fault, in one sentence for the owner; `after` overrides the back-off."""

    def __init__(self, sentence: str, after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.after = after


@dataclass(frozen=True, slots=True)
class Nothing:
    """For `takes` or `gives` of a handler that needs no variables, or sets none."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as people know them: the name, and the ids of the roles."""

    name: str
    roles: frozenset[str] = frozenset()


Directory = Callable[[Session, Collection[str]], Mapping[str, Person]]
"""Who has the accounts of these ids, looked up in the step's own transaction; an id that nobody has is left out."""


def nobody(session: Session, account_ids: Collection[str]) -> Mapping[str, Person]:  # noqa: ARG001 - a directory
    """The directory of an installation without accounts."""
    return {}


@dataclass(slots=True)
class HandlerContext:
    """What a handler may touch. Everything it writes through `session` commits, or vanishes, with the step."""

    session: Session
    now: datetime
    """The command's recorded time, aware UTC. A handler reads no other clock."""
    case_id: str
    key: int
    element: str
    process_id: str
    attempt: int
    """1 at the first try."""
    headers: Mapping[str, str]
    outbox: Callable[[str, Json, str], None]
    actor_id: str = ""
    """Who gave the command in whose step this runs."""
    by_staff: bool = True
    """Whether that is somebody who logged in, not a customer's link, a timer or another case."""
    directory: Directory = nobody
    _ids: dict[str, int] = field(default_factory=dict)

    def new_id(self, prefix: str) -> str:
        """A new id such as `POL-7K2M…`: unlike any other, and the same when the case is run again from its journal.

        It is drawn from the case, the element instance, the prefix and a count, so a retry gives the same ids too.
        """
        count = self._ids[prefix] = self._ids.get(prefix, 0) + 1
        digest = hashlib.sha256(f"{self.case_id}\0{self.key}\0{prefix}\0{count}".encode()).digest()
        return f"{prefix}-{base64.b32encode(digest[:10]).decode()}"

    def people(self, account_ids: Collection[str]) -> Mapping[str, Person]:
        """Who has these accounts now, by id; an id that nobody has is left out."""
        return self.directory(self.session, account_ids)

    def send(self, kind: str, payload: Json, idempotency_key: str | None = None) -> None:
        """Have the outbox send something to the outside world: after the commit, at least once.

        `idempotency_key` lets the receiver drop a double; without one the case and element instance make one.
        Raises `TypeError` for a payload that is not JSON.
        """
        orjson.dumps(payload)
        number = self._ids["\0sent"] = self._ids.get("\0sent", 0) + 1
        self.outbox(kind, payload, idempotency_key or f"{self.case_id}.{self.key}.{kind}.{number}")

    def publish(self, name: str, correlation_key: str, variables: dict[str, Json], ttl: timedelta) -> None:
        """Publish a BPMN message to other cases, or to a message start event: after the commit, exactly once.

        `ttl`: how long it waits for a case that does not wait for it yet. Raises `TypeError` for what is not JSON.
        """
        said = {"name": name, "key": correlation_key, "variables": variables, "ttl_s": ttl.total_seconds()}
        self.send(MESSAGE, said)


@dataclass(frozen=True, slots=True)
class Handler(Generic[In, Out]):
    """One registered handler: its type, its two doors and the function between them."""

    type: str
    run: Callable[[In, HandlerContext], Out]
    takes: Shape[In]
    gives: Shape[Out]
    aliases: tuple[str, ...] = ()
    time_limit: timedelta | None = None
    """None: the engine's default."""

    @property
    def sentence(self) -> str:
        """The first line of the function's docstring, for lists of handlers."""
        return (inspect.getdoc(self.run) or "").partition("\n")[0]

    def __call__(self, variables: Mapping[str, Json], context: HandlerContext) -> dict[str, Json]:
        """Run it: variables of the case in, result variables out.

        Raises `Rubbish` when what comes in or goes out is not of the declared shape, `BpmnError` and `TryAgain` as
        the handler meant them, and whatever else the handler raises.
        """
        result = self.run(self.takes.load(variables), context)
        if result is None and self.gives.type is Nothing:
            return {}
        return self.gives.dump(result)


class HandlerRegistry:
    """The handlers of an installation. A double raises at import; an alias lets a type be renamed."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler[Any, Any]] = {}
        self._start_checks: dict[str, StartCheck] = {}

    def handles(
        self,
        type: str,  # noqa: A002 - the diagram's own word
        *,
        takes: type[In],
        gives: type[Out],
        aliases: tuple[str, ...] = (),
        time_limit: timedelta | None = None,
    ) -> Callable[[Callable[[In, HandlerContext], Out]], Callable[[In, HandlerContext], Out]]:
        """Register the decorated function for service tasks of this type.

        `takes`, `gives`: frozen dataclasses (`engine/schemas.py` lists the field types). `aliases`: older names
        that running cases may still carry. Raises `HandlerAlreadyRegisteredError` on a double.
        """

        def register(run: Callable[[In, HandlerContext], Out]) -> Callable[[In, HandlerContext], Out]:
            self.add(Handler(type, run, Shape(takes), Shape(gives), aliases, time_limit))
            return run

        return register

    def add(self, handler: Handler[Any, Any]) -> None:
        """Register a handler under its type and aliases, all or none."""
        names = (handler.type, *handler.aliases)
        for name in names:
            if name in self._handlers or names.count(name) > 1:
                raise HandlerAlreadyRegisteredError(f"two handlers are registered for the task type '{name}'")
        self._handlers.update(dict.fromkeys(names, handler))

    def include(self, other: HandlerRegistry) -> None:
        """Take over all handlers and start checks of another registry."""
        for handler in other:
            self.add(handler)
        for name, check in other._start_checks.items():
            self.checks_start(name)(check)

    def checks_start(self, name: str) -> Callable[[StartCheck], StartCheck]:
        """Register the decorated function as what `sop:start-check` of a process names.

        Raises `HandlerAlreadyRegisteredError` on a double.
        """

        def register(check: StartCheck) -> StartCheck:
            if name in self._start_checks:
                raise HandlerAlreadyRegisteredError(f"two start checks are named '{name}'")
            self._start_checks[name] = check
            return check

        return register

    def start_check(self, name: str) -> StartCheck | None:
        """The start check of a name, None when there is none."""
        return self._start_checks.get(name)

    def get(self, type: str) -> Handler[Any, Any] | None:  # noqa: A002
        """The handler of a type or alias, None when there is none."""
        return self._handlers.get(type)

    def __contains__(self, type: object) -> bool:  # noqa: A002
        return type in self._handlers

    def __iter__(self) -> Iterator[Handler[Any, Any]]:
        """Each handler once, by type."""
        return (handler for name, handler in sorted(self._handlers.items()) if name == handler.type)

    def __len__(self) -> int:
        return sum(1 for _ in self)
