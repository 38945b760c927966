"""Sales: from the first contact to an accepted proposal (SOP 4.1 to 4.3). `registry` holds its handlers."""

from engine.registry import HandlerRegistry
from handlers.sales import (
    building,
    contact,
    information,
    journey,
    material,
    needs,
    needs_answer,
    proposal,
    recording,
    reminders,
)

registry = HandlerRegistry()
for module in (building, contact, information, journey, material, needs, needs_answer, proposal, recording, reminders):
    registry.include(module.registry)
