"""The departments of SOP §3, who leads each, and how internal matters are numbered."""

from __future__ import annotations

from datetime import datetime

from engine.registry import HandlerContext
from handlers.notices import AGENCY, Notice, tell
from handlers.parameters import local_day
from handlers.staff import named

DEPARTMENTS = {
    "agent": "保险代理人",
    "compliance": "合规监督",
    "operations": "运营支持",
    "underwriter": "核保",
    "claims": "理赔",
    "management": "管理层",
}
"""Role of the department → its name."""
TOP = "management"


def lead_of(department: str) -> str:
    """The role of a department's leader; management leads itself."""
    return TOP if department == TOP else f"{department}_lead"


def name_of(who: str) -> str:
    """A department's name; of an employee, the account."""
    return DEPARTMENTS.get(who, who)


def say_who(context: HandlerContext, who: str) -> str:
    """A department's name, or an employee's."""
    return DEPARTMENTS.get(who) or named(context, who)


def number_of(prefix: str, record_id: str, now: datetime) -> str:
    """What people quote: `XZ-20260302-K7M2Q4`. No counter to lock; fifty bits of the record's id keep numbers apart."""
    return f"{prefix}-{local_day(now):%Y%m%d}-{record_id.rsplit('-', maxsplit=1)[-1][:10]}"


def tell_inside(context: HandlerContext, kind: str, title: str, text: str, matter_id: str, *who: str) -> None:
    """A notice to roles or employees of the agency, each once."""
    notice = Notice(kind=kind, title=title, text=text, customer_id=AGENCY, matter_id=matter_id)
    tell(context, notice, *dict.fromkeys(who))
