"""Reviews, meetings and work across departments (SOP 3.7, 4.6.2, 4.7). `registry` holds its handlers."""

from engine.registry import HandlerRegistry
from handlers.agency import bulletins, collaborations, conflicts, good_cases, meetings, reviews, strategies

registry = HandlerRegistry()
for module in (bulletins, collaborations, conflicts, good_cases, meetings, reviews, strategies):
    registry.include(module.registry)
