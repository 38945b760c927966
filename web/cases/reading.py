"""Who may read which case."""

from __future__ import annotations

from engine.errors import Forbidden
from engine.views import CaseDetail
from web.accounts.login import me
from web.site import site

SEES_ALL = frozenset({"compliance", "operations", "underwriter", "claims", "management", "process_owner", "auditor"})
"""Roles that may read any case; an agent reads the own ones (SOP 5.2: access strictly limited)."""


def sees_all() -> bool:
    """Whether the reader may see every case."""
    return bool(me().roles & SEES_ALL)


def readable(case_id: str) -> CaseDetail:
    """The case, if the reader may see it: an agent what the agent started or is named in. Raises `Forbidden`."""
    detail = site().engine.queries.case_detail(case_id)
    if sees_all() or me().id in (detail.case.started_by, detail.variables.get("agent_id")):
        return detail
    raise Forbidden(actor=me().id, verb="read", what=case_id)
