"""Who is to receive the benefit of a policy now: named by the application or a later change (Insurance Law art 41)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.records import Application, Beneficiary, Policy


@dataclass(frozen=True, slots=True)
class NamedBeneficiary:
    """Class C2. `share_pct` of the rank."""

    name: str
    id_no: str
    relation: str
    rank: int
    share_pct: Decimal


def standing_beneficiaries(session: Session, policy: Policy) -> Sequence[Beneficiary]:
    """The rows that stand today, by rank; none means the legal heirs."""
    application = session.get_one(Application, policy.application_id)
    return session.scalars(
        select(Beneficiary)
        .where(
            Beneficiary.application_id == application.id,
            Beneficiary.version == application.version,
            Beneficiary.replaced_at.is_(None),
        )
        .order_by(Beneficiary.rank, Beneficiary.id)
    ).all()


def beneficiaries_of_policy(session: Session, policy: Policy) -> list[NamedBeneficiary]:
    """Those who stand today, in clear, for the step at hand only."""
    applicant = session.get_one(Application, policy.application_id).applicant_id
    found = []
    for row in standing_beneficiaries(session, policy):
        identity = privacy.unseal(session, row.sealed_under or applicant, row.identity)
        found.append(NamedBeneficiary(identity["name"], identity["id_no"], row.relation, row.rank, row.share_pct))
    return found
