"""Worlds of governance: a policy that ended long ago, a leaver's customers, figures that warn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from handlers.parameters import AGENCY_ZONE, local_day
from handlers.people import find_customer
from handlers.records import Application, Breach, Policy
from handlers.records.policy import PolicyStatus
from handlers.scenarios.worlds import policy_in_force, world

Json = Any


@world("policy_ended")
def policy_ended(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A policy that ended on `ended_on` (yesterday), of people known since `people_since` (eleven years ago)."""
    made = policy_in_force(session, {"issued_days_ago": 4000} | dict(given), now)
    policy = session.get_one(Policy, made["policy_id"])
    policy.ended_at = datetime.combine(given.get("ended_on", local_day(now) - timedelta(days=1)), time(12), AGENCY_ZONE)
    policy.status, policy.end_reason = PolicyStatus.TERMINATED, "maturity"
    application = session.get_one(Application, policy.application_id)
    application.closed_at = policy.issued_at
    since = given.get("people_since", local_day(now) - timedelta(days=4001))
    for customer_id in {policy.policyholder_id, policy.insured_id}:
        find_customer(session, customer_id).created_at = datetime.combine(since, time(12), AGENCY_ZONE)
    session.flush()
    return made


@world("two_agents")
def two_agents(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """agent.li looks after a policy of twenty years and one of a year, agent.zhu after another."""
    made = policy_in_force(session, dict(given), now)
    policy_in_force(session, {**given, "policy_number": 2, "policy_years": 1, "issued_days_ago": 100}, now)
    other = policy_in_force(session, {**given, "policy_number": 3, "policyholder": "CUS-CHENJING"}, now)
    session.get_one(Policy, other["policy_id"]).agent_id = "agent.zhu"
    session.flush()
    return made


@world("surrenders")
def surrenders(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """`count` policies of agent.li surrendered a day ago, and one of agent.zhu; `missed` limits of agent.li."""
    count = int(given.get("count", 3))
    for number in range(1, count + 2):
        made = policy_in_force(session, {**given, "policy_number": number}, now)
        policy = session.get_one(Policy, made["policy_id"])
        policy.status, policy.end_reason = PolicyStatus.TERMINATED, "surrender"
        policy.ended_at = now - timedelta(days=1)
        policy.agent_id = "agent.li" if number <= count else "agent.zhu"
    for number in range(int(given.get("missed", 0))):
        session.add(
            Breach(
                id=f"BRC-WORLD{number}",
                code="world",
                clause="SOP 5.4",
                matter_id=f"WORLD{number}",
                agent_id="agent.li",
                case_id="",
                due_at=now - timedelta(days=2),
                found_at=now - timedelta(days=1),
            )
        )
    session.flush()
    return {"agent_id": "agent.li"}
