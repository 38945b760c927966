"""The file of a policy's matter as a reader may see it, by role: the policy, its receipt, follow-ups, premium.

Beside a task of delivery, follow-up, renewal or cancellation; the customer sees the own policy in full (DOMAIN §8).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.after_sales.codes import FOLLOW_UP_KINDS, OUTCOMES, POLICY_ERRORS
from handlers.after_sales.policy_file import UnknownPolicyError, find_policy, plans_of
from handlers.masks import mask_mobile, mask_name
from handlers.people import find_customer, identity_of
from handlers.records import Cancellation, FollowUp, Lapse, Policy, PolicyDelivery, Renewal
from handlers.sections import Line, Section
from handlers.words import day_text, yuan_text

READERS = frozenset({"agent", "operations", "compliance", "management", "customer"})
CALLERS = frozenset({"agent", "operations", "customer"})
"""Who calls the customer sees the number."""
STATUSES = {
    "issued": "已签发，未签收",
    "in_force": "有效",
    "lapsed": "中止",
    "terminated": "终止",
    "cancelled": "犹豫期内解除",
}


def policy_file(session: Session, policy_id: str, roles: Collection[str]) -> list[Section]:
    """What these roles may see of a policy after issue. Raises `UnknownPolicyError`, `ErasedError`."""
    held = frozenset(roles)
    if not held & READERS:
        return []
    policy = find_policy(session, policy_id)
    parts = (
        ("保单", _policy(session, policy)),
        ("投保人", _holder(session, policy, held)),
        ("送达", _delivery(session, policy, held)),
        ("回访", _follow_ups(session, policy)),
        ("保费", _renewals(session, policy)),
    )
    sections = [Section(title, tuple(lines)) for title, lines in parts]
    return [section for section in sections if section.lines]


Matter = PolicyDelivery | FollowUp | Renewal | Lapse | Cancellation


def matter_reader(table: type[Matter]) -> Callable[[Session, str, Collection[str]], list[Section]]:
    """The reader of a matter that belongs to a policy."""

    def read(session: Session, matter_id: str, roles: Collection[str]) -> list[Section]:
        matter = session.get(table, matter_id)
        if not isinstance(matter, Matter):
            raise UnknownPolicyError(matter_id)
        return policy_file(session, matter.policy_id, roles)

    return read


def _policy(session: Session, policy: Policy) -> Iterator[Line]:
    yield Line("保单号", f"{policy.number}（第 {policy.version} 版）")
    yield Line("状态", STATUSES[policy.status])
    yield Line("生效日期", day_text(policy.effective_from))
    yield Line("年交保费", f"{yuan_text(policy.annual_premium)} 元")
    for plan, product in plans_of(session, policy):
        terms = f"保额 {yuan_text(plan.sum_assured)} 元，缴费 {plan.premium_years} 年，保险期间 {plan.policy_years} 年"
        yield Line(f"{plan.line}. {product.name}", terms)
    yield from _day("签收日期", policy.received_at)
    yield from _day("犹豫期止", policy.cooling_off_until)
    yield from _day("中止日期", policy.lapsed_at)


def _holder(session: Session, policy: Policy, held: frozenset[str]) -> Iterator[Line]:
    identity = identity_of(session, find_customer(session, policy.policyholder_id))
    yield Line("姓名", identity.name if held & CALLERS else mask_name(identity.name))
    if identity.mobile:
        yield Line("手机号码", identity.mobile if held & CALLERS else mask_mobile(identity.mobile))


def _delivery(session: Session, policy: Policy, held: frozenset[str]) -> Iterator[Line]:
    rows = session.scalars(select(PolicyDelivery).where(PolicyDelivery.policy_id == policy.id))
    for row in rows:
        yield from _day("应送达日期", row.due_at)
        for entry in row.errors:
            yield Line("客户指出有误", "、".join(POLICY_ERRORS.get(code, code) for code in entry["fields"]))
        if row.content is not None and held & CALLERS:
            note = privacy.unseal(session, policy.policyholder_id, row.content).get("note")
            yield from [Line("客户说明", str(note))] if note else []


def _follow_ups(session: Session, policy: Policy) -> Iterator[Line]:
    rows = session.scalars(select(FollowUp).where(FollowUp.policy_id == policy.id).order_by(FollowUp.opened_at))
    for row in rows:
        yield Line(FOLLOW_UP_KINDS[row.kind], f"{OUTCOMES[row.outcome]}，{day_text(row.due_at)} 前")


def _renewals(session: Session, policy: Policy) -> Iterator[Line]:
    for row in session.scalars(select(Renewal).where(Renewal.policy_id == policy.id).order_by(Renewal.due_on)):
        yield Line("续期保费", f"{yuan_text(row.amount)} 元，应缴日 {day_text(row.due_on)}")
        yield from _day("宽限期止", row.grace_until)


def _day(label: str, moment: datetime | None) -> Iterator[Line]:
    if moment is not None:
        yield Line(label, day_text(moment))
