"""The agency's own house in order: retention, leavers, warnings, audits, appraisals, faults (SOP 5.2, B3 to B8)."""

from engine.registry import HandlerRegistry
from handlers.governance import destruction, emergency, fault, revocation, warning

registry = HandlerRegistry()
for module in (destruction, emergency, fault, revocation, warning):
    registry.include(module.registry)
