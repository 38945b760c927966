"""Writes many rows: COPY on PostgreSQL, `executemany` in large transactions on SQLite, indexes made afterwards."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import Dialect, Index, Table, make_url
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.schema import CreateIndex

from engine.store.tables import metadata
from tests.bench.shapes import Row

MEMORY = "256MB"


class Bulk(ABC):
    """A connection that loads. Committed by `close`; what it writes is checked by nobody."""

    dialect: Dialect

    def __init__(self, url: str) -> None:
        self.url = url

    @abstractmethod
    def write(self, table: str, rows: Sequence[Row]) -> None:
        """Append rows that all give the same columns."""

    @abstractmethod
    def run(self, sql: str) -> None:
        """One statement in the store's own words."""

    @abstractmethod
    def at(self, seconds: str) -> str:
        """SQL for the time so many seconds after 1970."""

    @abstractmethod
    def series(self, first: int, last: int) -> str:
        """SQL for a table `n` with one column `i` of the whole numbers from the first to the last."""

    @abstractmethod
    def settle(self, tables: Sequence[str]) -> None:
        """What the database does by itself in time: PostgreSQL looks at what it holds, SQLite does not."""

    @abstractmethod
    def close(self) -> None:
        """Commit."""

    @contextmanager
    def without_indexes(self, *names: str) -> Iterator[None]:
        """Take the tables' indexes away (but for the unique ones) and make them again at the end."""
        indexes = [index for name in names for index in _indexes(metadata.tables[name])]
        for index in indexes:
            self.run(f"DROP INDEX {index.name}")
        yield
        for index in indexes:
            self.run(str(CreateIndex(index).compile(dialect=self.dialect)))


def _indexes(table: Table) -> list[Index]:
    return [index for index in sorted(table.indexes, key=lambda one: str(one.name)) if not index.unique]


class PostgresBulk(Bulk):
    """COPY. References are not checked where the role may switch that off."""

    dialect = PGDialect()  # type: ignore[no-untyped-call]

    def __init__(self, url: str) -> None:
        super().__init__(url)
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(address, autocommit=True)
        with suppress(psycopg.errors.InsufficientPrivilege):
            self.run("SET session_replication_role = replica")
        self.run("SET synchronous_commit = off")
        self.run(f"SET maintenance_work_mem = '{MEMORY}'")

    def write(self, table: str, rows: Sequence[Row]) -> None:
        if not rows:
            return
        columns = tuple(rows[0])
        names = ", ".join(f'"{name}"' for name in columns)
        with self._connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))

    def run(self, sql: str) -> None:
        self._connection.execute(sql)

    def at(self, seconds: str) -> str:
        return f"to_timestamp({seconds})"

    def series(self, first: int, last: int) -> str:
        return f"generate_series({first}, {last}) AS n(i)"

    def settle(self, tables: Sequence[str]) -> None:
        self.run(f"VACUUM (ANALYZE) {', '.join(tables)}")

    def close(self) -> None:
        self._connection.close()


class SqliteBulk(Bulk):
    """One large transaction; a crash would cost the scratch file."""

    dialect = SQLiteDialect()

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._path = str(make_url(url).database)
        self._open()

    def _open(self) -> None:
        self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        for pragma in ("synchronous=OFF", "temp_store=MEMORY", "cache_size=-200000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")

    def write(self, table: str, rows: Sequence[Row]) -> None:
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in rows[0])
        marks = ", ".join("?" * len(rows[0]))
        told = (tuple(_plain(value) for value in row.values()) for row in rows)
        self._connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", told)  # noqa: S608 - names of ours

    def run(self, sql: str) -> None:
        self._connection.execute(sql)

    def at(self, seconds: str) -> str:
        # As `UtcTime` writes it.
        return f"(strftime('%Y-%m-%d %H:%M:%S', {seconds}, 'unixepoch') || '.000000')"

    def series(self, first: int, last: int) -> str:
        numbers = f"c(i) AS (VALUES ({first}) UNION ALL SELECT i + 1 FROM c WHERE i < {last})"  # noqa: S608 - numbers
        return f"(WITH RECURSIVE {numbers} SELECT i FROM c) AS n"  # noqa: S608

    def settle(self, tables: Sequence[str]) -> None:
        self.close()
        with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._open()

    def close(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value


def bulk_of(url: str) -> Bulk:
    """For the store at an address."""
    return SqliteBulk(url) if url.startswith("sqlite") else PostgresBulk(url)
