"""Many values or rows in one statement whose text does not grow with them.

PostgreSQL's driver takes a statement apart in Python: with thousands of parameters (a letter to four hundred people)
that keeps the interpreter from all other threads for a tenth of a second. There they travel as arrays instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, any_, column, func, literal, select
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
    # What is the same in all rows travels once: the driver writes arrays in Python, value by value.
    differing = [one for one in columns if len({row[one.name] for row in rows}) > 1] or columns[:1]
    arrays = [literal([row[one.name] for row in rows], postgresql.ARRAY(one.type)) for one in differing]
    given = func.unnest(*arrays).table_valued(*(column(one.name, one.type) for one in differing), name="given")
    derived = given.render_derived()
    values = [derived.c[one.name] if one in differing else literal(rows[0][one.name], one.type) for one in columns]
    insert = postgresql.insert(table).from_select([one.name for one in columns], select(*values).select_from(derived))
    return list(connection.execute(insert.on_conflict_do_nothing(index_elements=[key]).returning(*returned)))
