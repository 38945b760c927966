"""Stores for tests: what says `store` runs once on SQLite and once on PostgreSQL.

One PostgreSQL server per test process, on loopback and a unix socket in a temporary folder, thrown away at the end.
The schema is migrated once per store; each test gets what is as new: a copy of
a file, or a database that is put back to what its template holds.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from engine.store.store import Store, open_store
from handlers.registry import registry
from handlers.scenarios import EngineFactory, package_files, throwaway_engines
from tests.chromium import CHROMIUM, FLAGS
from tests.postgresql import INSTALL_POSTGRESQL, PostgresServer, Renewed, postgresql_programs

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-story", action="store_true", help="run all that otherwise is drawn by the run's seed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, so that no worker is left alone with it at the end; and draw.

    Of the tests marked `drawn(group, number)` so many of each group are kept, by the seed that the run's head prints.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if not config.getoption("every_story"):
        _draw(config, items)


def _draw(config: pytest.Config, items: list[pytest.Item]) -> None:
    groups: dict[tuple[str, int], list[str]] = {}
    for item in items:
        for mark in item.iter_markers("drawn"):
            groups.setdefault(mark.args, []).append(item.nodeid)
    left: set[str] = set()
    for (group, number), names in groups.items():
        chance = random.Random(f"{group} {config.getoption('randomly_seed', 0)}")  # noqa: S311 - tests
        left |= set(names) - set(chance.sample(sorted(names), min(number, len(names))))
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left])
    items[:] = [item for item in items if item.nodeid not in left]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip(INSTALL_POSTGRESQL)
    server = PostgresServer(programs)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    name = postgres_server.create(name="migrated")
    store = open_store(postgres_server.url(name))
    store.migrate()
    store.dispose()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    # The copy below takes one file: nothing may be left in the write-ahead log.
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "store.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_server: PostgresServer, postgres_template: str) -> Iterator[Renewed]:
    with closing(Renewed(postgres_server, postgres_template)) as renewed:
        yield renewed


@pytest.fixture
def postgresql_url(postgres_server: PostgresServer, migrated_postgresql: Renewed) -> str:
    return postgres_server.url(migrated_postgresql.take())


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A fresh, migrated store; tests that use it run on SQLite and on PostgreSQL."""
    opened = open_store(store_url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium per test file; each test opens windows of its own in it.

    Not one per worker: while Playwright is open, an event loop runs in this thread, and V8 refuses to be waited for.
    """
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def now() -> datetime:
    """Monday morning in Shanghai."""
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sop_engines() -> Iterator[EngineFactory]:
    """Engines on throw-away copies of one database with the whole SOP deployed: `with sop_engines(clock) as engine`."""
    with throwaway_engines(registry, package_files(ROOT / "bpmn")) as make:
        yield make
