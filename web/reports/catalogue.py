"""Every report: what it is called, whom it concerns, who builds it. Who leads none of its roles does not see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from web.permissions import CLAIMS, UNDERWRITING, led_by
from web.reports import agents, claims, complaints, follow_up, pipeline, underwriting, work
from web.reports.asked import Asked
from web.reports.report import Report
from web.reports.rows import Behind

SEES_ALL = frozenset({"management", "process_owner", "auditor"})
"""Who sees every report, of every role."""
Build = Callable[[Session, Asked], Report]
Find = Callable[[Asked, str, Mapping[str, str]], Behind]


@dataclass(frozen=True, slots=True)
class Entry:
    """`roles`: whose work it shows; who leads one of them may read it, and no other lead. `by_role`: it can be narrowed
    to one role, and a lead sees the roles led and nothing else. `behind` None: the lists are the engine's tasks.
    """

    title: Any
    summary: Any
    roles: frozenset[str]
    build: Build
    behind: Find | None = None
    by_role: bool = False


REPORTS: Mapping[str, Entry] = {
    "work": Entry(
        _l("工作与时限"),
        _l("每个岗位每周办结多少、超期多少、用了多久，现在还压着什么。"),
        frozenset(role for role in work.ROLES if role != "admin"),
        lambda _rows, asked: work.build(asked),
        by_role=True,
    ),
    "pipeline": Entry(
        _l("销售进程"),
        _l("从初步接触到出单：现在停在哪一步，在哪一步、为什么退出。"),
        frozenset({"agent"}),
        pipeline.build,
        pipeline.behind,
    ),
    "underwriting": Entry(
        _l("核保结论"),
        _l("标准、加费、除外、延期、拒保各多少，由哪一级决定，用了多久。"),
        frozenset(UNDERWRITING),
        underwriting.build,
        underwriting.behind,
    ),
    "claims": Entry(
        _l("理赔结果"),
        _l("赔付与拒赔、金额、法定期限内外、申诉，未结的停在哪里。"),
        frozenset(CLAIMS),
        claims.build,
        claims.behind,
    ),
    "follow-up": Entry(
        _l("回访成效"),
        _l("官方回访、代理人回访和定期回访：成功率、期限内外、发现的问题。"),
        frozenset({"operations", "agent"}),
        follow_up.build,
        follow_up.behind,
    ),
    "complaints": Entry(
        _l("投诉"),
        _l("件数、类别、结论，期限内答复还是超期。"),
        frozenset({"compliance"}),
        complaints.build,
        complaints.behind,
    ),
    "agents": Entry(
        _l("代理人业绩"),
        _l("每位代理人的新增客户、出单、保费、满意度、理赔时效等（4.6.2a）。"),
        frozenset({"agent"}),
        agents.build,
        agents.behind,
    ),
}


def seen_roles(roles: Collection[str]) -> frozenset[str] | None:
    """Whose work a reader with these roles sees in reports; None: everybody's."""
    return None if SEES_ALL & {*roles} else led_by(roles)


def may_read(entry: Entry, roles: Collection[str]) -> bool:
    """Whether somebody with these roles may read the report."""
    seen = seen_roles(roles)
    return seen is None or bool(entry.roles & seen)
