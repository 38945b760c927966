"""What a deployment knows beside the diagram, for the cross-checks at deploy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Ids that a diagram may name. None: not known here, so nothing is said about that kind of name."""

    handlers: Collection[str] | None = None
    """Handler types, aliases included (`zeebe:taskDefinition type`)."""
    forms: Collection[str] | None = None
    decisions: Collection[str] | None = None
    roles: Collection[str] | None = None
    """Candidate groups; also lanes that stand for one."""
    clauses: Collection[str] | None = None
    """Clauses of the SOP (`sop:clause`)."""
    processes: Collection[str] | None = None
    """Processes that a call activity may call, those of the same deployment included."""
    not_callable: Collection[str] = ()
    """Those of them that no call can start: they have no start event without a trigger."""
    elements: Collection[str] | None = None
    """Element ids of the other diagrams of the deployment (`sop:separate-from` may name them)."""
    properties: Collection[str] = ()
    """Further `sop:` properties that somebody reads."""
