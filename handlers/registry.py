"""All task handlers of the domain in one registry: `handlers.registry.registry`."""

from engine.registry import HandlerRegistry
from handlers import application, notices, papers, policy, premium, requirements, risk, terms, underwriting

registry = HandlerRegistry()
for module in (application, notices, papers, policy, premium, requirements, risk, terms, underwriting):
    registry.include(module.registry)
