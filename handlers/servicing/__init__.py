"""Policy servicing: verify, authorise, operate, communicate, archive (SOP 4.5.2b, B1.3). `registry`: its handlers."""

from engine.registry import HandlerRegistry
from handlers.servicing import (
    approval,
    authorise,
    change,
    checks,
    closing,
    payments,
    request,
    retention,
    underwriting,
    watch,
)

registry = HandlerRegistry()
for module in (request, checks, authorise, underwriting, approval, change, payments, retention, watch, closing):
    registry.include(module.registry)
