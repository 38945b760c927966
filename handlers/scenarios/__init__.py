"""Scenarios: each process told as stories that run on the real engine, and what of the diagrams they walked."""

from __future__ import annotations

import itertools
import secrets
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from engine.clock import ManualClock
from engine.commands.interpreter import Isolate
from engine.deployment import read_package
from engine.engine import Engine
from engine.options import Options
from engine.registry import HandlerRegistry
from engine.store.keys import KEY_BYTES, MasterKey
from engine.store.store import open_store
from handlers import privacy
from handlers.clauses import CLAUSES
from handlers.page_properties import READ_BY_PAGES
from handlers.reference import load_products
from handlers.scenarios import servicing_worlds  # noqa: F401 - registers its worlds
from handlers.scenarios.coverage import Coverage, coverage_of
from handlers.scenarios.model import START, Scenario, ScenarioFault, read_scenarios
from handlers.scenarios.run import Story, run_scenario
from handlers.scenarios.staff import CAST, staff_of_the_cast

__all__ = [
    "CAST",
    "Coverage",
    "Report",
    "Scenario",
    "ScenarioFault",
    "Story",
    "package_files",
    "read_scenarios",
    "report_of",
    "run_scenario",
    "run_scenarios",
    "tell_story",
    "throwaway_engines",
]

EngineFactory = Callable[[ManualClock], AbstractContextManager[Engine]]
SUFFIXES = (".bpmn", ".dmn", ".form")


@dataclass(slots=True)
class Report:
    """What came of a set of scenarios."""

    stories: list[Story] = field(default_factory=list)
    coverage: dict[str, Coverage] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return all(story.is_fulfilled for story in self.stories)

    @property
    def is_covered(self) -> bool:
        return all(each.is_complete for each in self.coverage.values())

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        for story in self.stories:
            yield f"{'ok  ' if story.is_fulfilled else 'FAIL'} {story.scenario.process}: {story.scenario.name}"
            yield from (f"     {problem}" for problem in story.problems)
        for each in self.coverage.values():
            yield each.line()
            yield from (f"     never walked: {name}" for name in (*each.missed_elements, *each.missed_flows))


def package_files(folder: Path) -> dict[str, bytes]:
    """Every diagram, decision and form below a folder, by its path in it, as `Engine.deploy` takes them."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def run_scenarios(scenarios: Iterable[Scenario], engine_factory: EngineFactory, files: Mapping[str, bytes]) -> Report:
    """Run scenarios, each on a fresh engine on which `files` are deployed already."""
    return report_of([tell_story(scenario, engine_factory) for scenario in scenarios], files)


def tell_story(scenario: Scenario, engine_factory: EngineFactory) -> Story:
    """Run one scenario on a fresh engine."""
    clock = ManualClock(scenario.at)
    with engine_factory(clock) as engine:
        return run_scenario(scenario, engine, clock)


def report_of(stories: Iterable[Story], files: Mapping[str, bytes]) -> Report:
    """What the stories walked of the processes of `files`; processes that no story is about are left out."""
    report = Report(list(stories), coverage_of(read_package(files).processes))
    told = {story.scenario.process for story in report.stories}
    for story in report.stories:
        for process_id, elements in story.elements.items():
            told.add(process_id)
            report.coverage[process_id].walked_elements |= elements
            report.coverage[process_id].walked_flows |= story.flows.get(process_id, set())
    report.coverage = {process_id: each for process_id, each in report.coverage.items() if process_id in told}
    return report


@contextmanager
def throwaway_engines(
    registry: HandlerRegistry, files: Mapping[str, bytes], properties: Collection[str] = READ_BY_PAGES
) -> Iterator[EngineFactory]:
    """Engines on throw-away databases, one per scenario; schema, deployment and products are made once and copied.

    `properties`: further `sop:` properties that diagrams may carry, because something beside the engine reads them.
    Raises `DeployRefused` for diagrams that cannot be deployed.
    """
    folder = Path(tempfile.mkdtemp(prefix="sopflow-scenarios-"))
    master = MasterKey(secrets.token_bytes(KEY_BYTES))
    template = folder / "template.db"
    interpreter = Isolate()
    numbers = itertools.count()
    options = Options(clauses=frozenset(CLAUSES), properties=properties, directory=staff_of_the_cast)

    @contextmanager
    def make(clock: ManualClock) -> Iterator[Engine]:
        copy = folder / f"{next(numbers)}.db"
        shutil.copyfile(template, copy)
        with privacy.master_key_for_now(master):
            store = open_store(f"sqlite:///{copy}")
            engine = Engine(store, registry, master, clock=clock, options=options, interpreter=interpreter)
            # The diagrams were read and compiled once; reading them again would take longer than most stories.
            engine.libraries.put(library)
            try:
                yield engine
            finally:
                engine.close()
                engine.store.dispose()  # the last connection takes the log away with it
                copy.unlink()

    try:
        store = open_store(f"sqlite:///{template}")
        store.migrate()
        with closing(
            Engine(store, registry, master, clock=ManualClock(START), options=options, interpreter=interpreter)
        ) as engine:
            made = engine.deploy(files, CAST["system"])
            with store.read() as connection:
                library = engine.libraries.get(connection, made.id)
            with store.session() as session:
                load_products(session)
        # Closing the last connection moves the write-ahead log into the file that is copied.
        store.dispose()
        yield make
    finally:
        shutil.rmtree(folder, ignore_errors=True)
