"""One database: SQLite embedded, or PostgreSQL where more than one process works (DESIGN §4)."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from engine.errors import BadInput, StoreUnavailable
from engine.store.heads import is_current

SERVER_OPTIONS = "-c timezone=UTC -c jit=off -c max_parallel_workers_per_gather=0"
"""Of a PostgreSQL session. Steps and pages ask for a few rows: to compile a plan, or to start processes that share it,
takes longer than the answer, and a planner that expects too many rows does both."""
RESTED_S = 1.0
"""A connection that nobody used for so long is tried before it is used: its server may have gone meanwhile."""
BUSY_TIMEOUT_MS = 15_000
"""How long a writer waits for another one on SQLite before it gives up."""


class Store:
    """Connections and transactions; knows tables and migrations, nothing of cases."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_postgresql = engine.dialect.name == "postgresql"
        # SQLite lets one writer in and makes the others poll with growing pauses; a queue in the process is fairer.
        self._writing: Any = None if self.is_postgresql else threading.RLock()
        self._shared = threading.local()
        self._writer: Connection | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write: commits at the end, rolls back on any exception.

        Raises `StoreUnavailable` when the database cannot do its work; then nothing was changed.
        """
        try:
            if self._writing is None:
                with self.engine.begin() as connection:
                    yield connection
                return
            with self._writing, self._one_writer() as connection, connection.begin():
                yield connection
        except OperationalError as error:
            # A full disk, a lock that was not given in time, a server that went away.
            raise StoreUnavailable(why=str(error.orig).strip()) from error

    @contextmanager
    def _one_writer(self) -> Iterator[Connection]:
        """SQLite's connection that writes, kept from one transaction to the next.

        Fetching one from the pool and giving it back costs a step several hundredths of its time. One in whose
        transaction anything was raised goes back to the pool, which looks after it.
        """
        connection, self._writer = self._writer, None
        if connection is None:
            connection = self.engine.connect().execution_options(immediate=True)
        try:
            yield connection
            self._writer = connection
        finally:
            if self._writer is not connection:
                connection.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database, that of `view` within one; anything written is rolled back."""
        shared = getattr(self._shared, "connection", None)
        if shared is not None:
            yield shared
            return
        with self.engine.connect() as connection:
            if self.is_postgresql:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin() as transaction:
                yield connection
                if self.is_postgresql:
                    # To the driver alone, for nothing is committed: the server lets nothing be written. At a rollback
                    # it would forget what it has prepared, and every statement of every page be planned anew.
                    connection.connection.commit()
                transaction.rollback()

    @contextmanager
    def view(self) -> Iterator[None]:
        """All that this thread reads within it is of one moment: not even what it writes meanwhile is seen.

        For pages that ask a dozen questions: they do not contradict themselves, and begin and end one transaction.
        """
        with self.read() as connection:
            outer = getattr(self._shared, "connection", None)
            self._shared.connection = connection
            try:
                yield
            finally:
                self._shared.connection = outer

    @contextmanager
    def session(self) -> Iterator[Session]:
        """An ORM session for pages and tests: one write transaction, committed at the end."""
        with self.write() as connection, Session(bind=connection, expire_on_commit=False) as session:
            yield session
            session.flush()

    def forget_log(self) -> None:
        """Move SQLite's write-ahead log into the database and empty it: pages of before an erasure lie in it."""
        if not self.is_postgresql:
            with self._writing, self.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def migrate(self) -> None:
        """Bring the schema up to date. Safe to run at every start; one process at a time."""
        with self.write() as connection:  # it says so when the database cannot be used
            if is_current(connection):
                return
        from engine.store.migrate import upgrade  # noqa: PLC0415 - Alembic is slow, large, and seldom needed

        upgrade(self)

    def dispose(self) -> None:
        """Close all connections."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        self.engine.dispose()


def open_store(url: str | URL) -> Store:
    """The store at an address: `sqlite:///path/to/file.db` or `postgresql://user@host:port/name`.

    Opens nothing yet; raises `BadInput` for an address that it cannot use.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadInput(
            f"'{url}' is not the address of a database; it begins with sqlite:/// or postgresql://"
        ) from error
    if address.get_backend_name() == "sqlite":
        return Store(_sqlite(address))
    if address.get_backend_name() == "postgresql":
        return Store(_postgresql(address))
    raise BadInput(f"{address.get_backend_name()} is not supported; use SQLite or PostgreSQL")


def _sqlite(address: URL) -> Engine:
    if address.database in (None, "", ":memory:"):
        raise BadInput("an in-memory database forgets every case; name a file: sqlite:///path/to/file.db")
    folder = Path(str(address.database)).expanduser().resolve().parent
    if not folder.is_dir():
        raise BadInput(f"the folder {folder} for the database does not exist")
    engine = create_engine(
        address,
        hide_parameters=True,  # a failing statement's message goes to logs; its values are people's data
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        pool_size=10,
        max_overflow=20,
        pool_use_lifo=True,  # the connection that was used last knows most: plans, statements, pages
        query_cache_size=1200,
        connect_args={"check_same_thread": False, "cached_statements": 400, "isolation_level": None},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # a commit that was answered survives a power cut
        "foreign_keys=ON",
        # A checkpoint costs several fsyncs: less often, and 16 MB of log at most.
        "wal_autocheckpoint=4000",
        # Per connection, of which a server has ten; the operating system caches the file once for all of them.
        "cache_size=-2000",
        "temp_store=MEMORY",
        # Freed bytes are overwritten, not only forgotten. From the first row on: a page that was split keeps copies.
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A step that reads first and then writes could not upgrade its snapshot; IMMEDIATE takes the write lock at once.
    # On the driver's connection: once per step, and nobody listens to a BEGIN.
    kind = "BEGIN IMMEDIATE" if connection.get_execution_options().get("immediate") else "BEGIN"
    try:
        connection.connection.cursor().execute(kind)
    except sqlite3.Error as error:
        raise DBAPIError.instance(kind, None, error, sqlite3.Error) from error


def _postgresql(address: URL) -> Engine:
    if address.drivername != "postgresql+psycopg":
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(
        address,
        hide_parameters=True,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        pool_size=10,
        max_overflow=20,
        pool_use_lifo=True,  # the connection that was used last knows most: plans, statements, pages
        query_cache_size=1200,
        connect_args={"options": SERVER_OPTIONS, "prepare_threshold": 2},
    )
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_try_after_rest, engine.dialect))
    return engine


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _try_after_rest(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _fairy: object) -> None:
    # Not at every checkout, as SQLAlchemy's own ping does: a step or a page makes several, and would wait each time.
    used = record.info.get("used")
    if used is None or time.monotonic() - used < RESTED_S:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error  # the pool connects anew


def _dumps(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
