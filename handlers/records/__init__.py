"""The agency's records: one noun per module, all on the engine's `Base`. Importing the package registers them all."""

from pathlib import Path

from engine.store.tables import register_migrations
from handlers.records.agent_grade import AgentGrade
from handlers.records.application import Application, Beneficiary, Paper, PlanLine, Signature
from handlers.records.appraisal import Appraisal
from handlers.records.audit import Audit, AuditFinding, AuditItem
from handlers.records.breach import Breach
from handlers.records.bulletin import Acknowledgement, Bulletin
from handlers.records.business_review import BusinessReview, ReviewMeasure
from handlers.records.by_time import OF_PERIODS, OF_STANDING
from handlers.records.cancellation import Cancellation
from handlers.records.claim import Claim, ClaimPaper, ClaimPause
from handlers.records.claim_outcome import ClaimAppeal, ClaimDecision, ClaimPayment
from handlers.records.claim_work import ClaimInvestigation, PropertySurvey
from handlers.records.collaboration import Collaboration, CollaborationProgress
from handlers.records.complaint import Complaint, ComplaintRefund
from handlers.records.conduct import ConductBreach, Sanction
from handlers.records.conflict import Conflict
from handlers.records.consent import PrivacyConsent
from handlers.records.contact import Contact
from handlers.records.customer import Customer
from handlers.records.delivery import PolicyDelivery
from handlers.records.document import Document
from handlers.records.fault import Fault
from handlers.records.follow_up import FollowUp, FollowUpAttempt, FollowUpRhythm
from handlers.records.good_case import GoodCase
from handlers.records.group import GroupApplication, GroupLife
from handlers.records.inspection import Inspection, InspectionFinding, InspectionSample
from handlers.records.marketing_material import MarketingMaterial, MaterialHit, MaterialVersion
from handlers.records.meeting import Meeting, MeetingAction
from handlers.records.needs_analysis import CrossCheck, NeedsAnalysis, NeedsPaper, NeedsRisk
from handlers.records.parameter import Parameter
from handlers.records.policy import Policy, PolicyPlan
from handlers.records.policy_value import PolicyAccount, PolicyBenefit, PolicyLoan, PolicyMember
from handlers.records.premium import PremiumDemand, PremiumPayment, PremiumRefund
from handlers.records.product import Product, ProductRate
from handlers.records.proposal import DoubleRecording, Proposal, ProposalLine, ProposalVersion
from handlers.records.question import CustomerQuestion
from handlers.records.rectification import Rectification
from handlers.records.renewal import Lapse, Renewal
from handlers.records.requirement import Requirement
from handlers.records.retention import Destruction, DestructionItem, LegalHold, Retention
from handlers.records.revocation import PolicyHandover, Revocation
from handlers.records.risk_event import RiskEvent
from handlers.records.sales_confirmation import SalesConfirmation
from handlers.records.servicing import (
    Endorsement,
    ServicingConsent,
    ServicingPayment,
    ServicingRecord,
    ServicingUnderwriting,
)
from handlers.records.strategy import StrategyChange
from handlers.records.subject_key import SubjectKey
from handlers.records.training import Training, TrainingPlace
from handlers.records.underwriting_decision import PlanTerms, UnderwritingDecision
from handlers.records.warning import Emergency, RiskWarning

register_migrations(Path(__file__).parent.parent / "migrations")

__all__ = [
    "OF_PERIODS",
    "OF_STANDING",
    "Acknowledgement",
    "AgentGrade",
    "Application",
    "Appraisal",
    "Audit",
    "AuditFinding",
    "AuditItem",
    "Beneficiary",
    "Breach",
    "Bulletin",
    "BusinessReview",
    "Cancellation",
    "Claim",
    "ClaimAppeal",
    "ClaimDecision",
    "ClaimInvestigation",
    "ClaimPaper",
    "ClaimPause",
    "ClaimPayment",
    "Collaboration",
    "CollaborationProgress",
    "Complaint",
    "ComplaintRefund",
    "ConductBreach",
    "Conflict",
    "Contact",
    "CrossCheck",
    "Customer",
    "CustomerQuestion",
    "Destruction",
    "DestructionItem",
    "Document",
    "DoubleRecording",
    "Emergency",
    "Endorsement",
    "Fault",
    "FollowUp",
    "FollowUpAttempt",
    "FollowUpRhythm",
    "GoodCase",
    "GroupApplication",
    "GroupLife",
    "Inspection",
    "InspectionFinding",
    "InspectionSample",
    "Lapse",
    "LegalHold",
    "MarketingMaterial",
    "MaterialHit",
    "MaterialVersion",
    "Meeting",
    "MeetingAction",
    "NeedsAnalysis",
    "NeedsPaper",
    "NeedsRisk",
    "Paper",
    "Parameter",
    "PlanLine",
    "PlanTerms",
    "Policy",
    "PolicyAccount",
    "PolicyBenefit",
    "PolicyDelivery",
    "PolicyHandover",
    "PolicyLoan",
    "PolicyMember",
    "PolicyPlan",
    "PremiumDemand",
    "PremiumPayment",
    "PremiumRefund",
    "PrivacyConsent",
    "Product",
    "ProductRate",
    "PropertySurvey",
    "Proposal",
    "ProposalLine",
    "ProposalVersion",
    "Rectification",
    "Renewal",
    "Requirement",
    "Retention",
    "ReviewMeasure",
    "Revocation",
    "RiskEvent",
    "RiskWarning",
    "SalesConfirmation",
    "Sanction",
    "ServicingConsent",
    "ServicingPayment",
    "ServicingRecord",
    "ServicingUnderwriting",
    "Signature",
    "StrategyChange",
    "SubjectKey",
    "Training",
    "TrainingPlace",
    "UnderwritingDecision",
]
