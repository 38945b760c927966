"""Statements of the hot path: compiled once per dialect, then handed to the driver as text and values.

SQLAlchemy's own execution of a Core statement costs several times what SQLite needs to run it, at every call. Here the
same Core statement is compiled once, its columns' types still convert values both ways, and the driver's cursor of
SQLAlchemy's connection runs it: in its transaction, from its pool, with its exceptions. Where somebody listens to
statements (`before_cursor_execute`), SQLAlchemy runs them itself, so that what is counted is what is run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any] | None
Values = Mapping[str, Any]


class _Executed(NamedTuple):
    touched: int
    row: Any


class Prepared:
    """One Core statement without expanding parameters. `run` takes one set of values, or a list of them."""

    def __init__(self, statement: Any, *columns: str) -> None:
        """`columns`: of an INSERT, those that are given; the others keep the database's default."""
        self._statement = statement
        self._columns = columns or None
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Values | Sequence[Values]) -> int:
        """Execute it: for one row, or for several as `executemany`. Gives how many rows it touched."""
        return self._execute(connection, values, fetch=False).touched

    def first(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """The first row, its columns as their types read them."""
        row = self._execute(connection, values, fetch=True).row
        return None if row is None else self._for(connection.dialect).read(row)

    def _execute(self, connection: Connection, values: Values | Sequence[Values], *, fetch: bool) -> _Executed:
        compiled = self._for(connection.dialect)
        rows: Sequence[Values] = (values,) if isinstance(values, dict) else values  # type: ignore[assignment]
        many = len(rows) > 1
        bound = [compiled.bind(row) for row in rows] if many else compiled.bind(rows[0])
        if connection.engine.dispatch.before_cursor_execute:
            result = connection.exec_driver_sql(compiled.text, bound)
            return _Executed(result.rowcount, result.first() if fetch else None)
        cursor = connection.connection.cursor()
        try:
            (cursor.executemany if many else cursor.execute)(compiled.text, bound)
            return _Executed(cursor.rowcount, cursor.fetchone() if fetch else None)
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                compiled.text, None, error, connection.dialect.loaded_dbapi.Error, hide_parameters=True
            ) from error
        finally:
            cursor.close()

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _Compiled(self._statement, dialect, self._columns)
        return found


class _Compiled:
    def __init__(self, statement: Executable, dialect: Dialect, columns: tuple[str, ...] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - a statement, not DDL
        self.text = str(compiled)
        self._positional = compiled.positiontup is not None
        by_name = {name: bind for bind, name in compiled.bind_names.items()}
        self._names = tuple(compiled.positiontup if compiled.positiontup is not None else by_name)
        self._fixed = {name: None if by_name[name].required else by_name[name].value for name in self._names}
        processors = [(name, by_name[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in self._fixed]
        self._converts = [(name, convert) for name, convert in processors if convert is not None]
        columns = getattr(statement, "selected_columns", ())
        self._readers: list[Convert] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def bind(self, values: Values) -> Any:
        bound = {**self._fixed, **values}
        for name, convert in self._converts:
            bound[name] = convert(bound[name])
        if self._positional:
            return tuple([bound[name] for name in self._names])
        return bound

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            [value if reader is None else reader(value) for reader, value in zip(self._readers, row, strict=True)]
        )


def insert_of(table: Any, *names: str) -> Prepared:
    """An INSERT without RETURNING, of these columns; of all but a serial number where none are named."""
    columns = names or tuple(column.name for column in table.c if column.autoincrement is not True)
    return Prepared(table.insert().inline(), *columns)
