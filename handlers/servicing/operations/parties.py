"""Who holds the policy and who is to receive its benefit (Insurance Law arts 31, 34, 39, 41)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from handlers import privacy
from handlers.beneficiaries import beneficiaries_of_policy, standing_beneficiaries
from handlers.people import identity_of
from handlers.records import Application, Beneficiary, Customer, ServicingConsent
from handlers.servicing.operations.effect import Against, Effect, Scene, operation, required
from handlers.servicing.schemas import BeneficiaryRow
from handlers.worth import HUNDRED

INTEREST = frozenset({"self", "spouse", "child", "parent", "supported_relative", "employer"})
KIN = frozenset({"self", "spouse", "child", "parent", "supported_relative"})


def share_problems(rows: Sequence[BeneficiaryRow]) -> list[str]:
    """What is wrong with ranks and shares: each rank makes 100 %, ranks count from 1 without a gap."""
    by_rank: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        by_rank[row.rank] += row.share
    problems = [] if all(total == HUNDRED for total in by_rank.values()) else ["shares_not_100"]
    return problems + ([] if sorted(by_rank) == list(range(1, len(by_rank) + 1)) else ["ranks_broken"])


@operation("beneficiaries")
def change_beneficiaries(scene: Scene) -> Effect:
    """Other beneficiaries, shares that make 100 % in each rank; of an employer's policy only kin (art 39)."""
    rows: list[BeneficiaryRow] = required(scene.change.beneficiaries)
    problems = share_problems(rows)
    application = scene.session.get_one(Application, scene.policy.application_id)
    if application.relation == "employer" and any(row.relation not in KIN for row in rows):
        problems.append("beneficiary_not_kin")
    if problems:
        raise Against(*problems)
    old = beneficiaries_of_policy(scene.session, scene.policy)
    subject = scene.policy.policyholder_id

    def write() -> None:
        now = scene.context.now
        for standing in standing_beneficiaries(scene.session, scene.policy):
            standing.replaced_at = now
        for row in rows:
            identity = {"name": row.name, "id_no": row.id_no}
            scene.session.add(
                Beneficiary(
                    id=scene.context.new_id("BEN"),
                    application_id=application.id,
                    version=application.version,
                    identity=privacy.seal(scene.session, subject, identity, now),
                    relation=row.relation,
                    rank=row.rank,
                    share_pct=row.share,
                    sealed_under=subject,
                    servicing_id=scene.record.id,
                )
            )

    return Effect(
        before={"beneficiaries": [_words(each.name, each.relation, each.rank, each.share_pct) for each in old]},
        after={"beneficiaries": [_words(row.name, row.relation, row.rank, row.share) for row in rows]},
        lines=[("受益人人数", str(len(rows)))],
        write=write,
    )


def _words(name: str, relation: str, rank: int, share: Decimal) -> dict[str, Any]:
    return {"name": name, "relation": relation, "rank": rank, "share": str(share)}


@operation("policyholder")
def change_policyholder(scene: Scene) -> Effect:
    """Another policyholder, with insurable interest in the insured or with the insured's consent (art 31)."""
    told = required(scene.change.new_holder)
    session, policy = scene.session, scene.policy
    new = session.scalar(
        select(Customer).where(Customer.id_no_hash == privacy.keyed_hash(session, told.id_no, scene.context.now))
    )
    if new is None:
        raise Against("field_missing")
    if new.id == policy.policyholder_id:
        raise Against("already_so")
    if told.relation not in INTEREST and not _insured_consents(scene):
        raise Against("no_insurable_interest")
    old = scene.holder
    account = scene.change.account_no

    def write() -> None:
        now = scene.context.now
        policy.policyholder_id = new.id
        policy.contact_changed_at = now
        policy.premium_account = policy.premium_account_hash = None
        if account:
            sealed = {"bank": scene.change.bank, "account_no": account, "holder": told.name}
            policy.premium_account = privacy.seal(session, new.id, sealed, now)
            policy.premium_account_hash = privacy.keyed_hash(session, account, now)
            policy.account_changed_at = now

    return Effect(
        before={"policyholder": old.id, "name": identity_of(session, old).name},
        after={"policyholder": new.id, "name": told.name, "relation": told.relation},
        write=write,
    )


def _insured_consents(scene: Scene) -> bool:
    """The insured signed a consent to exactly this request, or asked for it."""
    if scene.record.applicant_id == scene.policy.insured_id:
        return True
    return bool(
        scene.session.scalar(
            select(ServicingConsent.id).where(
                ServicingConsent.servicing_id == scene.record.id,
                ServicingConsent.role == "insured",
                ServicingConsent.given.is_(True),
            )
        )
    )
