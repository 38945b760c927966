"""What the underwriting tables look at: ages, bands, codes and ratios, without a name (DOMAIN §8, consequence a)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry
from handlers.new_business.application_file import (
    beneficiaries_of,
    content_of,
    find_application,
    findings_of,
    health_of,
    plan_lines,
)
from handlers.new_business.codes import KINDS
from handlers.new_business.schemas import FinanceAnswers, Findings, HealthAnswers
from handlers.parameters import local_day, whole
from handlers.people import birth_of, find_customer
from handlers.quote import yearly_premium
from handlers.records import Application, Customer, PlanLine, Policy, PolicyPlan, Product
from handlers.words import age_on

registry = HandlerRegistry()
FIRST_ORDER = frozenset({"self", "spouse", "parent", "child"})
KIN = FIRST_ORDER | {"relative"}
TENTH, HUNDREDTH, WAN = Decimal("0.1"), Decimal("0.01"), Decimal(10_000)


@dataclass(frozen=True, slots=True)
class RiskInput:
    application_id: str


@dataclass(frozen=True, slots=True)
class Risk:
    """Inputs of the decisions `uw_eligibility`, `uw_requirements`, `uw_plan`. Sums in yuan unless named `_wan`."""

    relation: str
    age: int
    death_cover: bool
    capacity: bool
    consent: bool
    death_cover_total: Decimal
    minor_cap_under_10: int
    minor_cap_10_to_17: int
    beneficiary_allowed: bool
    age_within_products: bool
    risk_sum_wan: Decimal
    cover_to_income: Decimal | None
    cover_per_life: Decimal
    high_amount: bool
    first_order_relations: bool
    history: list[str]
    hazardous: bool
    sampled: bool
    occupation_class: str
    bmi: Decimal | None
    systolic: Decimal | None
    diastolic: Decimal | None
    bp_diagnosed_months: int | None
    bp_controlled_months: int | None
    bp_poor_compliance: bool
    lv_hypertrophy: bool
    stable_weight_2y: bool
    good_family_history: bool
    cigarettes: int
    liquor_ml: int
    substance_abuse: bool
    disclosures: list[str]
    financial_red_flag: bool
    income: Decimal
    yes_answers: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One product of the application as the tables see it."""

    plan_id: str
    line: int
    label: str
    product_code: str
    kind: str
    sum_assured: Decimal
    cover_total: Decimal
    """This kind of cover with all insurers, this application included."""
    cover_to_income: Decimal | None
    over_spouse_cover: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    risk: Risk
    plans: list[Plan]


@dataclass(frozen=True, slots=True)
class _File:
    """Everything of one application that the risk is made of, read once."""

    application: Application
    insured: Customer
    age: int
    finance: FinanceAnswers
    health: HealthAnswers
    findings: Findings
    lines: list[tuple[PlanLine, Product]]
    covers: dict[str, Decimal] = field(default_factory=dict)


@registry.handles("underwriting.prepare_risk", takes=RiskInput, gives=Prepared)
def prepare_risk(given: RiskInput, context: HandlerContext) -> Prepared:
    """Read the tables and give the decision inputs; what an exam measured goes before what was declared."""
    session = context.session
    application = find_application(session, given.application_id)
    insured = find_customer(session, application.insured_id)
    file = _File(
        application,
        insured,
        age_on(birth_of(insured), local_day(context.now)),
        content_of(session, application).finance,
        health_of(session, application),
        findings_of(session, application),
        list(plan_lines(session, application)),
    )
    file.covers.update(_covers(session, file))
    plans = [_plan(file, line, product) for line, product in file.lines]
    return Prepared(_risk(session, file, context.now), plans)


def _covers(session: Session, file: _File) -> dict[str, Decimal]:
    """Sum assured by kind: applied for, in force here, and with other insurers as declared."""
    totals = dict.fromkeys(KINDS, Decimal(0))
    totals["life"] += file.finance.other_life
    totals["critical_illness"] += file.finance.other_critical_illness
    for line, product in file.lines:
        totals[product.kind] += line.sum_assured
    in_force = session.execute(
        select(Product.kind, func.sum(PolicyPlan.sum_assured))
        .join(PolicyPlan, PolicyPlan.product_code == Product.code)
        .join(Policy, Policy.id == PolicyPlan.policy_id)
        .where(Policy.insured_id == file.insured.id)
        .group_by(Product.kind)
    )
    for kind, total in in_force:
        totals[kind] += total
    return totals


def _plan(file: _File, line: PlanLine, product: Product) -> Plan:
    total, income = file.covers[product.kind], file.finance.annual_income
    spouse = file.finance.spouse_cover
    return Plan(
        plan_id=line.id,
        line=line.line,
        label=f"{line.line}. {product.name}",
        product_code=product.code,
        kind=product.kind,
        sum_assured=line.sum_assured,
        cover_total=total,
        cover_to_income=_times(total, income),
        over_spouse_cover=file.finance.status == "homemaker" and product.kind == "life" and total > (spouse or 0),
    )


def _risk(session: Session, file: _File, now: datetime) -> Risk:
    measured, health, findings = file.findings.measured, file.health, file.findings
    relation = file.application.relation or "other"
    kin = [person.relation for person in beneficiaries_of(session, file.application)]
    life_and_ci = file.covers["life"] + file.covers["critical_illness"]
    death = sum((line.sum_assured for line, product in file.lines if product.has_death_benefit), Decimal(0))
    return Risk(
        relation=relation,
        age=file.age,
        death_cover=death > 0,
        capacity=file.age >= whole(session, "civil_capacity_age", now),
        consent=relation == "self" or bool(file.application.insured_consents),
        death_cover_total=death + file.finance.other_life + _in_force_death(session, file.insured),
        minor_cap_under_10=whole(session, "minor_death_cover_under_10", now),
        minor_cap_10_to_17=whole(session, "minor_death_cover_10_to_17", now),
        beneficiary_allowed=all(person in KIN for person in kin),
        age_within_products=all(product.min_age <= file.age <= product.max_age for _, product in file.lines),
        risk_sum_wan=(life_and_ci / WAN).quantize(HUNDREDTH, rounding=ROUND_HALF_UP),
        cover_to_income=_times(life_and_ci, file.finance.annual_income),
        cover_per_life=life_and_ci + file.covers["accident"],
        high_amount=life_and_ci > whole(session, "uw_high_amount", now),
        first_order_relations=relation in FIRST_ORDER and all(person in FIRST_ORDER for person in kin),
        history=findings.history,
        hazardous=_hazardous(file),
        sampled=_sampled(file.application, whole(session, "uw_random_exam_per_mille", now)),
        occupation_class=file.insured.occupation_class or "",
        bmi=_bmi(measured.height_cm or health.number("height_cm"), measured.weight_kg or health.number("weight_kg")),
        systolic=measured.systolic or health.number("systolic"),
        diastolic=measured.diastolic or health.number("diastolic"),
        bp_diagnosed_months=measured.bp_diagnosed_months,
        bp_controlled_months=measured.bp_controlled_months,
        bp_poor_compliance=bool(measured.bp_poor_compliance),
        lv_hypertrophy=bool(measured.lv_hypertrophy),
        stable_weight_2y=bool(measured.stable_weight_2y),
        good_family_history=bool(measured.good_family_history),
        cigarettes=int(health.number("cigarettes") or 0),
        liquor_ml=int(health.number("liquor_ml") or 0),
        substance_abuse=health.yes("drugs") or "substance_abuse" in findings.history,
        disclosures=findings.disclosures,
        financial_red_flag=_red_flag(session, file, now),
        income=file.finance.annual_income,
        yes_answers=health.yes_count,
    )


def _in_force_death(session: Session, insured: Customer) -> Decimal:
    total: Decimal | None = session.scalar(
        select(func.sum(PolicyPlan.sum_assured))
        .join(Policy, Policy.id == PolicyPlan.policy_id)
        .join(Product, Product.code == PolicyPlan.product_code)
        .where(Policy.insured_id == insured.id, Product.has_death_benefit)
    )
    return total or Decimal(0)


def _hazardous(file: _File) -> bool:
    asked = file.health.yes("hazardous_sport") or file.health.yes("occupation_hazard")
    return asked or file.insured.occupation_class in {"5", "6", "R"}


def _sampled(application: Application, per_mille: int) -> bool:
    """A random exam of a few exempt cases, drawn from the application's own id: the same at re-execution."""
    drawn = hashlib.sha256(f"{application.id}/{application.version}".encode()).digest()
    return int.from_bytes(drawn[:4]) % 1000 < per_mille


def _bmi(height_cm: Decimal | None, weight_kg: Decimal | None) -> Decimal | None:
    if not height_cm or not weight_kg:
        return None
    return (weight_kg / (height_cm / 100) ** 2).quantize(TENTH, rounding=ROUND_HALF_UP)


def _red_flag(session: Session, file: _File, now: datetime) -> bool:
    """Many applications at once, or premium out of line with income (DOMAIN §3.10)."""
    if file.finance.applications_12m >= whole(session, "uw_red_flag_applications", now):
        return True
    day, income = local_day(now), file.finance.household_income
    premium = sum((_premium(session, file, line, day) for line, _ in file.lines), Decimal(0))
    return premium * 100 > income * whole(session, "uw_red_flag_premium_pct", now)


def _premium(session: Session, file: _File, line: PlanLine, day: date) -> Decimal:
    return yearly_premium(
        session,
        line.product_code,
        sum_assured=line.sum_assured,
        sex=file.insured.sex or "",
        age=file.age,
        on=day,
    )


def _times(cover: Decimal, income: Decimal) -> Decimal | None:
    return (cover / income).quantize(HUNDREDTH, rounding=ROUND_HALF_UP) if income > 0 else None
