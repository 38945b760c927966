"""What a connection promises: nothing else tells a power cut from a killed process."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy.exc import DBAPIError

from engine.store import store as stores
from engine.store.store import open_store


def test_sqlite_keeps_what_it_answered_through_a_power_cut(sqlite_url):
    store = open_store(sqlite_url)
    with store.write() as first, store.read() as second:
        for connection in (first, second):
            settings = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
            # 2 is FULL.
            assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    store.dispose()


def test_postgresql_keeps_what_it_prepared_from_one_read_to_the_next(postgresql_url):
    store = open_store(postgresql_url)
    for _ in range(5):
        with store.read() as connection:
            connection.exec_driver_sql("SELECT 'asked again and again'")
    with store.read() as connection:
        prepared = connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements").scalars().all()
    assert "SELECT 'asked again and again'" in prepared
    store.dispose()


def test_what_is_written_while_reading_does_not_stay(store):
    with suppress(DBAPIError), store.read() as connection:  # PostgreSQL refuses it
        connection.exec_driver_sql("INSERT INTO case_keys (case_id, master) VALUES ('nobody', '')")
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM case_keys").scalar_one() == 0


INSERT = "INSERT INTO case_keys (case_id, master) VALUES ('{}', '')"
COUNT = "SELECT count(*) FROM case_keys"


def test_all_reads_of_a_view_are_of_one_moment_and_later_ones_of_theirs(store):
    with store.view():
        with store.read() as connection:
            before = connection.exec_driver_sql(COUNT).scalar_one()
        with store.write() as connection:
            connection.exec_driver_sql(INSERT.format("somebody"))
        with store.read() as connection, store.session() as others:
            assert connection.exec_driver_sql(COUNT).scalar_one() == before
            assert others.connection().exec_driver_sql(COUNT).scalar_one() == before + 1
    with store.read() as connection:
        assert connection.exec_driver_sql(COUNT).scalar_one() == before + 1


def test_a_view_that_broke_leaves_nothing_behind(store):
    with suppress(DBAPIError), store.view(), store.read() as connection:
        connection.exec_driver_sql("SELECT nonsense")
    with store.read() as connection:
        assert connection.exec_driver_sql(COUNT).scalar_one() == 0


def test_a_connection_that_was_cut_while_it_rested_is_replaced(postgresql_url, monkeypatch):
    monkeypatch.setattr(stores, "RESTED_S", 0)
    store, other = open_store(postgresql_url), open_store(postgresql_url)
    with store.read() as connection:
        first = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with other.read() as connection:
        assert connection.exec_driver_sql(f"SELECT pg_terminate_backend({first})").scalar_one()
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != first
    store.dispose()
    other.dispose()


def test_sqlite_writes_through_one_connection_that_it_keeps(sqlite_url):
    store = open_store(sqlite_url)
    with store.write() as first:
        first.exec_driver_sql("CREATE TABLE told (word TEXT)")
        driver = first.connection.dbapi_connection
    with store.write() as second:
        assert second.connection.dbapi_connection is driver
        second.exec_driver_sql("INSERT INTO told VALUES ('kept')")
    assert store.engine.pool.checkedout() == 1
    store.dispose()


def test_nothing_of_a_transaction_that_failed_is_left_to_the_next(sqlite_url):
    store = open_store(sqlite_url)
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE told (word TEXT)")
    for is_given_up in (False, True):
        with pytest.raises(LookupError), store.write() as connection:
            _fail(connection, is_given_up)
        assert store.engine.pool.checkedout() == 0
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO told VALUES ('kept')")
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT word FROM told").scalars().all() == ["kept"]
    store.dispose()


def _fail(connection, is_given_up):
    connection.exec_driver_sql("INSERT INTO told VALUES ('lost')")
    if is_given_up:  # as after a handler that hung
        connection.invalidate()
    raise LookupError
