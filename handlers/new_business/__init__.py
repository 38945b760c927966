"""New business: from an accepted proposal to an issued policy (SOP 4.4). `registry` holds its handlers."""

from engine.registry import HandlerRegistry
from handlers.new_business import (
    application,
    group,
    group_underwriting,
    letters,
    papers,
    policy,
    premium,
    requirements,
    risk,
    terms,
    underwriting,
)

registry = HandlerRegistry()
for module in (
    application,
    group,
    group_underwriting,
    letters,
    papers,
    policy,
    premium,
    requirements,
    risk,
    terms,
    underwriting,
):
    registry.include(module.registry)
