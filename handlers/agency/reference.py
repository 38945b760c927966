"""The dated parameters of reviews and of work across departments: the SOP's own, and samples."""

from handlers.parameters import SAMPLE, Row

PARAMETERS: tuple[Row, ...] = (
    # code, value, unit, anchor, source, mark
    ("bulletin_acknowledgement_days", "3", "working_day", "bulletin_issued", SAMPLE, "I"),
    ("bulletin_reminders", "R/P1D", "cycle", "bulletin_issued", SAMPLE, "I"),
    ("bulletin_grace_days", "7", "day", "acknowledgement_due", SAMPLE, "I"),
    ("sla_chase_missing", "2", "working_day", "acknowledgement_due", SAMPLE, "I"),
    ("collaboration_answer_days", "1", "working_day", "request_submitted", "SOP 4.7.2", "SOP"),
    ("collaboration_decide_days", "2", "day", "limit_missed", SAMPLE, "I"),
    ("collaboration_consider_days", "5", "working_day", "department_answered", SAMPLE, "I"),
    ("collaboration_acceptance_days", "5", "working_day", "delivered", SAMPLE, "I"),
    ("collaboration_progress_reminders", "R/P3D", "cycle", "work_begun", SAMPLE, "I"),
    ("sla_consider_answer", "2", "working_day", "department_answered", SAMPLE, "I"),
    ("sla_carry_out", "5", "working_day", "request_accepted", SAMPLE, "I"),
    ("sla_accept_delivery", "3", "working_day", "delivered", SAMPLE, "I"),
    ("conflict_leader_days", "3", "working_day", "conflict_raised", SAMPLE, "I"),
    ("conflict_management_days", "6", "working_day", "conflict_raised", SAMPLE, "I"),
    ("conflict_reminders", "R/P2D", "cycle", "management_asked", SAMPLE, "I"),
    ("sla_keep_going", "1", "working_day", "conflict_raised", SAMPLE, "I"),
    ("sla_lead_settles", "2", "working_day", "conflict_raised", SAMPLE, "I"),
    ("sla_management_decides", "2", "working_day", "management_asked", SAMPLE, "I"),
    ("strategy_reminders", "R/P3D", "cycle", "strategy_proposed", SAMPLE, "I"),
    ("sla_correct_strategy", "3", "working_day", "proposal_returned", SAMPLE, "I"),
    ("sla_give_up_strategy", "10", "working_day", "proposal_returned", SAMPLE, "I"),
    ("sla_review_strategy", "2", "working_day", "strategy_proposed", SAMPLE, "I"),
    ("sla_approve_strategy", "2", "working_day", "strategy_reviewed", SAMPLE, "I"),
    ("sla_approve_strategy_again", "2", "working_day", "strategy_reviewed", SAMPLE, "I"),
    ("meeting_days", "5", "working_day", "meeting_called", SAMPLE, "I"),
    ("meeting_action_grace_days", "7", "day", "action_due", SAMPLE, "I"),
    ("sla_hold_meeting", "3", "working_day", "meeting_called", SAMPLE, "I"),
    ("sla_sign_minutes", "2", "working_day", "minutes_written", SAMPLE, "I"),
    ("review_days", "5", "working_day", "period_ended", SAMPLE, "I"),
    ("review_reminders", "R/P2D", "cycle", "period_ended", SAMPLE, "I"),
    ("review_measure_grace_days", "20", "day", "measure_due", SAMPLE, "I"),
    ("sla_comment_review", "3", "working_day", "review_written", SAMPLE, "I"),
)
