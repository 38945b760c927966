"""Many rows and values in one statement: the same on both stores, and on PostgreSQL its text does not grow."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Text, event, select

from engine.store.many import among, insert_new
from engine.store.store import open_store
from engine.store.tables import UtcTime
from tests.engine.worlds import START

letters = Table(
    "letters_of_a_test",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("reader", Text, nullable=False),
    Column("once", Text, unique=True),
    Column("at", UtcTime, nullable=False),
    Column("read_at", UtcTime),
)


def rows_for(*readers):
    return [
        {"reader": each, "once": f"{each}|1", "at": START, "read_at": START if each == "ben" else None}
        for each in readers
    ]


def test_rows_whose_key_is_there_are_left_out_and_the_others_told(store):
    with store.write() as connection:
        letters.create(connection)
        first = insert_new(connection, letters, rows_for("anna"), "once", "id", "reader")
        second = insert_new(connection, letters, rows_for("anna", "ben", "clara"), "once", "id", "reader")
        assert [row.reader for row in first] == ["anna"]
        assert sorted(row.reader for row in second) == ["ben", "clara"]
        found = connection.execute(select(letters.c.reader, letters.c.at, letters.c.read_at)).all()
        assert sorted(found, key=str) == [("anna", START, None), ("ben", START, START), ("clara", START, None)]
        some = select(letters.c.reader).where(among(connection, letters.c.reader, ["anna", "clara", "nobody"]))
        assert sorted(connection.scalars(some)) == ["anna", "clara"]
        assert connection.scalars(select(letters.c.id).where(among(connection, letters.c.reader, []))).all() == []
        letters.drop(connection)


def test_on_postgresql_four_hundred_rows_make_the_statement_of_four(postgresql_url):
    store, said = open_store(postgresql_url), []
    with store.write() as connection:
        letters.create(connection)
        event.listen(store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
        for prefix, count in (("a", 4), ("b", 400)):
            insert_new(connection, letters, rows_for(*(f"{prefix}{each}" for each in range(count))), "once", "id")
        letters.drop(connection)
    store.dispose()
    few, many, *_ = said
    assert few == many
