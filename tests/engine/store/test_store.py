"""What a connection promises: nothing else tells a power cut from a killed process."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.exc import DBAPIError

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
