"""Alembic's entry: runs on the connection that `engine.store.migrate` hands in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeEngine

from engine.store import models, tables


def render(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """Write our own column types by name into a new revision."""
    if kind == "type" and isinstance(item, tables.UtcTime | tables.Money | tables.Exact):
        name = type(item).__name__
        autogenerate.imports.add(f"from engine.store.tables import {name}")
        return f"{name}()"
    if kind == "type" and isinstance(item, TypeEngine) and item._variant_mapping:  # noqa: SLF001 - no public reader
        autogenerate.imports.add("from engine.store.history import SERIAL")
        return "SERIAL"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=models.metadata,
    render_item=render,
    # SQLite cannot alter most of a table in place; batch mode copies it.
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
