from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.store import migrate, models, triggers

if importlib.util.find_spec("handlers.records"):
    # The records of the handlers share the metadata, so this test covers their revisions too.
    importlib.import_module("handlers.records")


def test_models_and_migrations_agree(store):
    assert migrate.differences(store) == []


def test_a_difference_between_models_and_migrations_is_seen(store):
    extra = sa.Table("forgotten", models.metadata, sa.Column("id", sa.Integer, primary_key=True))
    try:
        assert [kind for kind, *_ in migrate.differences(store)] == ["add_table"]
    finally:
        models.metadata.remove(extra)


def test_migrating_twice_changes_nothing(store):
    store.migrate()
    with store.read() as connection:
        assert migrate.is_current(connection)


ROWS = {
    "definitions": {"sha256": "a", "kind": "bpmn", "content": b"x"},
    "journal": {
        "case_id": "c", "seq": 1, "actor_id": "a", "actor_kind": "person", "channel": "web",
        "command": "start", "prev_hash": b"", "hash": b"h", "payload": b"p",
    },
    "access_log": {
        "actor_id": "a", "actor_kind": "person", "channel": "web", "verb": "claim", "what": "t",
        "outcome": "refused", "reason": "r",
    },
}  # fmt: skip


@pytest.mark.parametrize("table", sorted(triggers.APPEND_ONLY))
@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE", "REPLACE"]
)
def test_the_past_cannot_be_changed(store, table, statement, now):
    model = models.metadata.tables[table]
    row = dict(ROWS[table])
    if "at" in model.c:
        row["at"] = now
    with store.write() as connection:
        connection.execute(model.insert(), row)
    if statement.startswith("TRUNCATE") and not store.is_postgresql:
        pytest.skip("SQLite has no TRUNCATE")
    if statement == "REPLACE":
        if store.is_postgresql:
            pytest.skip("PostgreSQL has no REPLACE: its upsert is an UPDATE")
        statement = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"
    column = next(name for name in model.c.keys() if name != "id")  # noqa: SIM118 - columns, not a dict
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.write() as connection:
        connection.exec_driver_sql(statement.format(table, column))
    with store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(model)).scalar_one() == 1


def test_every_index_says_which_query_it_serves():
    for path in Path(models.__file__).parent.glob("*.py"):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            if line.strip().startswith(("Index(", "UniqueConstraint(")) and "import" not in line:
                said = number - 1
                while lines[said].strip().startswith("#") and "Serves" not in lines[said]:
                    said -= 1
                assert "Serves" in lines[said], f"{path.name}:{number + 1} {line.strip()}"
