"""Recording a missed limit: one row per matter and limit, and the roles that must know."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from engine.registry import HandlerContext
from handlers.notices import Notice, tell
from handlers.records import Breach
from handlers.words import day_text


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
    text = f"{what}：应于 {day_text(due_at)} 前完成，未完成。依据 {clause}。事项 {matter_id}。"
    tell(context, Notice(kind="breach", title="时限超期", text=text, matter_id=matter_id, policy_id=policy_id), *tells)
    return breach.id
