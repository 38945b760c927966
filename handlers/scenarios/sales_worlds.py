"""The records that stories of the sales part may start from; made by the family's own handlers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from engine.schemas import Shape
from handlers.parameters import local_day
from handlers.people import write_identity
from handlers.records import Customer, NeedsAnalysis, Sanction
from handlers.records.customer import Identity
from handlers.sales import information, needs, needs_answer
from handlers.sales.needs_schemas import FactAnswers, InterviewAnswers
from handlers.scenarios.staff import staff_of_the_cast
from handlers.scenarios.worlds import world

Json = Any


@world("group_customer")
def group_customer(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A company that an agent has met: `CUS-GROUP`, for whom `customer_group` of the cast acts."""
    customer = Customer(
        id="CUS-GROUP",
        kind="group",
        identity=b"",
        id_no_hash="",
        mobile_hash="",
        created_at=now,
        created_by="agent.li",
    )
    session.add(customer)
    session.flush()
    identity = Identity(str(given.get("company", "示例科技有限公司")), id_type="uscc", mobile="02088889999")
    write_identity(session, customer, identity, now)
    return {"customer_id": customer.id, "agent_id": "agent.li"}


@world("needs_confirmed")
def needs_confirmed(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A needs report `NEE-WORLD` that 张伟 confirmed today. `born`, `budget` (yuan a year)."""
    context = HandlerContext(
        session=session,
        now=now,
        case_id="case-world",
        key=1,
        element="world",
        process_id="needs_analysis",
        attempt=1,
        headers={},
        outbox=lambda _kind, _payload, _key: None,
        actor_id="link.zhang",
        by_staff=False,
        directory=staff_of_the_cast,
    )
    opened = needs.open_needs(needs.Opening("CUS-ZHANGWEI", agent_id="agent.li"), context)
    row = session.get_one(NeedsAnalysis, opened.needs_id)
    row.id = needs_id = "NEE-WORLD"
    session.flush()
    facts = Shape(FactAnswers).load(_facts(str(given.get("born", "1990-01-01"))))
    information.store_facts(information.Stated(needs_id, facts), context)
    said = Shape(InterviewAnswers).load(_interview(int(given.get("budget", 20_000))))
    needs.store_interview(needs.Interviewed(needs_id, said), context)
    needs.conclude(needs.Concluding(needs_id, needs.Opinion(2)), context)
    signed = needs_answer.ReportSignature("张伟")
    needs_answer.store_answer(needs_answer.Answered(needs_id, "agree", signed), context)
    session.flush()
    return {"needs_id": needs_id, "customer_id": "CUS-ZHANGWEI", "agent_id": "agent.li"}


def _facts(born: str) -> dict[str, Json]:
    person = {
        "name": "张伟",
        "id_no": "110101199001011237",
        "sex": "male",
        "birth_date": born,
        "mobile": "13800005678",
        "address": "北京市朝阳区示例路 1 号",
        "job": "会计",
        "occupation_class": "1",
        "annual_income": 200_000,
        "household_income": 300_000,
        "income_source": "工资",
    }
    return {
        "consents": {"sensitive_consent": "yes", "share_with_insurer": "yes", "signed_name": "张伟"},
        "person": person,
        "health": {"height_cm": 175, "weight_kg": 70, "smoker": "no", "hazardous_sport": "no"},
    }


def _interview(budget: int) -> dict[str, Json]:
    return {
        "method": "interview",
        "situation": "已婚，一个孩子",
        "covers": [
            {"risk": "illness", "need": 500_000, "in_force": 0, "is_core": True},
            {"risk": "accident", "need": 500_000, "in_force": 200_000},
        ],
        "annual_budget": budget,
        "term": "long",
        "loss_attitude": "small",
        "horizon": "long",
        "needs_match": "yes",
        "can_keep_paying": "yes",
        "same_indemnity_cover": "no",
    }


@world("seller_sanctioned")
def seller_sanctioned(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """agent.li may not sell for thirty days, from `suspended_in_days` days on (today unless told)."""
    since = local_day(now) + timedelta(days=int(given.get("suspended_in_days", 0)))
    session.add(
        Sanction(
            id="SAN-WORLD", breach_id="CBR-WORLD", person_id="agent.li", code="suspension",
            valid_from=since, valid_to=since + timedelta(days=30),
        )
    )  # fmt: skip
    session.flush()
    return {"agent_id": "agent.li"}
