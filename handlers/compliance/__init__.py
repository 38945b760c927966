"""Compliance: complaints, inspections, rectification, risk events, training, conduct (SOP 4.6.1, 5.1, 5.3)."""

from engine.registry import HandlerRegistry
from handlers.compliance import (
    complaint,
    complaint_answer,
    complaint_inquiry,
    conduct,
    inspection,
    rectification,
    risk_event,
    training,
)

registry = HandlerRegistry()
for module in (
    complaint,
    complaint_answer,
    complaint_inquiry,
    conduct,
    inspection,
    rectification,
    risk_event,
    training,
):
    registry.include(module.registry)
