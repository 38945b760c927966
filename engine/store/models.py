"""All tables of the engine, imported so that the metadata is whole."""

from __future__ import annotations

from engine.store import cases, deployments, history, traffic
from engine.store.tables import metadata

__all__ = ["cases", "deployments", "history", "metadata", "traffic"]
