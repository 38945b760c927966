"""Stores for tests: what says `store` runs once on SQLite and once on PostgreSQL.

One PostgreSQL server per test process, on loopback and a unix socket in a temporary folder, thrown away at the end.
The schema is migrated once per store; each test gets a copy (a file, or a database made from a template).
"""

from __future__ import annotations

import itertools
import os
import pwd
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from engine.store.store import Store, open_store
from handlers.registry import registry
from handlers.scenarios import EngineFactory, package_files, throwaway_engines
from tests.chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).parents[1]
INSTALL_POSTGRESQL = (
    "PostgreSQL is not installed; on Debian: apt-get install postgresql (the tests start a server of their own)"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-story", action="store_true", help="run all that otherwise is drawn by the run's seed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the tests marked `drawn(group, number)` keep so many of each group, by the seed that the run's head prints."""
    if config.getoption("every_story"):
        return
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


def postgresql_programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, None where PostgreSQL is not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))
    found = shutil.which("pg_ctl")
    for folder in [*reversed(folders), *([Path(found).resolve().parent] if found else [])]:
        if (folder / "initdb").exists():
            return folder
    return None


FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""A test that needs durability kills a process, not the machine."""
SMALL = {**FORGETFUL, "shared_buffers": "64MB", "max_connections": "100"}


class PostgresServer:
    """A throw-away server, by default without durability. `options`: settings by name."""

    def __init__(self, programs: Path, options: Mapping[str, str] = SMALL) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sopflow-pg-"))
        self.programs = programs
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._numbers = itertools.count(1)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        self.start(options)

    def start(self, options: Mapping[str, str]) -> None:
        """Start with these settings; after `halt`, go on from what was there."""
        place = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        flags = " ".join(f"-c {name}={value}" for name, value in {**place, **options}.items())
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", flags, "start")

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, template: str | None = None, name: str | None = None) -> str:
        """A new database, copied from a template when one is named; gives its name."""
        name = name or f"test_{next(self._numbers)}"
        with self._admin() as connection:
            connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name: str) -> None:
        with self._admin() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def halt(self) -> None:
        """Write everything down and stop; `start` goes on from it."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "-t", "300", "stop")

    def stop(self) -> None:
        """Stop for good, and remove it."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", timeout=400, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")


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


@pytest.fixture
def postgresql_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    name = postgres_server.create(template=postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)


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
