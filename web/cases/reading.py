"""Who may read which case."""

from __future__ import annotations

from engine.commands.rights import people
from engine.errors import Forbidden, NotFound
from engine.views import CaseDetail
from web.accounts.login import actor, me
from web.site import site

SEES_ALL = frozenset({"compliance", "operations", "underwriter", "claims", "management", "process_owner", "auditor"})
"""Roles that may read any case; an agent reads the own ones (SOP 5.2: access strictly limited)."""


CONFIDENTIAL = "sop:confidential"
"""Property of a process: the roles, separated by spaces, that may know of its cases at all (AML Law art 35)."""


def hidden_processes() -> frozenset[str]:
    """The processes of whose cases the reader may not even know."""
    hidden = set()
    for process_id, properties in site().engine.queries.process_properties().items():
        known_to = properties.get(CONFIDENTIAL)
        if known_to is not None and not me().roles & set(known_to.split()):
            hidden.add(process_id)
    return frozenset(hidden)


def sees_all() -> bool:
    """Whether the reader may see every case."""
    return bool((me().roles | actor().roles) & SEES_ALL)


def readable(case_id: str) -> CaseDetail:
    """The case, if the reader may see it: an agent what the agent started or is named in. Raises `Forbidden`,
    and `NotFound` for one of whose existence the reader may not know.
    """
    detail = site().engine.queries.case_detail(case_id)
    if detail.case.process_id in hidden_processes():
        raise NotFound(what="case", id=case_id)
    if sees_all() or set(people(actor())) & {detail.case.started_by, detail.variables.get("agent_id")}:
        return detail
    raise Forbidden(actor=me().id, verb="read", what=case_id)
