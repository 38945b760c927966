"""The table of every element in every position: what runs, what is only drawn, what is refused and why.

Lint takes its refusals from here, `sopflow elements` prints it, and the probes of `tests/engine/elements` prove each
row that runs. An element that has no row is refused.
"""

from __future__ import annotations

from engine.bpmn.elements import activities, artifacts, events, extensions, gateways
from engine.bpmn.elements.row import CHAPTER_NAMES, Chapter, ElementRow, Verdict

__all__ = ["CHAPTER_NAMES", "Chapter", "ElementRow", "Verdict", "element_row", "element_rows"]

_ROWS = (*activities.ROWS, *gateways.ROWS, *events.ROWS, *extensions.ROWS, *artifacts.ROWS)
_BY_ID = {row.id: row for row in _ROWS}


def element_rows(verdict: Verdict | None = None) -> tuple[ElementRow, ...]:
    """The table in the order in which it is printed; with a verdict, only those rows."""
    return tuple(row for row in _ROWS if verdict in {None, row.verdict})


def element_row(row_id: str) -> ElementRow:
    """The row of that id. KeyError when there is none."""
    return _BY_ID[row_id]
