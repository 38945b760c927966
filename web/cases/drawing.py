"""A case on its diagrams: which of them to show, and what to mark on it."""

from __future__ import annotations

from engine.views import CaseDetail, Diagram


def chosen_diagram(detail: CaseDetail, wanted: str | None = None) -> Diagram | None:
    """The diagram asked for; else the innermost one where something stands; else the case's own."""
    by_id = {one.process_id: one for one in detail.diagrams}
    if wanted in by_id:
        return by_id[wanted]
    standing = [one for one in detail.diagrams if one.active or one.incidents]
    return standing[-1] if standing else (detail.diagrams[0] if detail.diagrams else None)


def marks_of(one: Diagram | None) -> dict[str, list[str]]:
    """Where the case stands, what it went through and what failed, for the island that draws the diagram."""
    if one is None:
        return {"current": [], "taken": [], "failed": []}
    return {"current": list(one.active), "taken": [*one.finished, *one.taken], "failed": list(one.incidents)}
