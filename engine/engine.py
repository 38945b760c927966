"""The engine's face: one verb per command (README). Questions are in `engine/queries.py`, as `engine.queries`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from engine.actor import Actor, ActorKind, Channel
from engine.bpmn.findings import Finding
from engine.chain_facts import SignalBroadcast
from engine.clock import Clock, SystemClock
from engine.commands import cases as case_commands
from engine.commands import signals, tasks
from engine.commands.deploy import Deployer, newest_version
from engine.commands.handling import JobRunner
from engine.commands.ids import new_case_id, split_id
from engine.commands.interpreter import Isolate
from engine.commands.library import Interpreter, Libraries
from engine.commands.messages import Post, Published
from engine.commands.refusals import AccessLog
from engine.commands.rights import Supervision
from engine.commands.step import Also, Outcome, Steps
from engine.commands.subjects import index_old_cases
from engine.commands.verbs import Start
from engine.commands.warm import WarmCases
from engine.deployment import Deployment, Vocabulary, check, printable, read_package
from engine.errors import Forbidden, NotFound, StartRefused
from engine.facts import Fact, Json
from engine.following import Following
from engine.journal import engine_chain
from engine.journal.replay import Replay, replay_case
from engine.journal.verify import Verdict, verify_all, verify_case
from engine.options import Options
from engine.outbox import Dispatcher, Outgoing
from engine.queries import Queries
from engine.registry import MESSAGE, HandlerRegistry
from engine.store.cases import subscriptions
from engine.store.keys import KeyRing, MasterKey
from engine.store.store import Store
from engine.timers.due import DueWork
from engine.user_tasks import UserTaskVerbs

log = structlog.get_logger(__name__)


class Engine(UserTaskVerbs):
    """A durable engine on one store. Safe to use from many threads; several may share a PostgreSQL store."""

    def __init__(
        self,
        store: Store,
        registry: HandlerRegistry,
        master_key: MasterKey,
        *,
        clock: Clock | None = None,
        options: Options | None = None,
        interpreter: Interpreter | None = None,
    ) -> None:
        """Open an engine on a migrated store. Raises `WrongMasterKey`."""
        self.options = options or Options()
        self.store = store
        self.registry = registry
        self.clock = clock or SystemClock()
        self.keys = KeyRing(master_key)
        self._runner = JobRunner(registry, self.options.patience, self.options.directory)
        interpreter = interpreter or Isolate()
        self.libraries = Libraries(interpreter)
        self.warm = WarmCases(self.options.warm_cases)
        self._access = AccessLog(store, self.clock)
        self._supervision = Supervision(frozenset(self.options.supervisors), self.options.leads)
        self._steps = Steps(
            store, self.keys, self.libraries, self._runner, self.clock, self.warm, frozenset(self.options.subjects)
        )
        self._vocabulary = Vocabulary(
            registry_types(registry), self.options.roles, self.options.clauses, self.options.properties
        )
        self._deployer = Deployer(store, self.keys, self.libraries, interpreter, self.clock, self._vocabulary)
        self._post = Post(store, self.keys, self._steps, self.clock, self._start_by_event)
        self._due = DueWork(store, self.keys, self._steps, self.libraries, self.clock, self._start_by_event)
        senders = {**self.options.senders, MESSAGE: self._send_message}
        self._dispatcher = Dispatcher(store, self.keys, self.clock, senders)
        self.queries = Queries(store, self.keys, self.libraries, self.clock)
        self._steps.after = self._after
        self._following = Following()
        self.on_due: Callable[[datetime], None] | None = None
        """Told the earliest new due time after a commit; the scheduler of this process listens here."""
        self.chores: list[Callable[[], object]] = []
        """What the installation wants looked at with every sweep; each must be safe to repeat."""
        self._prepare()

    def _prepare(self) -> None:
        with self.store.write() as connection:
            engine_chain.prepare(connection)
            self.keys.engine(connection)

    def close(self) -> None:
        """Let the handlers' threads end. The store is closed by whoever opened it."""
        self._runner.close()

    # deployments

    def deploy(self, files: Mapping[str, bytes], by: Actor) -> Deployment:
        """Deploy `.bpmn`, `.dmn` and `.form` files by name, all or none; the same bytes again change nothing.

        Raises `DeployRefused` with `facts["findings"]`.
        """
        with self._access.refusals(by, "deploy", printable(", ".join(sorted(files)))[:200]):
            made = self._deployer.deploy(files, by)
        self._tell_due()
        return made

    def lint(self, files: Mapping[str, bytes]) -> list[Finding]:
        """What a deploy of these files would say; changes nothing."""
        return check(read_package(files), self._vocabulary)

    # cases

    def start(self, process_id: str, variables: dict[str, Json], by: Actor, business_key: str | None = None) -> str:
        """Begin a case of the newest version; gives its id. Raises `NotFound`, `BadInput`, `StartRefused`."""
        with self._access.refusals(by, "start", process_id):
            tasks.require_json(variables, self.options.longest_answers)
            self.require_may_start(process_id, variables, by)
            return self._begin(process_id, None, variables, by, None, business_key).case_id

    def start_by_form(
        self, process_id: str, answers: dict[str, Json], by: Actor, given: Mapping[str, Json] | None = None,
        business_key: str | None = None,
    ) -> str:  # fmt: skip
        """Begin a case with the answers of its start form, as the form lets them through; gives its id.

        `given`: variables that the page adds (who starts it). Only the roles of `sop:starters` may. Raises `NotFound`,
        `Forbidden`, `StartRefused`, `AnswersRefused`, `BadInput`.
        """
        with self._access.refusals(by, "start", process_id):
            form = self.queries.start_form(process_id)
            if not by.roles & form.starters or (by.processes is not None and process_id not in by.processes):
                raise Forbidden(actor=by.id, verb="start", what=process_id)
            self.require_may_start(process_id, dict(given or {}), by)
            tasks.require_json(answers, self.options.longest_answers)
            with self.store.read() as connection:
                compiled = self.libraries.get(connection, form.deployment_id).form(form.form_id)
            variables = compiled.validate(answers, dict(given or {}), self.clock.now()) | dict(given or {})
            return self._begin(process_id, None, variables, by, None, business_key).case_id

    def require_may_start(self, process_id: str, variables: Mapping[str, Json], by: Actor) -> None:
        """Raise `StartRefused` where the process names a rule and the rule says why this person may not begin."""
        with self.store.read() as connection:
            version = newest_version(connection, process_id)
            library = self.libraries.get(connection, version.deployment_id) if version else None
            name = library.start_check(process_id) if library else None
            if name is None:
                return
            check = self.registry.start_check(name)
            # A rule that is named and missing lets nobody begin.
            reason: str | None = f"The start check '{name}' is missing."
            if check is not None:
                with Session(bind=connection) as session:
                    reason = check(session, variables, by.id, self.clock.now())
        if reason:
            raise StartRefused(reason=reason)

    def _begin(
        self,
        process_id: str,
        start_event: str | None,
        variables: dict[str, Json],
        by: Actor,
        also: Also | None,
        business_key: str | None = None,
        guard: Callable[[Connection], bool] | None = None,
    ) -> Outcome:
        def choose(connection: Connection) -> tuple[Start, int, Also | None]:
            if guard is not None and not guard(connection):
                raise case_commands.NothingToDo
            version = newest_version(connection, process_id)
            if version is None:
                raise NotFound(what="process", id=process_id)
            start = Start(
                process_id=process_id, version=version.version, variables=variables,
                business_key=business_key, start_event=start_event,
            )  # fmt: skip
            return start, version.deployment_id, also

        return self._steps.begin(new_case_id(self.clock.now()), choose, by)

    def _start_by_event(
        self,
        process_id: str,
        start_event: str,
        variables: dict[str, Json],
        by: Actor,
        also: Also,
        guard: Callable[[Connection], bool] | None = None,
    ) -> Outcome | None:
        try:
            return self._begin(process_id, start_event, variables, by, also, guard=guard)
        except case_commands.NothingToDo:
            return None

    def cancel(self, case_id: str, by: Actor, reason: str) -> None:
        """End a case for good. Raises `NotFound`, `CaseNotRunning`."""
        self._on_case(case_id, case_commands.cancel(reason), by, "cancel")

    def suspend(self, case_id: str, by: Actor, reason: str) -> None:
        """Let a case rest: it takes no work, and what falls due for it waits. Raises `CaseNotRunning`."""
        self._on_case(case_id, case_commands.suspend(reason), by, "suspend")

    def resume(self, case_id: str, by: Actor) -> None:
        """Let a suspended case go on; what fell due meanwhile is due now."""
        if self._on_case(case_id, case_commands.resume(), by, "resume") is None:
            return
        with self.store.read() as connection:
            mine = select(subscriptions.c.event_name, subscriptions.c.correlation_key).where(
                subscriptions.c.case_id == case_id, subscriptions.c.trigger == "message"
            )
            waiting = connection.execute(mine).all()
        for name, key in waiting:
            self._following.do(partial(self._post.offer_buffered, name, key))
        self._tell_due()

    def set_variables(
        self, case_id: str, variables: dict[str, Json], by: Actor, reason: str, scope_key: int = 1
    ) -> None:
        """Correct variables of a running case, with a reason. Raises `NotFound`, `BadInput`."""
        tasks.require_json(variables, self.options.longest_answers)
        self._on_case(case_id, case_commands.set_variables(scope_key, variables, reason), by, "set_variables")

    def erase(self, case_id: str, by: Actor, reason: str) -> None:
        """Destroy the key of an ended case: nobody can ever read what it said; every proof stays valid."""
        self._on_case(case_id, case_commands.erase(self.keys, reason), by, "erase")
        self.warm.drop(case_id)
        self.record_read(by, "erase", case_id, reason, case_id)
        self.store.forget_log()

    # incidents

    def resolve_incident(self, incident_id: str, by: Actor, variables: dict[str, Json] | None = None) -> None:
        """Set variables, if any, and try the failed thing again. Raises `NotFound`."""
        tasks.require_json(variables or {}, self.options.longest_answers)
        case_id, number = split_id(incident_id, "i")
        self._on_case(case_id, case_commands.resolve(number, variables), by, "resolve_incident")

    def retry_job(self, job_id: str, by: Actor) -> None:
        """Try a failed handler now instead of at its time. `job_id`: `<case>.j<job>`. Raises `NotFound`."""
        case_id, number = split_id(job_id, "j")
        self._on_case(case_id, case_commands.retry(number), by, "retry_job")

    # messages and signals

    def correlate(
        self,
        name: str,
        correlation_key: str,
        variables: dict[str, Json],
        by: Actor,
        message_id: str | None = None,
        ttl: timedelta = timedelta(hours=1),
    ) -> Published:
        """Give a message to who waits for it, or keep it for `ttl`. The same `message_id` again does nothing."""
        with self._access.refusals(by, "correlate", name):
            tasks.require_json(variables, self.options.longest_answers)
            message_id = message_id or f"@{new_case_id(self.clock.now())}"
            return self._post.publish(name, str(correlation_key), variables, by, message_id, ttl)

    def broadcast(self, signal_name: str, variables: dict[str, Json], by: Actor) -> int:
        """Let everybody hear a signal who listens now; gives how many do. Each hears it in a step of its own."""
        with self._access.refusals(by, "broadcast", signal_name):
            tasks.require_json(variables, self.options.longest_answers)
            with self.store.write() as connection:
                at = self.clock.now()
                heard = signals.record(connection, self.keys, signal_name, variables, at, by, "")
                fact = SignalBroadcast(event_name=signal_name, listeners=heard)
                engine_chain.record(connection, self.keys, at, by, "broadcast", {"name": signal_name}, [fact])
        self._following.do(self._due.deliver_signals)
        self._tell_due()
        return heard

    # what runs by itself

    def fire_due(self, limit: int = 100) -> int:
        """Fire timers, handler retries, timer starts and signals whose time has come; gives how many."""
        return self._due.fire(limit)

    def earliest_due(self) -> datetime | None:
        """When the next thing is due."""
        return self._due.earliest()

    def sweep(self) -> int:
        """What a crash may have left behind: messages, signals and all that is due. Run it every half minute."""
        handled = self._post.sweep() + self.fire_due() + case_commands.drop_old_drafts(self.store, self.clock.now())
        for chore in self.chores:
            self._following.do(chore)
        return handled

    def dispatch_outbox(self, limit: int = 50) -> int:
        """Send what handlers queued for the outside; gives how many were sent."""
        return self._dispatcher.dispatch(limit)

    def recover(self) -> None:
        """At the start of the only process of an embedded store: what its predecessor had claimed is due again."""
        self._due.recover()

    # history

    def verify(self, case_id: str | None = None) -> Iterator[Verdict]:
        """Whether one chain, or every one, is intact. Raises `NotFound` for a case that never was."""
        if case_id is None:
            yield from verify_all(self.store)
            return
        with self.store.read() as connection:
            verdict = verify_case(connection, case_id)
        if verdict is None:
            raise NotFound(what="case", id=case_id)
        yield verdict

    def replay(self, case_id: str) -> Replay:
        """Run a case again from its journal and compare. Raises `NotFound`, `CaseErased`."""
        return replay_case(self.store, self.keys, self.libraries, case_id)

    def record_read(self, by: Actor, verb: str, what: str, reason: str, case_id: str | None = None) -> None:
        """Record that somebody saw what is protected (a history, an unmasked field); `reason` without case data."""
        self._access.read(by, verb, what, reason, case_id)

    def index_old_cases(self, limit: int = 100) -> int:
        """Read what cases from before `Options.subjects` are about; gives how many were read, 0 when none is left."""
        return index_old_cases(self.store, self.keys, frozenset(self.options.subjects), limit)

    def note(self, command: str, fact: Fact, by: Actor, also: Callable[[Connection], None] | None = None) -> None:
        """Record in the engine's own chain what is about no single case; `also` writes rows in the same transaction."""
        with self.store.write() as connection:
            if also is not None:
                also(connection)
            engine_chain.record(connection, self.keys, self.clock.now(), by, command, {}, [fact])

    def _on_case(self, case_id: str, choose: Any, by: Actor, verb: str) -> Outcome | None:
        with self._access.refusals(by, verb, case_id, case_id):
            return self._steps.on_case(case_id, choose, by)

    # after a commit

    def _after(self, outcome: Outcome) -> None:
        changes = outcome.changes
        for opened in changes.subscriptions.values():
            if opened.correlation_key is not None:
                self._following.do(partial(self._post.offer_buffered, opened.event_name, opened.correlation_key))
        if changes.thrown:
            self._following.do(self._due.deliver_signals)
        if outcome.publishes:
            self._following.do(partial(self._dispatcher.dispatch, kind=MESSAGE))
        if self.on_due is not None:
            times = [each.due_at for each in changes.timers.values()] + [each.due_at for each in changes.jobs.values()]
            if outcome.sent or changes.thrown:
                times.append(outcome.at)
            if times:
                self.on_due(min(times))

    def _send_message(self, outgoing: Outgoing) -> None:
        """A message that a handler published; its outbox key is its id, so a second sending does nothing."""
        said = outgoing.payload
        by = Actor(outgoing.case_id, ActorKind.HANDLER, Channel.SCHEDULER)
        ttl = timedelta(seconds=said["ttl_s"])
        self._post.publish(said["name"], said["key"], said["variables"], by, outgoing.idempotency_key, ttl)

    def _tell_due(self) -> None:
        if self.on_due is not None and (due := self.earliest_due()) is not None:
            self.on_due(due)


def registry_types(registry: HandlerRegistry) -> frozenset[str]:
    """All types and aliases that a diagram may name."""
    return frozenset(name for handler in registry for name in (handler.type, *handler.aliases))
