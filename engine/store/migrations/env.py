"""Alembic's entry: runs on the connection that `engine.store.migrate` hands in."""

from alembic import context

from engine.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter most of a table in place; batch mode copies it.
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
