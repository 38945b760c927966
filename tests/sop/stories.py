"""All scenarios of the SOP, each told once a test run, whatever worker asks for it."""

import fcntl
import pickle
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import select

from handlers.documents import OpenedDocument, open_document
from handlers.privacy import ErasedError
from handlers.records import Document
from handlers.scenarios import (
    EngineFactory,
    Report,
    Scenario,
    Story,
    package_files,
    read_scenarios,
    report_of,
    tell_story,
)
from tests.sop.decisions import BPMN

SCENARIOS = [scenario for path in sorted(BPMN.glob("*/scenarios/*.yaml")) for scenario in read_scenarios(path)]


def _watched(engines: EngineFactory, documents: list[OpenedDocument]) -> EngineFactory:
    """The same engines; what was issued is opened before one is thrown away."""

    @contextmanager
    def make(clock):
        with engines(clock) as engine:
            yield engine
            with engine.store.session() as rows:
                for row in rows.scalars(select(Document)):
                    with suppress(ErasedError):
                        documents.append(open_document(rows, row))

    return make


class Stories:
    """What came of each scenario on the real engine, kept in a folder that the workers share."""

    def __init__(self, folder: Path, engines: EngineFactory) -> None:
        self._folder = folder
        self._engines = engines

    def of(self, scenario: Scenario) -> Story:
        """One story; told now by whoever asks first, while others that ask for it wait."""
        self._tell(scenario, wait=True)
        return pickle.loads(self._kept(scenario).read_bytes())  # noqa: S301 - written by these tests

    def report(self) -> Report:
        """Of all stories. What nobody tells yet is told first, then what others tell is waited for."""
        for scenario in SCENARIOS:
            self._tell(scenario, wait=False)
        return report_of(map(self.of, SCENARIOS), package_files(BPMN))

    def documents(self) -> list[OpenedDocument]:
        """Every document that the stories issued, once all of them are told."""
        kept = [self._kept(scenario).with_suffix(".documents") for scenario in SCENARIOS]
        return [each for path in kept for each in pickle.loads(path.read_bytes())]  # noqa: S301 - written by these tests

    def _kept(self, scenario: Scenario) -> Path:
        return self._folder / f"{SCENARIOS.index(scenario)}.story"

    def _tell(self, scenario: Scenario, *, wait: bool) -> None:
        kept = self._kept(scenario)
        with kept.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                return
            if not kept.exists():
                half = kept.with_suffix(".half")
                documents = []
                story = tell_story(scenario, _watched(self._engines, documents))
                kept.with_suffix(".documents").write_bytes(pickle.dumps(documents))
                half.write_bytes(pickle.dumps(story))
                half.rename(kept)
