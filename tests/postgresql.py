"""Throw-away servers of PostgreSQL, and databases on them that one test after another finds as new."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier

INSTALL_POSTGRESQL = (
    "PostgreSQL is not installed; on Debian: apt-get install postgresql (the tests start a server of their own)"
)


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
SMALL = {**FORGETFUL, "shared_buffers": "64MB", "max_connections": "100", "jit": "off", "max_parallel_workers": "0"}


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


SHAPE = """
SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
  SELECT format('%s %s %s', c.relname, c.relkind, a) AS line
  FROM pg_class c LEFT JOIN LATERAL (
    SELECT string_agg(format('%s %s %s', attname, atttypid, attnotnull), ',' ORDER BY attnum) AS a
    FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) columns ON true
  WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT format('%s %s', conrelid::regclass, conname) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s', proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) shape
"""
"""One text for the whole schema, with its triggers switched on or off."""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


class Renewed:
    """One database of the server that is as its template was whenever it is taken.

    To copy a template for every test would take more time than the tests. What differs is put back instead; where the
    schema differs, the database is copied anew.
    """

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._name = ""
        self._connection: psycopg.Connection
        self._shape = ""
        self._count: Composed
        self._rows: dict[str, Any] = {}
        self._sequences: dict[str, Any] = {}

    def take(self) -> str:
        """The database's name; it is one test's until the next one takes it."""
        if not (self._name and self._put_back()):
            self._copy()
        return self._name

    def _copy(self) -> None:
        self.close()
        self._name = self._server.create(template=self._template)
        # One connection for all times: the plan that counts two hundred tables costs more than the counting.
        self._connection = psycopg.connect(self._server.url(self._name), autocommit=True)
        with self._connection.transaction():
            connection = self._connection
            tables = [name for (name,) in connection.execute(TABLES)]
            # A row written or changed has a newer xmin; one deleted is missing.
            one = SQL("SELECT {name}, count(*), max(xmin::text::bigint) FROM {table}")
            self._count = SQL(" UNION ALL ").join(one.format(name=each, table=Identifier(each)) for each in tables)
            self._shape = self._value(connection, SHAPE)
            self._rows = self._counted(connection)
            self._sequences = dict(connection.execute(SEQUENCES).fetchall())
            connection.execute("CREATE SCHEMA kept")
            for name in (name for name, (number, _) in self._rows.items() if number):
                connection.execute(SQL("CREATE TABLE kept.{0} AS TABLE public.{0}").format(Identifier(name)))

    def close(self) -> None:
        """Remove the database."""
        if self._name:
            self._connection.close()
            self._server.drop(self._name)
            self._name = ""

    def _put_back(self) -> bool:
        """False when the schema is another one now."""
        connection = self._connection
        connection.execute(END_OTHERS, [self._name])
        if self._value(connection, SHAPE) != self._shape:
            return False
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no triggers, which the journal has
            changed = [name for name, rows in self._counted(connection).items() if rows != self._rows[name]]
            for name in changed:
                connection.execute(SQL("DELETE FROM public.{}").format(Identifier(name)))
            for name in (name for name in changed if self._rows[name][0]):
                again = SQL("INSERT INTO public.{0} OVERRIDING SYSTEM VALUE TABLE kept.{0}")
                connection.execute(again.format(Identifier(name)))
            now = self._counted(connection)
            assert {name: rows[0] for name, rows in now.items()} == {name: rows[0] for name, rows in self._rows.items()}
            self._rows = now
            for name, last in connection.execute(SEQUENCES).fetchall():
                if last != self._sequences[name]:
                    start = self._sequences[name]
                    connection.execute("SELECT setval(%s, %s, %s)", [f'public."{name}"', start or 1, start is not None])
        return True

    def _counted(self, connection: psycopg.Connection) -> dict[str, Any]:
        return {name: (number, newest) for name, number, newest in connection.execute(self._count, prepare=True)}

    def _value(self, connection: psycopg.Connection, asked: str) -> Any:
        found = connection.execute(asked).fetchone()
        return found[0] if found else None
