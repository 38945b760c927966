"""Migrations run from the program itself: no ini file, no shell, no path to know (README, "A new table")."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from engine.store.store import Store
from engine.store.tables import migration_folders

HERE = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration over the engine's and all registered folders of revisions."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", "\n".join(str(folder) for folder in migration_folders()))
    made.attributes["connection"] = connection
    return made


def upgrade(store: Store) -> None:
    """Run what has not run yet, in one transaction."""
    with store.write() as connection:
        command.upgrade(config(connection), "heads")
