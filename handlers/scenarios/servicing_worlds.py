"""Policies that have something to be serviced: values, riders, benefits due, a group with its lives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from handlers import privacy
from handlers.parameters import local_day
from handlers.people import write_identity
from handlers.records import (
    Application,
    Customer,
    Policy,
    PolicyAccount,
    PolicyBenefit,
    PolicyLoan,
    PolicyMember,
    PolicyPlan,
    ServicingRecord,
)
from handlers.records.customer import Identity
from handlers.records.policy import PolicyStatus
from handlers.records.servicing import ServicingStatus
from handlers.scenarios.worlds import WORLDS, world

Json = Any
GROUP = "CUS-GROUP1"
FIRST_MEMBER = 110101199101010000


@world("serviced_policy")
def serviced_policy(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A policy in force for years, with a rider, two accounts and benefits due.

    `loan`: yuan owed; `lapsed_days_ago`; `frozen`, `pledged`, `lost`, `reissued`: true; `contact_changed_days_ago`;
    `in_flight`: exclusive kind of another open request; besides what `policy_in_force` takes.
    """
    made = WORLDS["policy_in_force"](session, {"issued_days_ago": 1500, "premium": "12000"} | dict(given), now)
    policy = session.get_one(Policy, made["policy_id"])
    today = local_day(now)
    _stand(session, policy, given, now)
    session.add(
        PolicyPlan(
            id="PPL-RIDER1",
            policy_id=policy.id,
            line=2,
            product_code="AC-A",
            sum_assured=Decimal(100_000),
            premium_years=20,
            policy_years=20,
            extra_pct=Decimal(0),
            exclusions=[],
            premium=Decimal(80),
        )
    )
    policy.annual_premium += Decimal(80)
    for fund, balance in (("stable", "20000"), ("growth", "5000")):
        share = Decimal(50)
        session.add(
            PolicyAccount(id=f"ACC-{fund}", policy_id=policy.id, fund=fund, balance=Decimal(balance), share_pct=share)
        )
    for kind, amount in (
        ("survival", "3000"),
        ("maturity", "60000"),
        ("dividend", "420.50"),
        ("premium_refund", "950"),
    ):
        payee = policy.insured_id if kind in ("survival", "maturity") else policy.policyholder_id
        session.add(
            PolicyBenefit(
                id=f"PBF-{kind}",
                policy_id=policy.id,
                kind=kind,
                payee_id=payee,
                amount=Decimal(amount),
                due_on=today - timedelta(days=1),
            )
        )
    session.flush()
    return made | {"applicant_id": policy.policyholder_id, "applicant_role": "policyholder"}


@world("employer_policy")
def employer_policy(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """Laid over `serviced_policy`: the policy was taken out by the insured's employer (Insurance Law art 39)."""
    application = session.get(Application, "APP-WORLD1")
    if application is None:
        return serviced_policy(session, given, now)
    application.relation = "employer"
    session.flush()
    return {}


def _stand(session: Session, policy: Policy, given: Mapping[str, Json], now: datetime) -> None:
    for name, column in (("frozen", "frozen_at"), ("lost", "lost_reported_at"), ("reissued", "reissued_at")):
        if given.get(name):
            setattr(policy, column, now - timedelta(days=1))
    policy.pledged_to = "示例银行" if given.get("pledged") else None
    if "contact_changed_days_ago" in given:
        policy.contact_changed_at = now - timedelta(days=int(given["contact_changed_days_ago"]))
    if "lapsed_days_ago" in given:
        policy.status = PolicyStatus.LAPSED
        policy.lapsed_at = now - timedelta(days=int(given["lapsed_days_ago"]))
        policy.paid_to = local_day(policy.lapsed_at) - timedelta(days=60)
    if "loan" in given or "in_flight" in given:
        _other_request(session, policy, str(given.get("in_flight", "none")), now, is_open="in_flight" in given)
    if "loan" in given:
        drawn = local_day(now) - timedelta(days=100)
        amount = Decimal(str(given["loan"]))
        loan = {"amount": amount, "balance": amount, "rate_pct": Decimal(5), "drawn_on": drawn, "interest_from": drawn}
        session.add(
            PolicyLoan(
                id="LOA-WORLD1",
                policy_id=policy.id,
                servicing_id="SVC-WORLD1",
                due_on=drawn + timedelta(days=180),
                **loan,
            )
        )


def _other_request(session: Session, policy: Policy, kind: str, now: datetime, *, is_open: bool) -> None:
    session.add(
        ServicingRecord(
            id="SVC-WORLD1",
            number="SWORLD1",
            case_id="",
            policy_id=policy.id,
            policy_version=policy.version,
            item_code="pos_policy_loan",
            item_name="保单贷款",
            kind=kind,
            status=ServicingStatus.RECEIVED if is_open else ServicingStatus.DONE,
            applicant_role="policyholder",
            applicant_id=policy.policyholder_id,
            channel="counter",
            received_at=now,
            limit_at=now,
            sealed_under=policy.policyholder_id,
            closed_at=None if is_open else now,
        )
    )
    session.flush()


@world("group_policy_in_force")
def group_policy_in_force(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A group's policy with `lives` (5) covered lives; the group is policyholder and stands as the insured."""
    group = Customer(
        id=GROUP, kind="group", identity=b"", id_no_hash="", mobile_hash="", created_at=now, created_by="agent.li"
    )
    session.add(group)
    session.flush()
    write_identity(session, group, Identity("示例科技有限公司", "uscc", "91110000EXAMPLE001", "01000001234"), now)
    told = {"policyholder": GROUP, "insured": GROUP, "product_code": "AC-A", "sum_assured": 100_000, "premium": "500"}
    made = WORLDS["policy_in_force"](session, {"policy_number": 9} | dict(given) | told, now)
    policy = session.get_one(Policy, made["policy_id"])
    for number in range(int(given.get("lives", 5))):
        id_no = str(FIRST_MEMBER + number)
        session.add(
            PolicyMember(
                id=f"MEM-{number}",
                policy_id=policy.id,
                identity=privacy.seal(session, GROUP, {"name": f"员工{number}", "id_no": id_no}, now),
                id_no_hash=privacy.keyed_hash(session, id_no, now),
                plan="A",
                occupation_class="1",
                premium=Decimal(100),
                joined_on=policy.effective_from,
            )
        )
    session.flush()
    return made | {"applicant_id": GROUP, "applicant_role": "group"}
