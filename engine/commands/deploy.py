"""Deploy: files become immutable definitions, versions of processes, and start events that wait (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from engine.actor import Actor
from engine.bpmn.model import FlowNode, Kind, Process, TimerKind, Trigger, Value
from engine.chain_facts import ProcessDeployed
from engine.clock import Clock
from engine.commands.library import Interpreter, Libraries, Library
from engine.deployment import Deployment, Package, ProcessVersion, Vocabulary, check, read_package, refuses
from engine.errors import DeployRefused
from engine.facts import Fact
from engine.journal import engine_chain
from engine.ports import FeelQuestion
from engine.spiff.compile import compile_library
from engine.spiff.iso_time import read_cycle, read_moment, read_period
from engine.store.deployments import definitions, deployment_files, deployments, process_versions, start_events
from engine.store.keys import KeyRing
from engine.store.store import Store


@dataclass(frozen=True, slots=True)
class Deployer:
    """Deploys to one store."""

    store: Store
    keys: KeyRing
    libraries: Libraries
    interpreter: Interpreter
    clock: Clock
    vocabulary: Vocabulary

    def deploy(self, files: Mapping[str, bytes], by: Actor) -> Deployment:
        """Deploy files by name, all or none; the same bytes again change nothing.

        Raises `DeployRefused` with every finding, warnings included.
        """
        package = read_package(files)
        findings = check(package, self.vocabulary)
        if refuses(findings) or not package.processes:
            raise DeployRefused(_sentence(findings), findings=findings)
        # Compiled before anything is written: what cannot run is not stored.
        compile_library(package.processes.values())
        library = Library(0, package, self.interpreter)
        with self.store.write() as connection:
            at = self.clock.now()
            known = _same_before(connection, package)
            made = find_deployment(connection, known, package) if known else self._write(connection, library, at, by)
        if made.is_new:
            library.deployment_id = made.id
            self.libraries.put(library)
        return Deployment(made.id, made.sha256, made.at, made.by, made.processes, made.is_new, tuple(findings))

    def _write(self, connection: Connection, library: Library, at: datetime, by: Actor) -> Deployment:
        package = library.package
        _store_files(connection, package)
        row = {"sha256": package.sha256, "at": at, "by": by.id}
        number = connection.execute(deployments.insert().returning(deployments.c.id), row).scalar_one()
        connection.execute(
            deployment_files.insert(),
            [{"deployment_id": number, "name": file.name, "sha256": file.sha256} for file in package.files],
        )
        versions = [_version(connection, package, process, number) for process in package.processes.values()]
        facts: list[Fact] = []
        for version in versions:
            if version.is_new:
                facts.append(
                    ProcessDeployed(
                        process_id=version.process_id,
                        version=version.version,
                        definition_sha256=version.definition_sha256,
                        bundle_sha256=version.bundle_sha256,
                    )
                )
                _wait_for_starts(connection, library, version, at)
        inputs = {"deployment": number, "files": {file.name: file.sha256 for file in package.files}}
        engine_chain.record(connection, self.keys, at, by, "deploy", inputs, facts)
        return Deployment(number, package.sha256, at, by.id, tuple(versions), is_new=True)


def _same_before(connection: Connection, package: Package) -> int | None:
    """The deployment that these files would only repeat; none if newer versions have taken over since.

    So files of before the last deploy, deployed again, are the newest again.
    """
    same = select(func.max(deployments.c.id)).where(deployments.c.sha256 == package.sha256)
    known: int | None = connection.execute(same).scalar()
    if known is None:
        return None
    newest = {process_id: newest_version(connection, process_id) for process_id in package.processes}
    is_current = all(
        row is not None and row.bundle_sha256 == package.bundle(process_id) for process_id, row in newest.items()
    )
    return known if is_current else None


def _sentence(findings: list[Any]) -> str:
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return "The deployment was refused: it holds no executable process."
    first = f"{errors[0].file}: {errors[0].sentence}"
    return f"The deployment was refused. {first}" + (f" And {len(errors) - 1} more." if len(errors) > 1 else "")


def _store_files(connection: Connection, package: Package) -> None:
    there = set(connection.execute(select(definitions.c.sha256)).scalars())
    new = {file.sha256: file for file in package.files if file.sha256 not in there}
    if new:
        connection.execute(
            definitions.insert(),
            [{"sha256": file.sha256, "kind": file.kind, "content": file.content} for file in new.values()],
        )


def _version(connection: Connection, package: Package, process: Process, number: int) -> ProcessVersion:
    table = process_versions.c
    newest = connection.execute(
        select(table.version, table.bundle_sha256)
        .where(table.process_id == process.id)
        .order_by(table.version.desc())
        .limit(1)
    ).first()
    bundle = package.bundle(process.id)
    definition = package.file_of["bpmn", process.id].sha256
    name = process.name or process.id
    if newest is not None and newest.bundle_sha256 == bundle:
        return ProcessVersion(process.id, newest.version, name, definition, bundle)
    version = newest.version + 1 if newest is not None else 1
    row = {
        "process_id": process.id,
        "version": version,
        "name": name,
        "deployment_id": number,
        "definition_sha256": definition,
        "bundle_sha256": bundle,
    }
    connection.execute(process_versions.insert(), row)
    return ProcessVersion(process.id, version, name, definition, bundle, is_new=True)


def _wait_for_starts(connection: Connection, library: Library, version: ProcessVersion, at: datetime) -> None:
    """The newest version's start events take the place of the older version's."""
    connection.execute(start_events.delete().where(start_events.c.process_id == version.process_id))
    process = library.package.processes[version.process_id]
    rows = [
        _start_row(library, node, version, at)
        for node in process.nodes_of(process.id)
        if node.kind is Kind.START_EVENT and node.event is not None and node.event.trigger is not Trigger.NONE
    ]
    if rows:
        connection.execute(start_events.insert(), rows)


def _start_row(library: Library, node: FlowNode, version: ProcessVersion, at: datetime) -> dict[str, Any]:
    event = node.event
    assert event is not None  # noqa: S101 - asked by the caller
    row: dict[str, Any] = {
        "process_id": version.process_id,
        "element": node.id,
        "version": version.version,
        "trigger": event.trigger.value,
        "event_name": None,
        "due_at": None,
        "wake_at": None,
        "repetitions": 0,
        "attempts": 0,
    }
    if event.timer is not None:
        due_at, repetitions = first_due(event.timer.kind, _told(library, event.timer.value, node, at), at)
        row |= {"due_at": due_at, "wake_at": due_at, "repetitions": repetitions}
    elif event.message is not None:
        row["event_name"] = _told(library, event.message.name, node, at)
    elif event.signal is not None:
        row["event_name"] = _told(library, event.signal.name, node, at)
    return row


def _told(library: Library, value: Value, node: FlowNode, at: datetime) -> str:
    if not value.is_feel:
        return value.text
    (answer,) = library.feel([FeelQuestion(value.text, {})], at)
    if answer.problem is not None or not isinstance(answer.value, str):
        raise DeployRefused(f"The start event “{node.id}” cannot be told at deploy: {answer.problem or answer.value}")
    return answer.value


def first_due(kind: TimerKind, text: str, at: datetime) -> tuple[datetime, int]:
    """When a timer start event fires first, and how often again (-1: for ever). Raises `DeployRefused`."""
    try:
        match kind:
            case TimerKind.DATE:
                return read_moment(text), 0
            case TimerKind.DURATION:
                return read_period(text).after(at), 0
            case TimerKind.CYCLE:
                cycle = read_cycle(text)
                return cycle.first(at), cycle.times if cycle.times < 0 else cycle.times - 1
    except (ValueError, OverflowError) as error:
        raise DeployRefused(f"“{text}” is not a time in ISO 8601: {error}") from error


def next_due(library: Library, process_id: str, element: str, due_at: datetime) -> datetime:
    """When a cycle fires after it fired at `due_at`: from the due time, so that a late sweep does not make it drift."""
    event = library.package.processes[process_id].nodes[element].event
    assert event is not None  # noqa: S101 - only timer start events come here
    assert event.timer is not None  # noqa: S101
    return read_period(
        read_cycle(
            _told(library, event.timer.value, library.package.processes[process_id].nodes[element], due_at)
        ).every
    ).after(due_at)


def find_deployment(connection: Connection, number: int, package: Package) -> Deployment:
    """A deployment that is there already, with the versions that its files are now."""
    row = connection.execute(select(deployments).where(deployments.c.id == number)).one()
    newest = [newest_version(connection, process_id) for process_id in sorted(package.processes)]
    found = tuple(
        ProcessVersion(each.process_id, each.version, each.name, each.definition_sha256, each.bundle_sha256)
        for each in newest
    )
    return Deployment(row.id, row.sha256, row.at, row.by, found, is_new=False)


def newest_version(connection: Connection, process_id: str) -> Any:
    """The newest version's row, None when the process was never deployed."""
    table = process_versions.c
    return connection.execute(
        select(process_versions).where(table.process_id == process_id).order_by(table.version.desc()).limit(1)
    ).first()


def count_deployments(connection: Connection) -> int:
    """How many deployments there are."""
    return connection.execute(select(func.count()).select_from(deployments)).scalar_one()
