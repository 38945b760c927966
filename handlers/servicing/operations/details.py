"""Who and where: contact, name and number, true age and sex, occupation, signature, accounts, options."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers import privacy
from handlers.parameters import local_day
from handlers.people import find_customer, identity_of, write_identity
from handlers.quote import NoRateError, yearly_premium
from handlers.records import Customer, PolicyPlan, Product
from handlers.records.customer import Identity
from handlers.servicing.operations.effect import (
    Against,
    Effect,
    Scene,
    differing,
    operation,
    required,
    set_columns,
)
from handlers.words import age_on, yuan_text
from handlers.worth import years_paid

CONTACT = {"mobile": "new_mobile", "email": "new_email", "address": "new_address"}
NAME = {"name": "new_name", "id_type": "new_id_type", "id_no": "new_id_no"}
UNINSURABLE = "R"


def _identity_change(scene: Scene, customer: Customer, fields: dict[str, str]) -> tuple[Identity, Identity]:
    old = identity_of(scene.session, customer)
    told = {name: getattr(scene.change, source) for name, source in fields.items()}
    new = replace(old, **{name: value for name, value in told.items() if value})
    if not any(told.values()):
        raise Against("field_missing")
    return old, new


def _parts(identity: Identity, fields: dict[str, str]) -> dict[str, Any]:
    return {name: getattr(identity, name) for name in fields}


@operation("contact")
def change_contact(scene: Scene) -> Effect:
    """New mobile, e-mail or address of the policyholder, and when it changed: money items look back at it."""
    customer = scene.holder
    old, new = _identity_change(scene, customer, CONTACT)
    differing(_parts(old, CONTACT), _parts(new, CONTACT))

    def write() -> None:
        write_identity(scene.session, customer, new, scene.context.now)
        scene.policy.contact_changed_at = scene.context.now

    return Effect(before=_parts(old, CONTACT), after=_parts(new, CONTACT), write=write)


@operation("identity")
def change_identity(scene: Scene) -> Effect:
    """New name or document of the person who applies."""
    customer = find_customer(scene.session, scene.record.applicant_id or scene.policy.policyholder_id)
    old, new = _identity_change(scene, customer, NAME)
    differing(_parts(old, NAME), _parts(new, NAME))
    return Effect(
        before=_parts(old, NAME),
        after=_parts(new, NAME),
        write=lambda: write_identity(scene.session, customer, new, scene.context.now),
    )


@operation("birth_sex")
def correct_birth_sex(scene: Scene) -> Effect:
    """True age or sex of the insured: the premium follows, difference paid or refunded (Insurance Law art 32)."""
    insured, change = scene.insured, scene.change
    birth, sex = change.true_birth_date or insured.birth_date, change.true_sex or insured.sex
    before = {"birth_date": str(insured.birth_date), "sex": insured.sex}
    after = {"birth_date": str(birth), "sex": sex}
    differing(before, after)
    if birth is None or sex is None:
        raise Against("field_missing")
    age = age_on(birth, scene.policy.effective_from)
    premiums: dict[str, Decimal] = {}
    due = Decimal(0)
    for plan in scene.plans:
        product = scene.session.get_one(Product, plan.product_code)
        if not product.min_age <= age <= product.max_age:
            raise Against("age_outside_limits")
        premiums[plan.id] = _premium(scene, plan, sex, age)
        due += (premiums[plan.id] - plan.premium) * years_paid(scene.policy, plan)

    def write() -> None:
        insured.birth_date, insured.sex = birth, sex
        for plan in scene.plans:
            plan.premium = premiums[plan.id]
        scene.policy.annual_premium = sum(premiums.values(), Decimal(0))

    new_total = sum(premiums.values(), Decimal(0))
    return Effect(
        before=before | {"premium": str(scene.policy.annual_premium)},
        after=after | {"premium": str(new_total)},
        money_in=max(due, Decimal(0)),
        money_out=max(-due, Decimal(0)),
        lines=[("更正后年交保费（元）", yuan_text(new_total))],
        write=write,
    )


def _premium(scene: Scene, plan: PolicyPlan, sex: str, age: int) -> Decimal:
    try:
        return yearly_premium(
            scene.session,
            plan.product_code,
            sum_assured=plan.sum_assured,
            sex=sex,
            age=age,
            on=scene.policy.effective_from if age else local_day(scene.context.now),
            extra_pct=plan.extra_pct,
        )
    except NoRateError:
        raise Against("age_outside_limits") from None


@operation("occupation")
def change_occupation(scene: Scene) -> Effect:
    """New occupation class of the insured; an uninsurable one is refused here, a dearer one is underwritten."""
    insured, new = scene.insured, required(scene.change.new_occupation_class)
    if new == UNINSURABLE:
        raise Against("uninsurable_occupation")
    before, after = {"occupation_class": insured.occupation_class}, {"occupation_class": new}
    differing(before, after)
    return Effect(before=before, after=after, write=set_columns(insured, after))


@operation("signature")
def change_signature(scene: Scene) -> Effect:
    """A new specimen signature: the specimen itself is a paper of the file."""
    old = scene.policy.specimen_at
    return Effect(
        before={"specimen_at": str(old) if old else None},
        after={"specimen_at": scene.context.now.isoformat()},
        write=set_columns(scene.policy, {"specimen_at": scene.context.now}),
    )


@operation("payment_account")
def change_payment_account(scene: Scene) -> Effect:
    """The account that renewal premium is drawn from: the policyholder's own (Order 2023-2 art 32)."""
    change, policy, session = scene.change, scene.policy, scene.session
    new = {"bank": required(change.bank), "account_no": required(change.account_no)}
    holder = required(change.account_holder)
    old = (
        privacy.unseal(session, policy.policyholder_id, policy.premium_account)
        if policy.premium_account is not None
        else {}
    )

    def write() -> None:
        account = new | {"holder": holder}
        policy.premium_account = privacy.seal(session, policy.policyholder_id, account, scene.context.now)
        policy.premium_account_hash = privacy.keyed_hash(session, new["account_no"], scene.context.now)
        policy.account_changed_at = scene.context.now

    return Effect(before=old, after=new, write=write)


@operation("payment_mode", "auto_loan", "dividend_option", "annuity_option", "holiday")
def change_terms(scene: Scene) -> Effect:
    """A choice of the policyholder that is one or two columns of the policy."""
    change, policy = scene.change, scene.policy
    chosen: dict[str, Any] = {
        "payment_mode": change.payment_mode,
        "auto_premium_loan": None if change.switch is None else change.switch == "on",
        "dividend_option": change.dividend_option,
        "annuity_option": change.annuity_option,
        "holiday_from": change.from_date,
        "holiday_to": change.to_date,
    }
    new = {name: value for name, value in chosen.items() if value is not None}
    required(list(new))
    before = {name: getattr(policy, name) for name in new}
    differing(before, new)
    return Effect(before=_plain(before), after=_plain(new), write=set_columns(policy, new))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, bool | str | None) else str(value) for name, value in values.items()}


@operation("company")
def change_company(scene: Scene) -> Effect:
    """Name, address or contact of a group."""
    fields = {"name": "new_name", "address": "new_address", "mobile": "new_mobile"}
    customer = scene.holder
    old, new = _identity_change(scene, customer, fields)
    differing(_parts(old, fields), _parts(new, fields))
    return Effect(
        before=_parts(old, fields),
        after=_parts(new, fields),
        write=lambda: write_identity(scene.session, customer, new, scene.context.now),
    )
