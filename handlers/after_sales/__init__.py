"""After-sales: delivery, follow-up, renewal, cancellation within the cooling-off period (SOP 4.5.1, 4.5.2a)."""

from engine.registry import HandlerRegistry
from handlers.after_sales import delivery, follow_up, letters

registry = HandlerRegistry()
for module in (delivery, follow_up, letters):
    registry.include(module.registry)
