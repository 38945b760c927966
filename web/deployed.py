"""Deployed diagrams as models. A definition is its hash and never changes, so each is parsed once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.bpmn.model import Process
from engine.bpmn.parse import parse_diagram
from web.site import site


@lru_cache(maxsize=64)
def processes_of(sha256: str) -> Mapping[str, Process]:
    """The executable processes of a deployed diagram by id. Raises `NotFound`."""
    diagram, _ = parse_diagram(site().engine.queries.definition(sha256))
    return {process.id: process for process in diagram.processes} if diagram else {}
