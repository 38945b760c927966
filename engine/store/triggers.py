"""The database itself refuses to change or remove the past (DESIGN §6): plain SQL for both stores.

Whoever may drop triggers can still forge; the hash chain and the checkpoints show that. Triggers stop the mistakes
and the merely curious.
"""

from __future__ import annotations

APPEND_ONLY = {
    "journal": "id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq)",
    "access_log": "id = NEW.id",
    "definitions": "sha256 = NEW.sha256",
}
"""Each append-only table, and when a new row would take the place of an old one."""


def statements(dialect: str, table: str, same_row: str | None = None) -> list[str]:
    """The DDL that makes one table append-only; `same_row` as in `APPEND_ONLY`, for tables of other packages."""
    return _postgresql(table) if dialect == "postgresql" else _sqlite(table, same_row or APPEND_ONLY[table])


def _sqlite(table: str, same_row: str) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    made = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refuse}; END"
        for verb in ("UPDATE", "DELETE")
    ]
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    replaced = f"EXISTS (SELECT 1 FROM {table} WHERE {same_row})"  # noqa: S608 - our own constants
    return [
        *made,
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {replaced} BEGIN {refuse}; END",
    ]


def _postgresql(table: str) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    refuse = "EXECUTE FUNCTION refuse_change()"
    return [
        function,
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]
