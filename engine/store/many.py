"""Many values or rows in one statement whose text does not grow with them.

PostgreSQL's driver takes a statement apart in Python: with thousands of parameters (a letter to four hundred people)
that keeps the interpreter from all other threads for a tenth of a second. There they travel as arrays instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, any_, column, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def among(connection: Connection, of: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column is one of these values."""
    if connection.dialect.name == "postgresql":
        return of == any_(literal(list(values), postgresql.ARRAY(of.type)))  # type: ignore[no-any-return]
    return of.in_(list(values))  # type: ignore[no-any-return]


def insert_new(connection: Connection, table: Table, rows: Sequence[Row], key: str, *wanted: str) -> list[Any]:
    """Insert rows that all give the same columns, but those whose `key` is there; gives `wanted` of each inserted."""
    returned = [table.c[name] for name in wanted]
    if connection.dialect.name != "postgresql":
        one = sqlite.insert(table).on_conflict_do_nothing(index_elements=[key])
        return list(connection.execute(one.returning(*returned), list(rows)))
    columns = [table.c[name] for name in rows[0]]
    insert = postgresql.insert(table).from_select([one.name for one in columns], _table_of(columns, rows))
    return list(connection.execute(insert.on_conflict_do_nothing(index_elements=[key]).returning(*returned)))


def _table_of(columns: Sequence[Column[Any]], rows: Sequence[Row]) -> Any:
    arrays = [literal([row[one.name] for row in rows], postgresql.ARRAY(one.type)) for one in columns]
    named = [column(one.name, one.type) for one in columns]
    return select(func.unnest(*arrays).table_valued(*named, name="given").render_derived())
