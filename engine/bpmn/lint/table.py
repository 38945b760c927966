"""Every rule, in the order in which its findings are told."""

from __future__ import annotations

from engine.bpmn.lint import (
    boundaries,
    calls,
    constants,
    drawings,
    events,
    expressions,
    extensions,
    files,
    flows,
    foreign,
    gateways,
    lanes,
    legibility,
    loops,
    properties,
    reach,
    starts,
    supported,
    tasks,
    timers,
    values,
)
from engine.bpmn.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    *files.RULES,
    *supported.RULES,
    *foreign.RULES,
    *extensions.RULES,
    *flows.RULES,
    *starts.RULES,
    *gateways.RULES,
    *boundaries.RULES,
    *events.RULES,
    *timers.RULES,
    *tasks.RULES,
    *calls.RULES,
    *loops.RULES,
    *values.RULES,
    *expressions.RULES,
    *constants.RULES,
    *properties.RULES,
    *reach.RULES,
    *lanes.RULES,
    *drawings.RULES,
    *legibility.RULES,
)
