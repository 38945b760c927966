"""The dated parameters of governance: limits of the law, the SOP's own, and samples, each with its source."""

from handlers.parameters import SAMPLE, Row

INSURANCE_LAW_87 = "Insurance Law art 87 (S1)"
AML_34 = "AML Law art 34 (S5)"
PARAMETERS: tuple[Row, ...] = (
    # code, value, unit, anchor, source, mark
    ("retention_years_floor", "5", "year", "last_entry", "SOP 5.1", "SOP"),
    ("retention_years_contract_short", "5", "year", "contract_ended", INSURANCE_LAW_87, "C"),
    ("retention_years_contract_long", "10", "year", "contract_ended", INSURANCE_LAW_87, "C"),
    ("retention_years_identity", "10", "year", "relation_ended", AML_34, "C"),
    ("retention_years_transaction", "10", "year", "transaction", AML_34, "C"),
    ("retention_years_impact", "3", "year", "assessed", "PIPL art 56 (S4)", "C"),
    ("destruction_review_days", "10", "day", "destruction_listed", SAMPLE, "I"),
    ("destruction_proof_days", "1", "day", "keys_destroyed", SAMPLE, "I"),
    ("sla_review_destruction", "5", "working_day", "destruction_listed", SAMPLE, "I"),
    ("sla_approve_destruction", "5", "working_day", "destruction_reviewed", SAMPLE, "I"),
    ("leaver_access_minutes", "60", "minute", "leaver_reported", SAMPLE, "I"),
    ("leaver_tell_days", "30", "day", "formalities_finished", "Order 2023-2 art 36 (S8)", "C"),
    ("leaver_warning_days", "7", "day", "before_tell_by", SAMPLE, "I"),
    ("sla_disable_by_hand", "0", "working_day", "access_late", SAMPLE, "I"),
    ("sla_reassign_work", "1", "working_day", "access_ended", SAMPLE, "I"),
    ("sla_choose_new_agent", "5", "working_day", "access_ended", SAMPLE, "I"),
    ("fault_fix_hours_p1", "4", "hour", "fault_reported", SAMPLE, "I"),
    ("fault_fix_hours_p2", "24", "hour", "fault_reported", SAMPLE, "I"),
    ("fault_fix_hours_p3", "120", "hour", "fault_reported", SAMPLE, "I"),
    ("fault_fix_hours_p4", "480", "hour", "fault_reported", SAMPLE, "I"),
    ("fault_verify_days", "3", "day", "fault_fixed", SAMPLE, "I"),
    ("sla_triage_fault", "1", "working_day", "fault_reported", SAMPLE, "I"),
    ("sla_find_root_cause", "5", "working_day", "fault_verified", SAMPLE, "I"),
    ("warning_window_days", "30", "day", "", SAMPLE, "I"),
    ("warning_limit_surrenders", "3", "count", "", SAMPLE, "I"),
    ("warning_limit_lapses", "3", "count", "", SAMPLE, "I"),
    ("warning_limit_problems", "3", "count", "", SAMPLE, "I"),
    ("warning_limit_complaints", "2", "count", "", SAMPLE, "I"),
    ("warning_limit_missed_limits", "5", "count", "", SAMPLE, "I"),
    ("warning_limit_mass", "20", "count", "", "whole agency; " + SAMPLE, "I"),
    ("warning_assess_days", "5", "day", "warning_raised", SAMPLE, "I"),
    ("warning_check_days", "30", "day", "measures_taken", SAMPLE, "I"),
    ("sla_assess_warning", "2", "working_day", "warning_raised", SAMPLE, "I"),
    ("sla_take_measures", "5", "working_day", "warning_assessed", SAMPLE, "I"),
    ("sla_check_effect", "5", "working_day", "check_due", SAMPLE, "I"),
    ("emergency_lead_minutes", "60", "minute", "emergency_raised", SAMPLE, "I"),
    ("emergency_notify_hours", "24", "hour", "emergency_raised", "PIPL art 57 says at once (S4); " + SAMPLE, "I"),
    ("sla_restore_service", "1", "working_day", "response_given", SAMPLE, "I"),
    ("sla_review_emergency", "10", "working_day", "service_restored", SAMPLE, "I"),
)
