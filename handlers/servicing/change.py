"""Operate (SOP B1.3b): work the change out, have it signed where figures are to be signed, write it once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.registry import BpmnError, HandlerContext, HandlerRegistry
from handlers import privacy
from handlers.documents import sign_document
from handlers.messages import KEPT
from handlers.parameters import days_later, local_day
from handlers.records import Endorsement, Policy, ServicingPayment, ServicingRecord
from handlers.servicing.codes import PROBLEMS, ROLES, say
from handlers.servicing.documents import issue_figures
from handlers.servicing.operations import OPERATIONS, Against, Effect, scene_of
from handlers.servicing.record import change_of, find_record, keep_change, keep_signature, policy_of
from handlers.servicing.request import name_of
from handlers.servicing.schemas import BeneficiaryRow, Item

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Quoting:
    servicing_id: str
    item: Item


@dataclass(frozen=True, slots=True)
class Quoted:
    feasible: bool
    reasons: list[str]
    problems_text: str
    figures_text: str
    money_in: Decimal
    money_out: Decimal
    signing_due_at: datetime
    terms_due_at: datetime


@dataclass(frozen=True, slots=True)
class Signing:
    servicing_id: str
    customer_id: str


@dataclass(frozen=True, slots=True)
class Signed:
    figures_signed: bool


@dataclass(frozen=True, slots=True)
class SharesAnswers:
    beneficiaries: list[BeneficiaryRow]


@dataclass(frozen=True, slots=True)
class Mending:
    servicing_id: str
    answers: SharesAnswers


@dataclass(frozen=True, slots=True)
class Mended:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Applying:
    servicing_id: str
    item: Item


@dataclass(frozen=True, slots=True)
class Applied:
    operate_result: str
    endorsement_no: str


@registry.handles("servicing.quote", takes=Quoting, gives=Quoted)
def quote_change(given: Quoting, context: HandlerContext) -> Quoted:
    """What would change, what it costs or pays, and what stands against it; nothing of the policy is written."""
    session = context.session
    record = find_record(session, given.servicing_id)
    reasons: list[str] = []
    effect = None
    try:
        effect = OPERATIONS[given.item.operation](scene_of(context, record))
    except Against as against:
        reasons = against.problems
    record.money_in = effect.money_in if effect else Decimal(0)
    record.money_out = effect.money_out if effect else Decimal(0)
    text = "；".join(f"{label} {words}" for label, words in effect.lines) if effect else ""
    if effect and context.headers.get("sign"):
        issue_figures(context, record, context.headers["sign"], effect.lines)
    return Quoted(
        feasible=effect is not None,
        reasons=reasons,
        problems_text=say(reasons, PROBLEMS),
        figures_text=text or "无费用",
        money_in=record.money_in,
        money_out=record.money_out,
        signing_due_at=days_later(session, "servicing_figures_days", context.now),
        terms_due_at=days_later(session, "servicing_terms_days", context.now),
    )


@registry.handles("servicing.sign", takes=Signing, gives=Signed)
def sign_figures(given: Signing, context: HandlerContext) -> Signed:
    """The policyholder's own signature on the figures; the header `what` says on which."""
    record = find_record(context.session, given.servicing_id)
    what = context.headers["what"]
    keep_signature(context, record, role="policyholder", customer_id=given.customer_id, what=what)
    sign_document(context, what, record.id, ROLES["policyholder"])
    return Signed(True)


@registry.handles("servicing.mend_shares", takes=Mending, gives=Mended)
def mend_shares(given: Mending, context: HandlerContext) -> Mended:
    """Other beneficiaries or shares, stated again by the person who asked."""
    record = find_record(context.session, given.servicing_id)
    stated = replace(change_of(context.session, record), beneficiaries=given.answers.beneficiaries)
    keep_change(context, record, stated)
    return Mended()


@registry.handles("servicing.apply", takes=Applying, gives=Applied)
def apply_change(given: Applying, context: HandlerContext) -> Applied:
    """Write the change as the policy's next version, with its endorsement and what is to be paid out.

    Raises the business error `policy_overtaken` when the policy changed meanwhile so that this would overwrite a newer
    change of its kind, or no longer stands as the item asks (DOMAIN §5, control 8).
    """
    session = context.session
    record = find_record(session, given.servicing_id)
    policy = policy_of(session, record)
    if policy.status.value not in given.item.statuses or _newer_of_kind(context, record):
        raise BpmnError("policy_overtaken", record.number)
    status = policy.status
    try:
        effect = OPERATIONS[given.item.operation](scene_of(context, record))
    except Against as against:
        raise BpmnError("policy_overtaken", record.number, {"reasons": against.problems}) from against
    subject = policy.policyholder_id
    effect.write()
    policy.version += 1
    record.money_in, record.money_out, record.effective_at = effect.money_in, effect.money_out, context.now
    number = _endorse(context, record, policy, effect, subject)
    if effect.money_out > 0:
        _order_payment(context, record, policy, effect.money_out, subject)
    if policy.status is not status:
        told = {"policy_id": policy.id, "policy_no": policy.number, "status": policy.status.value}
        context.publish("policy_status_changed", policy.id, told | {"reason": given.item.operation}, KEPT)
        if policy.ended_at is not None:
            # Whatever waits for this policy ends with it: follow-ups, service calls, premiums due.
            context.publish("policy_ended", policy.id, {"policy_id": policy.id, "reason": policy.end_reason}, KEPT)
    return Applied("done", number)


def _newer_of_kind(context: HandlerContext, record: ServicingRecord) -> bool:
    return (
        context.session.scalar(
            select(Endorsement.id).where(
                Endorsement.policy_id == record.policy_id,
                Endorsement.kind == record.kind,
                Endorsement.policy_version > record.policy_version,
            )
        )
        is not None
    )


def _endorse(context: HandlerContext, record: ServicingRecord, policy: Policy, effect: Effect, subject: str) -> str:
    session, endorsement_id = context.session, context.new_id("END")
    record.before = privacy.seal(session, record.sealed_under, dict(effect.before), context.now)
    record.after = privacy.seal(session, record.sealed_under, dict(effect.after), context.now)
    number = f"E{local_day(context.now):%Y%m%d}{endorsement_id[4:12]}"
    session.add(
        Endorsement(
            id=endorsement_id,
            number=number,
            policy_id=policy.id,
            policy_version=policy.version,
            servicing_id=record.id,
            kind=record.kind,
            item_code=record.item_code,
            subject_id=subject,
            before=privacy.seal(session, subject, dict(effect.before), context.now),
            after=privacy.seal(session, subject, dict(effect.after), context.now),
            effective_at=context.now,
        )
    )
    record.endorsement_no = number
    session.flush()
    return number


def _order_payment(
    context: HandlerContext, record: ServicingRecord, policy: Policy, amount: Decimal, subject: str
) -> None:
    """To the account named in the request, whose holder was compared with the policyholder (Order 2023-2 art 32)."""
    session, change = context.session, change_of(context.session, record)
    payee = record.applicant_id if record.applicant_role == "beneficiary" and record.applicant_id else subject
    party = {"holder": name_of(session, payee), "account_no": change.account_no or "", "bank": change.bank or ""}
    session.add(
        ServicingPayment(
            id=context.new_id("SPY"),
            servicing_id=record.id,
            policy_id=policy.id,
            direction="out",
            amount=amount,
            party=privacy.seal(session, record.sealed_under, party, context.now),
            account_hash=privacy.keyed_hash(session, change.account_no or "", context.now),
            status="ordered",
            made_at=context.now,
        )
    )
    context.send("payment", {"servicing_id": record.id, "customer_id": payee, "amount": str(amount)})
