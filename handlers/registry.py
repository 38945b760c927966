"""All task handlers of the domain in one registry: `handlers.registry.registry`. Each family brings its own."""

from engine.registry import HandlerRegistry
from handlers import (
    after_sales,
    agency,
    claims,
    compliance,
    governance,
    messages,
    new_business,
    sales,
    sales_rights,
    servicing,
)

registry = HandlerRegistry()
for family in (
    messages,
    sales_rights,
    new_business,
    after_sales,
    sales,
    agency,
    governance,
    compliance,
    servicing,
    claims,
):
    registry.include(family.registry)
