"""Letters: what is told in a few sentences under a title of its own, and who of the staff may read it.

A letter to a role is read by that role alone, one to the customer by the customer; the readers here are for those to
the agent, and for the command line. What is numbered, signed or laid out is a kind of its own (`kinds.py`).
"""

from handlers.documents.readers import CLAIMS, CONTROL, EVERYONE, SALES, STAFF, WORKING

NOTICE = "NTC"
"""What the number of every letter begins with."""
DECIDING = CLAIMS | {"management"}

LETTERS: tuple[tuple[frozenset[str], tuple[str, ...], str], ...] = (
    (WORKING, ("4.7.3", "5.1"), "notice breach overdue"),
    (SALES, ("4.1.2b", "4.2.3b", "4.3.2c", "4.3.3c"), """
        contact_closed contact_stopped journey_withdrawn material_review needs_closed proposal_closed
        proposal_review seller_suspended"""),
    (STAFF, ("4.4.2a", "4.4.2b"), "application_submitted group_question"),
    (SALES | STAFF, ("4.5.1a", "4.5.2a", "B1.3b", "4.7.3"), """
        agent_changed cancellation_asked cancellation_closed cancellation_late cancellation_paid cancellation_refused
        cancellation_warning cash_value_paid delivery_due delivery_failed delivery_late follow_up_letter
        follow_up_problem follow_up_warning grace_began periodic_due policy_expired policy_lapsed policy_terminated
        premium_demanded premium_waived question_answer question_late receipt_asked reinstatement_warning
        renewal_announced renewal_paid renewal_warning visit_due"""),
    (SALES | STAFF, ("4.5.2b", "B1.3c"), """
        consent_request reinstatement_deemed servicing_accepted servicing_delay servicing_escalation
        servicing_payment_demand servicing_payment_refused servicing_progress servicing_reminder servicing_result
        servicing_warning"""),
    (DECIDING, ("4.5.3c", "5.4", "4.7.3"), """
        appeal_received claim_clock_warning claim_closed claim_papers_list claim_progress"""),
    (CONTROL, ("5.3", "3.2"), """
        complaint_correction complaint_extended complaint_lies_about complaint_limit_near complaint_papers
        complaint_review complaint_withdrawn inspection_notice risk_event risk_event_late risk_event_major
        training_late"""),
    (CONTROL | {"operations"}, ("5.2", "B4", "B6", "B8"), """
        access_alive audit_plan_due audit_reported destruction_waits emergency erasure_refused fault_closed
        inquiry_due inquiry_received leaver_customers risk_warning verify_failed"""),
    (EVERYONE, ("3.7", "4.6.1a", "4.6.1b", "4.6.2b", "4.6.2c", "4.7.1", "4.7.2", "4.7.4", "B6", "B7"), """
        appraisal_closed appraisal_due appraisal_graded audit_team bulletin_incomplete bulletin_question
        collab_answer collab_closed collab_progress collab_sent_back conduct_hearing conduct_ruling conflict
        fault_fixed fault_triaged good_case meeting meeting_action policies_taken_over rectification_extended
        rectification_returned review strategy_ended strategy_returned training"""),
)  # fmt: skip
"""Readers, clauses, kinds. What goes to one person of the staff is read by whoever may see its case, so by everyone."""
