"""Indexes for what is counted of a period, or of what stands open, over whole tables: reports, reviews of all agents.

They stand together because they serve one reader; what a record's own handlers ask for is declared with the record.
"""

from sqlalchemy import Index

from handlers.records.application import Application
from handlers.records.claim import Claim
from handlers.records.claim_outcome import ClaimAppeal, ClaimDecision, ClaimPayment
from handlers.records.complaint import Complaint
from handlers.records.contact import Contact
from handlers.records.customer import Customer
from handlers.records.follow_up import FollowUp
from handlers.records.needs_analysis import NeedsAnalysis
from handlers.records.policy import Policy
from handlers.records.premium import PremiumPayment, PremiumRefund
from handlers.records.proposal import Proposal
from handlers.records.training import TrainingPlace
from handlers.records.underwriting_decision import UnderwritingDecision

OF_PERIODS = tuple(
    Index(None, moment)
    for moment in (
        Application.opened_at,
        Claim.closed_at,
        Claim.reported_at,
        ClaimAppeal.raised_at,
        ClaimDecision.decided_at,
        ClaimPayment.paid_at,
        Complaint.received_at,
        Contact.opened_at,
        Customer.created_at,
        FollowUp.closed_at,
        NeedsAnalysis.opened_at,
        Policy.effective_from,
        Policy.ended_at,
        Policy.issued_at,
        PremiumPayment.received_at,
        PremiumRefund.created_at,
        Proposal.opened_at,
        TrainingPlace.finished_at,
        UnderwritingDecision.decided_at,
    )
)
OF_STANDING = tuple(
    Index(None, status)
    for status in (Application.status, Claim.status, Contact.status, NeedsAnalysis.status, Proposal.status)
)
