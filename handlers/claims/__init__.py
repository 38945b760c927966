"""Claims: from the report of a loss to payment, or a denial with its appeal (SOP 4.5.3, 5.4)."""

from engine.registry import HandlerRegistry
from handlers.claims import (
    advance,
    appeal,
    clock,
    determination,
    investigation,
    letters,
    papers,
    payment,
    report,
    review,
    settlement,
    survey,
    triage,
    withdrawal,
)

registry = HandlerRegistry()
MODULES = (
    advance, appeal, clock, determination, investigation, letters, papers,
    payment, report, review, settlement, survey, triage, withdrawal,
)  # fmt: skip
for module in MODULES:
    registry.include(module.registry)
