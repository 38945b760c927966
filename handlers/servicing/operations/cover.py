"""What is covered and for how much: sums, riders, terms, products, disclosures. Yuan, `Decimal`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from handlers.parameters import local_day
from handlers.quote import NoRateError, yearly_premium
from handlers.records import PolicyPlan, ServicingUnderwriting
from handlers.servicing.operations.effect import (
    Against,
    Effect,
    Scene,
    differing,
    operation,
    required,
    set_columns,
)
from handlers.servicing.underwriting import newest_underwriting
from handlers.words import age_on, yuan_text
from handlers.worth import fen, plan_cash_value, years_paid

HUNDRED = Decimal(100)


def _terms(scene: Scene) -> tuple[Decimal, list[Any]]:
    """Extra premium (percent) and exclusions that underwriting set on this change."""
    found: ServicingUnderwriting | None = newest_underwriting(scene.session, scene.record)
    return (found.extra_pct, list(found.exclusions)) if found else (Decimal(0), [])


def _yearly(scene: Scene, code: str, sum_assured: Decimal, extra_pct: Decimal) -> Decimal:
    insured = scene.insured
    if insured.birth_date is None or insured.sex is None:
        raise Against("field_missing")
    today = local_day(scene.context.now)
    try:
        return yearly_premium(
            scene.session,
            code,
            sum_assured=sum_assured,
            sex=insured.sex,
            age=age_on(insured.birth_date, today),
            on=today,
            extra_pct=extra_pct,
        )
    except NoRateError:
        raise Against("age_outside_limits") from None


def _retotal(scene: Scene) -> None:
    scene.session.flush()
    scene.policy.annual_premium = sum((plan.premium for plan in scene.plans), Decimal(0))


def _plan_words(plan: PolicyPlan) -> dict[str, Any]:
    return {
        "line": plan.line,
        "product": plan.product_code,
        "sum_assured": str(plan.sum_assured),
        "premium": str(plan.premium),
    }


@operation("increase_sum")
def increase_sum(scene: Scene) -> Effect:
    """More cover: the addition is priced at today's age, with the terms that underwriting set."""
    plan = scene.plan()
    new = Decimal(required(scene.change.new_sum))
    product = scene.product(plan.product_code)
    if new <= plan.sum_assured:
        raise Against("sum_wrong_way")
    if new > product.max_sum:
        raise Against("sum_outside_limits")
    extra_pct, exclusions = _terms(scene)
    added = _yearly(scene, plan.product_code, new - plan.sum_assured, extra_pct)
    premium = plan.premium + added
    kept = [*plan.exclusions, *(code for code in exclusions if code not in plan.exclusions)]

    def write() -> None:
        plan.sum_assured, plan.premium, plan.exclusions = new, premium, kept
        _retotal(scene)

    return Effect(
        before=_plan_words(plan),
        after=_plan_words(plan) | {"sum_assured": str(new), "premium": str(premium)},
        money_in=added,
        lines=[("变更后保额（元）", yuan_text(new)), ("变更后年交保费（元）", yuan_text(premium))],
        write=write,
    )


@operation("decrease_sum")
def decrease_sum(scene: Scene) -> Effect:
    """Less cover: premium falls in proportion, the cash value of the part given up is paid out."""
    plan = scene.plan()
    new = Decimal(required(scene.change.new_sum))
    if new >= plan.sum_assured:
        raise Against("sum_wrong_way")
    if new < scene.product(plan.product_code).min_sum:
        raise Against("sum_outside_limits")
    share = (plan.sum_assured - new) / plan.sum_assured
    out = fen(plan_cash_value(scene.session, scene.policy, plan, scene.context.now) * share)
    premium = fen(plan.premium * (1 - share))

    def write() -> None:
        plan.sum_assured, plan.premium = new, premium
        _retotal(scene)

    return Effect(
        before=_plan_words(plan),
        after=_plan_words(plan) | {"sum_assured": str(new), "premium": str(premium)},
        money_out=out,
        lines=[("变更后保额（元）", yuan_text(new)), ("退还现金价值（元）", yuan_text(out))],
        write=write,
    )


@operation("add_rider")
def add_rider(scene: Scene) -> Effect:
    """A further product on the policy, at today's age and with the terms that underwriting set."""
    product = scene.product(scene.change.product_code)
    amount = Decimal(required(scene.change.new_sum))
    if not product.min_sum <= amount <= product.max_sum:
        raise Against("sum_outside_limits")
    extra_pct, exclusions = _terms(scene)
    premium = _yearly(scene, product.code, amount, extra_pct)
    first = scene.plans[0]
    line = max(plan.line for plan in scene.plans) + 1

    def write() -> None:
        rider = PolicyPlan(
            id=scene.context.new_id("PPL"),
            policy_id=scene.policy.id,
            line=line,
            product_code=product.code,
            sum_assured=amount,
            premium_years=first.premium_years,
            policy_years=first.policy_years,
            extra_pct=extra_pct,
            exclusions=exclusions,
            premium=premium,
        )
        scene.session.add(rider)
        _retotal(scene)

    return Effect(
        after={"line": line, "product": product.code, "sum_assured": str(amount), "premium": str(premium)},
        money_in=premium,
        lines=[("附加险年交保费（元）", yuan_text(premium))],
        write=write,
    )


@operation("drop_rider")
def drop_rider(scene: Scene) -> Effect:
    """Ends a rider today; the basic plan (the first line) ends by surrender only."""
    plan = scene.plan()
    if plan.line == scene.plans[0].line:
        raise Against("no_such_plan")
    today = local_day(scene.context.now)

    def write() -> None:
        plan.ended_on = today
        _retotal(scene)

    return Effect(before=_plan_words(plan), after={"ended_on": str(today)}, write=write)


@operation("premium_term")
def change_premium_term(scene: Scene) -> Effect:
    """Another number of premium years, not below those already paid."""
    plan = scene.plan()
    years = int(required(scene.change.premium_years))
    if years < years_paid(scene.policy, plan) or years > plan.policy_years:
        raise Against("term_too_short")
    before, after = {"premium_years": plan.premium_years}, {"premium_years": years}
    differing(before, after)
    return Effect(before=before, after=after, write=set_columns(plan, after))


@operation("reduced_paid_up")
def make_paid_up(scene: Scene) -> Effect:
    """No further premium; the sum falls in proportion to the premium years paid (sample rule)."""
    plan = scene.plan()
    paid = years_paid(scene.policy, plan)
    if plan_cash_value(scene.session, scene.policy, plan, scene.context.now) <= 0 or paid >= plan.premium_years:
        raise Against("no_cash_value")
    reduced = fen(plan.sum_assured * paid / plan.premium_years)

    def write() -> None:
        plan.sum_assured, plan.premium_years, plan.premium = reduced, paid, Decimal(0)
        _retotal(scene)

    return Effect(
        before=_plan_words(plan),
        after=_plan_words(plan) | {"sum_assured": str(reduced), "premium": "0"},
        lines=[("交清后保额（元）", yuan_text(reduced))],
        write=write,
    )


@operation("switch_product")
def switch_product(scene: Scene) -> Effect:
    """Another product in the place of the present one, same sum, priced at today's age."""
    plan, product = scene.plan(), scene.product(scene.change.product_code)
    if product.code == plan.product_code:
        raise Against("already_so")
    if not product.min_sum <= plan.sum_assured <= product.max_sum:
        raise Against("sum_outside_limits")
    extra_pct, exclusions = _terms(scene)
    premium = _yearly(scene, product.code, plan.sum_assured, extra_pct)

    def write() -> None:
        plan.product_code, plan.premium = product.code, premium
        plan.extra_pct, plan.exclusions = extra_pct, exclusions
        _retotal(scene)

    return Effect(
        before=_plan_words(plan),
        after=_plan_words(plan) | {"product": product.code, "premium": str(premium)},
        lines=[("转换后年交保费（元）", yuan_text(premium))],
        write=write,
    )


@operation("disclosure")
def supplement_disclosure(scene: Scene) -> Effect:
    """What should have been disclosed: terms follow what underwriting said; standard leaves them as they are."""
    plan = scene.plan()
    extra_pct, exclusions = _terms(scene)
    kept = [*plan.exclusions, *(code for code in exclusions if code not in plan.exclusions)]
    premium = fen(plan.premium * (1 + extra_pct / HUNDRED))

    def write() -> None:
        plan.exclusions, plan.premium = kept, premium
        plan.extra_pct += extra_pct
        _retotal(scene)

    return Effect(
        before={"exclusions": list(plan.exclusions), "premium": str(plan.premium)},
        after={"exclusions": kept, "premium": str(premium)},
        write=write,
    )
