"""Recording a missed limit: one row per matter and limit, and the roles that must know."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select

from engine.registry import HandlerContext
from handlers.notices import Notice, tell
from handlers.records import Breach
from handlers.words import day_text

LAWS = {
    "Insurance Law": "保险法",
    "Order 2010-4": "人身保险业务基本服务规定",
    "Order 2023-2": "保险销售行为管理办法",
    "PIPL": "个人信息保护法",
}
"""As the row of a breach cites them, and by name."""
_ARTICLES = re.compile(r"(?P<law>.+) arts? (?P<articles>[\d, ]+)")


def basis_text(clause: str) -> str:
    """What sets a limit, in words: `《保险法》第 47 条`, `SOP 4.7.2`. Raises `KeyError` for a law without a name."""
    if cited := _ARTICLES.fullmatch(clause):
        articles = "和".join(f"第 {article} 条" for article in cited["articles"].split(", "))
        return f"《{LAWS[cited['law']]}》{articles}"
    return f"SOP {clause}" if clause[0].isdigit() else clause


def record_breach(
    context: HandlerContext,
    code: str,
    what: str,
    *,
    clause: str,
    matter_id: str,
    due_at: datetime,
    policy_id: str | None = None,
    agent_id: str | None = None,
    tells: tuple[str, ...] = ("compliance", "management"),
) -> str:
    """Keep that a limit was missed and tell the roles in `tells`; a limit of a matter is kept once. Gives its id.

    `code`: the word of the clock; `what`: the limit in words, for people; `due_at`: when it ended, aware UTC.
    """
    known = context.session.scalar(select(Breach.id).where(Breach.code == code, Breach.matter_id == matter_id))
    if known is not None:
        return known
    breach = Breach(
        id=context.new_id("BRC"),
        code=code,
        clause=clause,
        matter_id=matter_id,
        policy_id=policy_id,
        agent_id=agent_id,
        case_id=context.case_id,
        due_at=due_at,
        found_at=context.now,
    )
    context.session.add(breach)
    context.session.flush()
    text = f"{what}：应于 {day_text(due_at)} 前完成，未完成。依据：{basis_text(clause)}。事项 {matter_id}。"
    tell(context, Notice(kind="breach", title="时限超期", text=text, matter_id=matter_id, policy_id=policy_id), *tells)
    return breach.id
