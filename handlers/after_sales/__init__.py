"""After-sales: delivery, follow-up, renewal, cancellation within the cooling-off period (SOP 4.5.1, 4.5.2a)."""

from engine.registry import HandlerRegistry
from handlers.after_sales import cancellation, delivery, follow_up, lapse, letters, periodic, question, renewal

registry = HandlerRegistry()
for module in (cancellation, delivery, follow_up, lapse, letters, periodic, question, renewal):
    registry.include(module.registry)
