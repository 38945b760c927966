"""What a connection promises: nothing else tells a power cut from a killed process."""

from __future__ import annotations

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
