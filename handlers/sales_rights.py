"""Whether somebody may sell, and what: sanctions stop it (SOP 4.6.1a), grades limit it (Order 2023-2 arts 15, 16).

A person who begins a sale is refused before anything is begun (`sop:start-check` = `sales_rights`); a journey that goes
on to its next step meets the error `sales_suspended` there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.registry import BpmnError, HandlerContext, HandlerRegistry
from handlers.parameters import local_day, whole
from handlers.records import AgentGrade, Product, Sanction
from handlers.words import day_text

registry = HandlerRegistry()
NO_SELLING = ("suspension", "dismissal")


def sales_rights_suspended(session: Session, person_id: str, day: date) -> bool:
    """Whether a sanction keeps this person from selling on that day."""
    return suspension_of(session, person_id, day) is not None


def suspension_of(session: Session, person_id: str, day: date) -> Sanction | None:
    """The sanction that keeps this person from selling on that day, the one that lasts longest."""
    asked = select(Sanction).where(
        Sanction.person_id == person_id,
        Sanction.code.in_(NO_SELLING),
        Sanction.valid_from <= day,
        or_(Sanction.valid_to.is_(None), Sanction.valid_to >= day),
        Sanction.lifted_at.is_(None),
    )
    return session.scalars(asked.order_by(Sanction.valid_to.is_not(None), Sanction.valid_to.desc()).limit(1)).first()


@registry.checks_start("sales_rights")
def why_not_sell(session: Session, variables: Mapping[str, Any], person_id: str, now: datetime) -> str | None:
    """One sentence why the seller (`agent_id`, else who begins) may not begin, None when nothing stops it."""
    seller = str(variables.get("agent_id") or person_id)
    sanction = suspension_of(session, seller, local_day(now))
    if sanction is None:
        return _above_grade(session, seller, variables.get("plans") or [], now)
    since = day_text(sanction.valid_from)
    if sanction.valid_to is None:
        return f"您的销售权限自 {since} 起已终止，不得开展销售。"
    return f"您的销售权限自 {since} 至 {day_text(sanction.valid_to)} 暂停，期间不得开展销售。"


def _above_grade(session: Session, seller: str, plans: Sequence[Mapping[str, Any]], now: datetime) -> str | None:
    grade = grade_of(session, seller, now)
    codes = [str(plan.get("product_code")) for plan in plans]
    row = session.scalars(
        select(Product).where(Product.code.in_(codes), Product.grade > grade).order_by(Product.grade.desc())
    ).first()
    return None if row is None else f"您的销售等级为 P{grade}，不得销售 P{row.grade} 级产品“{row.name}”。"


def grade_of(session: Session, person_id: str, now: datetime) -> int:
    """Up to which product grade (1 to 5) this person may sell today (Order 2023-2 arts 15, 16)."""
    newest = (
        select(AgentGrade.grade)
        .where(AgentGrade.person_id == person_id, AgentGrade.valid_from <= local_day(now))
        .order_by(AgentGrade.valid_from.desc(), AgentGrade.id.desc())
    )
    granted = session.scalar(newest.limit(1))
    return whole(session, "agent_grade_default", now) if granted is None else granted


def grant_grade(context: HandlerContext, person_id: str, grade: int, matter_id: str) -> None:
    """Let somebody sell up to a grade from today on; a lower one than held changes nothing."""
    if grade <= grade_of(context.session, person_id, context.now):
        return
    context.session.add(
        AgentGrade(
            id=context.new_id("AGR"),
            person_id=person_id,
            grade=grade,
            valid_from=local_day(context.now),
            granted_by=context.actor_id,
            matter_id=matter_id,
        )
    )
    context.session.flush()


def require_sales_rights(context: HandlerContext, agent_id: str) -> None:
    """Stop a journey at its next step. Raises `BpmnError` `sales_suspended`."""
    if sales_rights_suspended(context.session, agent_id, local_day(context.now)):
        raise BpmnError("sales_suspended", "the seller's rights are suspended")
