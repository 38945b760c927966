"""Questions about what is deployed: processes, their versions, their start forms, the files themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import and_, func, select

from engine.bpmn.model import Kind, Process
from engine.clock import Clock
from engine.commands.library import Libraries, Library
from engine.errors import NotFound
from engine.facts import Json
from engine.forms.parse import read_json
from engine.store.cases import cases
from engine.store.deployments import definitions, deployment_files, deployments, process_versions
from engine.store.keys import KeyRing
from engine.store.store import Store
from engine.views import DeploymentView, MessageStart, ProcessView, StartForm


class DeployedQueries:
    """The questions of one store about its deployments."""

    def __init__(self, store: Store, keys: KeyRing, libraries: Libraries, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._libraries = libraries
        self._clock = clock

    def processes(self, *, newest_only: bool = True, count_running: bool = False) -> tuple[ProcessView, ...]:
        """Versions of processes, by id, the newest first. To count what runs costs as much as there is running."""
        table = process_versions.c
        asked = (
            select(
                table.process_id, table.name, table.version, table.deployment_id, table.definition_sha256,
                deployments.c.at, deployments.c.by,
            )
            .join_from(process_versions, deployments, table.deployment_id == deployments.c.id)
            .order_by(table.process_id, table.version.desc())
        )  # fmt: skip
        counted = select(cases.c.process_id, cases.c.process_version, func.count()).where(cases.c.ended_at.is_(None))
        with self._store.read() as connection:
            found = [ProcessView(*row) for row in connection.execute(asked)]
            if count_running:
                grouped = connection.execute(counted.group_by(cases.c.process_id, cases.c.process_version))
                running = {(process_id, version): count for process_id, version, count in grouped}
                found = [replace(view, running=running.get((view.process_id, view.version), 0)) for view in found]
        if not newest_only:
            return tuple(found)
        return tuple({view.process_id: view for view in reversed(found)}.values())[::-1]

    def process_names(self) -> dict[str, str]:
        """The name of the newest version of every process, by its id."""
        table = process_versions.c
        with self._store.read() as connection:
            rows = connection.execute(select(table.process_id, table.name).order_by(table.process_id, table.version))
            return {process_id: name for process_id, name in rows}  # noqa: C416 - rows are not pairs to a type checker

    def processes_in(self, sha256: str) -> Mapping[str, Process]:
        """The executable processes of a deployed diagram by id; from what is compiled already. Raises `NotFound`."""
        asked = select(func.max(process_versions.c.deployment_id)).where(process_versions.c.definition_sha256 == sha256)
        with self._store.read() as connection:
            deployment_id = connection.execute(asked).scalar()
            if deployment_id is None:
                raise NotFound(what="diagram", id=sha256)
            return self._libraries.get(connection, deployment_id).processes_in(sha256)

    def process_properties(self) -> dict[str, Mapping[str, str]]:
        """The `zeebe:properties` of the newest version of every process; read from what is compiled already."""
        return {process.id: process.properties for process, _ in self._newest()}

    def message_starts(self) -> tuple[MessageStart, ...]:
        """Every message that begins a case of a newest version, by process id; read from what is compiled already."""
        found = []
        for process, deployment_id in self._newest():
            for node in process.nodes_of(process.id):
                message = node.event.message if node.kind is Kind.START_EVENT and node.event else None
                if message is not None:
                    made = (process.id, process.name, deployment_id, node.id, message.name.text, node.properties)
                    found.append(MessageStart(*made))
        return tuple(sorted(found, key=lambda start: (start.process_id, start.element)))

    def process(self, process_id: str) -> Process:
        """The model of a process's newest version. Raises `NotFound`."""
        for process, _ in self._newest():
            if process.id == process_id:
                return process
        raise NotFound(what="process", id=process_id)

    def form(self, deployment_id: int, form_id: str) -> Json:
        """The form-js JSON of a form of one deployment. Raises `NotFound`."""
        with self._store.read() as connection:
            form = self._form_json(self._libraries.get(connection, deployment_id), form_id)
        if form is None:
            raise NotFound(what="form", id=form_id)
        return form

    def checked_answers(
        self, deployment_id: int, form_id: str, answers: dict[str, Json], given: Mapping[str, Json]
    ) -> dict[str, Json]:
        """Answers as a form of one deployment lets them through, when it was opened on `given`.

        Raises `NotFound`, `AnswersRefused`.
        """
        with self._store.read() as connection:
            compiled = self._libraries.get(connection, deployment_id).form(form_id)
        return compiled.validate(answers, dict(given), self._clock.now())

    def _newest(self) -> list[tuple[Process, int]]:
        table = process_versions.c
        newest = (
            select(table.process_id, func.max(table.version).label("version")).group_by(table.process_id).subquery()
        )
        asked = select(table.process_id, table.deployment_id).join(
            newest, and_(newest.c.process_id == table.process_id, newest.c.version == table.version)
        )
        with self._store.read() as connection:
            return [
                (
                    self._libraries.get(connection, row.deployment_id).package.processes[row.process_id],
                    row.deployment_id,
                )
                for row in connection.execute(asked).all()
            ]

    def start_form(self, process_id: str) -> StartForm:
        """The form that begins a case of the newest version. Raises `NotFound` when it has none."""
        for form in self.start_forms():
            if form.process_id == process_id:
                return form
        raise NotFound(what="start form", id=process_id)

    def start_forms(self) -> tuple[StartForm, ...]:
        """Every process that a person may begin with a form, newest versions, by process id."""
        found = []
        for view in self.processes():
            with self._store.read() as connection:
                library = self._libraries.get(connection, view.deployment_id)
            form_id = library.start_form_id(view.process_id)
            if form_id is not None:
                form = self._form_json(library, form_id)
                starters = library.starters(view.process_id)
                found.append(StartForm(view.process_id, view.name, view.deployment_id, form_id, form, starters))
        return tuple(found)

    def deployment(self, deployment_id: int) -> DeploymentView:
        """One deployment and its files. Raises `NotFound`."""
        with self._store.read() as connection:
            row = connection.execute(select(deployments).where(deployments.c.id == deployment_id)).first()
            if row is None:
                raise NotFound(what="deployment", id=deployment_id)
            mine = select(deployment_files.c.name, deployment_files.c.sha256).where(
                deployment_files.c.deployment_id == deployment_id
            )
            files = connection.execute(mine.order_by(deployment_files.c.name))
            return DeploymentView(row.id, row.sha256, row.at, row.by, {each.name: each.sha256 for each in files})

    def definition(self, sha256: str) -> bytes:
        """The bytes of a deployed file. Raises `NotFound`."""
        with self._store.read() as connection:
            found = connection.execute(select(definitions.c.content).where(definitions.c.sha256 == sha256)).scalar()
        if found is None:
            raise NotFound(what="definition", id=sha256)
        return bytes(found)

    @staticmethod
    def _form_json(library: Library, form_id: str | None) -> Json | None:
        file = library.package.file_of.get(("form", form_id)) if form_id is not None else None
        return read_json(file.content) if file is not None else None
