"""Migrations run from the program itself: no ini file, no shell, no path to know (README, "A new table").

    python -m engine.store.migrate "Add the table of complaints" --branch handlers

writes the next revision of a branch by comparing the models with a fresh database that all revisions have built.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from engine.store import models
from engine.store.heads import is_current
from engine.store.store import Store, open_store
from engine.store.tables import migration_folders

HERE = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration over the engine's and all registered folders of revisions."""
    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", "\n".join(map(str, migration_folders())).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def upgrade(store: Store) -> None:
    """Run what has not run yet, in one transaction."""
    with store.write() as connection:
        if not is_current(connection):
            command.upgrade(config(connection), "heads")


def newest_revisions() -> frozenset[str]:
    """The head of every branch of revisions, as Alembic reads the files."""
    return frozenset(ScriptDirectory.from_config(config()).get_heads())


def differences(store: Store) -> list[Any]:
    """What the models say and the database does not have, or the other way round; empty when they agree."""
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, models.metadata))


def new_revision(message: str, branch: str) -> Path:
    """Write the next revision of a branch (`engine`, `handlers`); raises what Alembic raises."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/models.db")
        upgrade(store)
        with store.write() as connection:
            made = config(connection)
            folders = {path.parent.name if path.name == "versions" else path.name: path for path in migration_folders()}
            directory = ScriptDirectory.from_config(made)
            revisions = [script for script in directory.walk_revisions() if branch in script.branch_labels]
            name = f"{len(revisions) + 1:04d}" if branch == "engine" else f"{branch}_{len(revisions) + 1:04d}"
            target: dict[str, Any] = {"head": f"{branch}@head"}
            if not revisions:
                target = {"head": "base", "branch_label": branch, "version_path": str(list(folders.values())[-1])}
            script = command.revision(made, message, autogenerate=True, rev_id=name, **target)
        store.dispose()
    assert script is not None  # noqa: S101 - Alembic gives None or a list only for options not used here
    assert not isinstance(script, list)  # noqa: S101
    return Path(script.path)


def main() -> None:
    """The command of the module's docstring."""
    parser = argparse.ArgumentParser(description="Write the next migration of a branch from the models.")
    parser.add_argument("message")
    parser.add_argument("--branch", default="engine")
    options = parser.parse_args()
    if options.branch != "engine":
        importlib.import_module(options.branch)
    print(new_revision(options.message, options.branch))  # noqa: T201


if __name__ == "__main__":
    main()
