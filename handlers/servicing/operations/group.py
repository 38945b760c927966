"""Policies of groups: lives in and out, plan, renewal, surrender. Yuan, `Decimal`; premium by the day (sample rule)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from handlers import privacy
from handlers.parameters import local_day, whole
from handlers.records import PolicyMember
from handlers.records.policy import PolicyStatus
from handlers.servicing.operations.effect import Against, Effect, Scene, operation, required
from handlers.servicing.schemas import MemberRow
from handlers.servicing.underwriting import newest_underwriting
from handlers.words import anniversary, yuan_text
from handlers.worth import HUNDRED, YEAR_DAYS, fen


def members_of(scene: Scene) -> Sequence[PolicyMember]:
    """The lives that are covered today."""
    return scene.session.scalars(
        select(PolicyMember)
        .where(PolicyMember.policy_id == scene.policy.id, PolicyMember.left_on.is_(None))
        .order_by(PolicyMember.id)
    ).all()


def _per_head(members: Sequence[PolicyMember]) -> Decimal:
    if not members:
        raise Against("too_few_members")
    return fen(sum((member.premium for member in members), Decimal(0)) / len(members))


def _rest_of_year(scene: Scene, yearly: Decimal, today: date) -> Decimal:
    paid_to = scene.policy.paid_to or today
    return fen(yearly * max((paid_to - today).days, 0) / YEAR_DAYS)


@operation("members_in")
def add_members(scene: Scene) -> Effect:
    """New lives from today, premium for the rest of the paid year."""
    rows: list[MemberRow] = required(scene.change.members)
    members, today = members_of(scene), local_day(scene.context.now)
    each = _per_head(members)
    due = sum((_rest_of_year(scene, each, today) for _ in rows), Decimal(0))
    subject = scene.policy.policyholder_id

    def write() -> None:
        for row in rows:
            identity = {"name": row.name, "id_no": row.id_no}
            scene.session.add(
                PolicyMember(
                    id=scene.context.new_id("MEM"),
                    policy_id=scene.policy.id,
                    identity=privacy.seal(scene.session, subject, identity, scene.context.now),
                    id_no_hash=privacy.keyed_hash(scene.session, row.id_no, scene.context.now),
                    plan=row.plan,
                    occupation_class=row.occupation_class,
                    premium=each,
                    joined_on=today,
                )
            )
        scene.policy.annual_premium += each * len(rows)

    return Effect(
        before={"members": len(members)},
        after={"members": len(members) + len(rows)},
        money_in=due,
        lines=[("增加人数", str(len(rows))), ("应补保费（元）", yuan_text(due))],
        write=write,
    )


@operation("members_out")
def remove_members(scene: Scene) -> Effect:
    """Lives that leave; premium for the rest of the paid year goes back to the account that paid it."""
    rows: list[MemberRow] = required(scene.change.leaving)
    members, today = members_of(scene), local_day(scene.context.now)
    by_hash = {member.id_no_hash: member for member in members}
    hashes = [privacy.keyed_hash(scene.session, row.id_no, scene.context.now) for row in rows]
    if any(each not in by_hash for each in hashes):
        raise Against("member_unknown")
    leaving = [by_hash[each] for each in hashes]
    if len(members) - len(leaving) < whole(scene.session, "group_min_members", scene.context.now):
        raise Against("too_few_members")
    back = sum((_rest_of_year(scene, member.premium, today) for member in leaving), Decimal(0))

    def write() -> None:
        for member in leaving:
            member.left_on = today
            scene.policy.annual_premium -= member.premium

    return Effect(
        before={"members": len(members)},
        after={"members": len(members) - len(leaving)},
        money_out=back,
        lines=[("减少人数", str(len(leaving))), ("应退保费（元）", yuan_text(back))],
        write=write,
    )


@operation("members_plan")
def change_plan(scene: Scene) -> Effect:
    """Another plan for all lives, with the extra premium that underwriting set."""
    plan, members = required(scene.change.plan), members_of(scene)
    if all(member.plan == plan for member in members):
        raise Against("already_so")
    found = newest_underwriting(scene.session, scene.record)
    extra = found.extra_pct if found else Decimal(0)

    def write() -> None:
        for member in members:
            raised = fen(member.premium * (1 + extra / HUNDRED))
            scene.policy.annual_premium += raised - member.premium
            member.plan, member.premium = plan, raised

    before = {"plans": sorted({member.plan for member in members})}
    return Effect(before=before, after={"plans": [plan]}, write=write)


@operation("group_renewal")
def renew_group(scene: Scene) -> Effect:
    """Another year for the lives of today, and for what the policy covers besides lives."""
    policy, members = scene.policy, members_of(scene)
    if policy.paid_to is None:
        raise Against("nothing_due")
    premium, new = policy.annual_premium, anniversary(policy.paid_to, 1)

    def write() -> None:
        policy.paid_to = new

    return Effect(
        before={"paid_to": str(policy.paid_to)},
        after={"paid_to": str(new)},
        money_in=premium,
        lines=[("续保人数", str(len(members))), ("续保保费（元）", yuan_text(premium))],
        write=write,
    )


@operation("group_surrender")
def surrender_group(scene: Scene) -> Effect:
    """The whole policy: premium for the rest of the paid year, by transfer to the account that paid it."""
    members, today = members_of(scene), local_day(scene.context.now)
    back = sum((_rest_of_year(scene, member.premium, today) for member in members), Decimal(0))

    def write() -> None:
        for member in members:
            member.left_on = today
        policy = scene.policy
        policy.status, policy.ended_at, policy.end_reason = PolicyStatus.TERMINATED, scene.context.now, "surrender"

    return Effect(
        before={"status": scene.policy.status.value, "members": len(members)},
        after={"status": PolicyStatus.TERMINATED.value},
        money_out=back,
        lines=[("在册人数", str(len(members))), ("应退金额（元）", yuan_text(back))],
        write=write,
    )
