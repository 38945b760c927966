"""What staff and customers may read beside a task: the file of the matter that the case is about, by role.

A case names its matter by a variable (`application_id`, `policy_id`, …). Each family brings a reader for its own; the
first that the case names is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from handlers.after_sales.case_file import matter_reader, policy_file
from handlers.after_sales.policy_file import UnknownPolicyError
from handlers.after_sales.question import UnknownQuestionError, question_file
from handlers.agency.case_file import UnknownGoodCaseError, good_case_file
from handlers.claims.case_file import claim_case_file
from handlers.claims.claim_file import UnknownClaimError
from handlers.compliance.case_file import (
    complaint_file,
    conduct_file,
    rectification_file,
    risk_event_file,
)
from handlers.compliance.matters import UnknownComplianceMatterError
from handlers.governance.case_file import appraisal_file, audit_file, emergency_file, fault_file
from handlers.new_business.application_file import UnknownApplicationError
from handlers.new_business.case_file import application_file
from handlers.records import Cancellation, FollowUp, Lapse, PolicyDelivery, Renewal
from handlers.sales.sales_file import UnknownSalesMatterError, contact_file, needs_file, proposal_file
from handlers.sections import Section
from handlers.servicing.record import UnknownRequestError
from handlers.servicing.servicing_file import servicing_file

Reader = Callable[[Session, str, Collection[str]], list[Section]]
APPLICATION = "application_id"
READERS: Mapping[str, Reader] = {
    "fault_id": fault_file,
    "emergency_id": emergency_file,
    "appraisal_id": appraisal_file,
    "audit_id": audit_file,
    "library_case_id": good_case_file,
    "servicing_id": servicing_file,
    "event_id": risk_event_file,
    "rectification_id": rectification_file,
    "breach_id": conduct_file,
    "complaint_id": complaint_file,
    "delivery_id": matter_reader(PolicyDelivery),
    "follow_up_id": matter_reader(FollowUp),
    "renewal_id": matter_reader(Renewal),
    "lapse_id": matter_reader(Lapse),
    "question_id": question_file,
    "cancellation_id": matter_reader(Cancellation),
    "claim_id": claim_case_file,
    APPLICATION: application_file,
    "policy_id": policy_file,
    "proposal_id": proposal_file,
    "needs_id": needs_file,
    "contact_id": contact_file,
}
"""Variable of a case → who reads the file; the most particular first."""
UNKNOWN = (
    UnknownApplicationError,
    UnknownPolicyError,
    UnknownSalesMatterError,
    UnknownComplianceMatterError,
    UnknownRequestError,
    UnknownClaimError,
    UnknownGoodCaseError,
    UnknownQuestionError,
)


def matter_of(variables: Mapping[str, Any]) -> str | None:
    """The variable by which the case names its matter: `application_id`, `claim_id` …; None when it names none."""
    return next((name for name in READERS if variables.get(name)), None)


def matter_file(session: Session, variables: Mapping[str, Any], roles: Collection[str]) -> list[Section]:
    """The sections that these roles may see; none when the case names no matter that is known.

    Raises `ErasedError` when the person was erased.
    """
    name = matter_of(variables)
    if name is None:
        return []
    try:
        return list(READERS[name](session, str(variables[name]), roles))
    except UNKNOWN:
        return []
