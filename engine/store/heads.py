"""Whether a database is up to date, told without Alembic: a server that has nothing to migrate need not carry it."""

from __future__ import annotations

import re

from sqlalchemy import Connection, inspect

from engine.store.tables import migration_folders

_SAYS = re.compile(r"^(down_)?revision(?:: [^=]+)? = (.+)$", re.MULTILINE)
_NAME = re.compile(r'["\']([^"\']+)["\']')


def newest_revisions() -> frozenset[str]:
    """The head of every branch of revisions, as the files say."""
    made: set[str] = set()
    followed: set[str] = set()
    for folder in migration_folders():
        for file in folder.glob("*.py"):
            for is_down, value in _SAYS.findall(file.read_text("utf-8")):
                (followed if is_down else made).update(_NAME.findall(value))
    return frozenset(made - followed)


def is_current(connection: Connection) -> bool:
    """Whether every branch of revisions is at its head."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    there = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
    return newest_revisions() <= set(there)
