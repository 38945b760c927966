"""The agency's own house in order: retention, leavers, warnings, audits, appraisals, faults (SOP 5.2, B3 to B8)."""

from engine.registry import HandlerRegistry
from handlers.governance import appraisal, audit, destruction, emergency, fault, inquiry, revocation, warning

registry = HandlerRegistry()
for module in (appraisal, audit, destruction, emergency, fault, inquiry, revocation, warning):
    registry.include(module.registry)
