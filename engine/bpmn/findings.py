"""A finding: one sentence about one element, with the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    """The engine would not run this rightly: deploy refuses it."""
    WARNING = "warning"
    """It runs, but a reader or a user will stumble."""
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, why, and what to do. `element_id` is None when the whole file is meant."""

    rule: str
    severity: Severity
    element_id: str | None
    sentence: str
    remedy: str = ""
    file: str = ""
    line: int | None = None
    element_name: str = ""
    sentence_zh: str = ""
    remedy_zh: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the sentences were filled with, by name, so that a page can say it in words of its own."""
