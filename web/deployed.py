"""Deployed diagrams as models, for pages that speak of elements by their labels."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.model import Process
from web.site import site


def processes_of(sha256: str) -> Mapping[str, Process]:
    """The executable processes of a deployed diagram by id. Raises `NotFound`."""
    return site().engine.queries.processes_in(sha256)
