"""Who may read which case."""

from __future__ import annotations

from collections.abc import Collection

from engine.commands.rights import people
from engine.engine import Engine
from engine.errors import Forbidden, NotFound
from engine.views import CaseDetail, Readable
from handlers.subjects import AGENT
from web.accounts.login import actor, me
from web.permissions import CLAIMS, LEADS, UNDERWRITING
from web.site import site

SEES_ALL = frozenset({"compliance", "operations", *UNDERWRITING, *CLAIMS, *LEADS, "process_owner", "auditor"})
"""Roles that may read any case, whoever leads a department among them; an agent reads the own ones (SOP 5.2: access
strictly limited), an administrator none."""

SEES_HEALTH = frozenset({*UNDERWRITING, *CLAIMS})
"""Roles before whom values that tell of health stay open."""

CONFIDENTIAL = "sop:confidential"
"""Property of a process: the roles, separated by spaces, that may know of its cases at all (AML Law art 35)."""


def hidden_processes() -> frozenset[str]:
    """The processes of whose cases the reader may not even know."""
    return hidden_from(site().engine, me().roles)


def hidden_from(engine: Engine, roles: Collection[str]) -> frozenset[str]:
    """The processes of whose cases nobody with only these roles may even know."""
    hidden = set()
    for process_id, properties in engine.queries.process_properties().items():
        known_to = properties.get(CONFIDENTIAL)
        if known_to is not None and set(known_to.split()).isdisjoint(roles):
            hidden.add(process_id)
    return frozenset(hidden)


def readable_to(engine: Engine, roles: Collection[str], persons: Collection[str]) -> Readable:
    """The cases that persons with these roles may read: `readable` said of many cases at once."""
    everything = not SEES_ALL.isdisjoint(roles)
    return Readable(hidden_from(engine, roles), None if everything else frozenset(persons), AGENT)


def my_readable() -> Readable:
    """The cases that the reader may read."""
    return Readable(hidden_processes(), None if sees_all() else frozenset(people(actor())), AGENT)


def sees_all() -> bool:
    """Whether the reader may see every case."""
    return bool((me().roles | actor().roles) & SEES_ALL)


def is_readable(case_id: str) -> bool:
    """Whether `readable` would give the case: whether a link to it leads anywhere."""
    return case_id in site().engine.queries.may_know([case_id], my_readable())


def require_known(process_id: str, case_id: str) -> None:
    """Raises `NotFound` for a case of whose existence the reader may not know. `process_id`: the case's own."""
    if process_id in hidden_processes():
        raise NotFound(what="case", id=case_id)


def readable(case_id: str) -> CaseDetail:
    """The case, if the reader may see it: an agent what the agent started or is named in. Raises `Forbidden`,
    and `NotFound` for one of whose existence the reader may not know.
    """
    detail = site().engine.queries.case_detail(case_id)
    require_known(detail.case.process_id, case_id)
    if sees_all() or set(people(actor())) & {detail.case.started_by, detail.variables.get(AGENT)}:
        return detail
    raise Forbidden(actor=me().id, verb="read", what=case_id)
