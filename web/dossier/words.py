"""What dossiers call things."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from handlers.records.claim import ClaimStatus
from handlers.records.policy import PolicyStatus
from web.customers.policies import STATUS

CUSTOMER, POLICY, CLAIM = "customer", "policy", "claim"
KIND_WORDS = {CUSTOMER: _l("客户档案"), POLICY: _l("保单档案"), CLAIM: _l("理赔档案")}
"""Every kind of dossier there is."""
CLAIM_WORDS = {
    ClaimStatus.REPORTED: _l("已报案"),
    ClaimStatus.OPENED: _l("已立案"),
    ClaimStatus.RECEIVED: _l("已收件"),
    ClaimStatus.ACCEPTED: _l("资料齐全"),
    ClaimStatus.DECIDED: _l("已核定"),
    ClaimStatus.SETTLED: _l("已结案"),
    ClaimStatus.REFUSED: _l("不予立案"),
    ClaimStatus.DORMANT: _l("逾期关闭"),
    ClaimStatus.WITHDRAWN: _l("已撤案"),
}


def status_word(kind: str, status: str) -> str:
    """How a policy or claim stands, in the reader's language."""
    return str(STATUS[PolicyStatus(status)] if kind == POLICY else CLAIM_WORDS[ClaimStatus(status)])
