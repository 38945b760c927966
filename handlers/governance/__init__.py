"""The agency's own house in order: retention, leavers, warnings, audits, appraisals, faults (SOP 5.2, B3 to B8)."""

from engine.registry import HandlerRegistry
from handlers.governance import destruction, fault, revocation

registry = HandlerRegistry()
for module in (destruction, fault, revocation):
    registry.include(module.registry)
