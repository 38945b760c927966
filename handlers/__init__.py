"""The insurance domain: records, task handlers, documents, parameters. Knows the engine, never Flask or HTTP."""

import handlers.records  # noqa: F401 - puts the records on the engine's metadata
