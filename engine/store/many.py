"""Many values or rows in one statement whose text does not grow with them.

PostgreSQL's driver takes a statement and its arrays apart in Python, value by value: a letter to two thousand people
would keep the interpreter from all other threads for a fifth of a second. There they travel as one text of JSON.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Table, Text, cast, column, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def among(connection: Connection, of: Any, values: Collection[str]) -> ColumnElement[bool]:
    """Whether a column of text is one of these values."""
    if connection.dialect.name != "postgresql":
        return of.in_(list(values))  # type: ignore[no-any-return]
    given = func.json_array_elements_text(_json(list(values))).table_valued("value").render_derived()
    return of.in_(select(given.c.value))  # type: ignore[no-any-return]


def insert_new(connection: Connection, table: Table, rows: Sequence[Row], key: str, *wanted: str) -> list[Any]:
    """Insert rows but those whose `key` is there; gives the columns `wanted` of each that was inserted.

    All rows give the same columns: texts, whole numbers, truth, times, bytes.
    """
    returned = [table.c[name] for name in wanted]
    if connection.dialect.name != "postgresql":
        one = sqlite.insert(table).on_conflict_do_nothing(index_elements=[key])
        return list(connection.execute(one.returning(*returned), list(rows)))
    columns = [column(name, table.c[name].type) for name in rows[0]]
    given = func.json_to_recordset(_json(rows)).table_valued(*columns, name="given").render_derived(with_types=True)
    insert = postgresql.insert(table).from_select(list(rows[0]), select(given))
    return list(connection.execute(insert.on_conflict_do_nothing(index_elements=[key]).returning(*returned)))


def _json(value: Any) -> ColumnElement[Any]:
    return cast(literal(orjson.dumps(value, default=_bytes).decode(), Text), postgresql.JSON)


def _bytes(value: Any) -> str:
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value).__name__} cannot be written so")
    return f"\\x{value.hex()}"  # as PostgreSQL reads bytes
