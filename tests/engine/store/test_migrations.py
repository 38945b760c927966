from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.store import heads, migrate, models, triggers

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
        assert heads.is_current(connection)


def test_the_newest_revisions_are_told_without_alembic_as_with_it():
    assert heads.newest_revisions() == migrate.newest_revisions() != frozenset()


def test_a_database_that_lacks_a_revision_is_not_current(store, monkeypatch):
    known = heads.newest_revisions()
    monkeypatch.setattr(heads, "newest_revisions", lambda: known | {"0999"})
    with store.read() as connection:
        assert not heads.is_current(connection)


def test_opening_a_database_that_is_up_to_date_does_without_alembic(store):
    url = store.engine.url.render_as_string(hide_password=False)
    program = (
        "import sys; import handlers.records; from engine.store.store import open_store\n"
        f"store = open_store({url!r}); store.migrate(); store.dispose(); print('alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


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
