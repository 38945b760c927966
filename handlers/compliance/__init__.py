"""Compliance: complaints, inspections, rectification, risk events, training, conduct (SOP 4.6.1, 5.1, 5.3)."""

from engine.registry import HandlerRegistry
from handlers.compliance import complaint, complaint_answer, complaint_inquiry, conduct, rectification, risk_event

registry = HandlerRegistry()
for module in (complaint, complaint_answer, complaint_inquiry, conduct, rectification, risk_event):
    registry.include(module.registry)
