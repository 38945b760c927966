"""The dated parameters of new business: sample values, each with its source (DOMAIN, head)."""

from handlers.parameters import SAMPLE, Row

PARAMETERS: tuple[Row, ...] = (
    # code, value, unit, anchor, source, mark
    ("application_valid_days", "60", "day", "customer_invited", "licensed underwriting manual (S19)", "C"),
    ("application_reminders", "R5/P7D", "cycle", "customer_invited", SAMPLE, "I"),
    ("evidence_days", "30", "day", "requirements_notified", SAMPLE, "I"),
    ("evidence_reminders", "R3/P7D", "cycle", "requirements_notified", SAMPLE, "I"),
    ("exam_valid_days", "180", "day", "evidence_received", "licensed underwriting manual (S19)", "C"),
    ("evidence_valid_days", "365", "day", "evidence_received", "licensed underwriting manual (S19): 12 months", "C"),
    ("terms_days", "15", "day", "decision_told", SAMPLE, "I"),
    ("terms_reminders", "R2/P5D", "cycle", "decision_told", SAMPLE, "I"),
    ("premium_days", "30", "day", "premium_demanded", SAMPLE, "I"),
    ("premium_reminders", "R3/P7D", "cycle", "premium_demanded", SAMPLE, "I"),
    ("civil_capacity_age", "8", "year", "", "民法典 art 20", "R"),
    ("minor_death_cover_under_10", "200000", "yuan", "", "保监发〔2015〕90号 (S9)", "C"),
    ("minor_death_cover_10_to_17", "500000", "yuan", "", "保监发〔2015〕90号 (S9)", "C"),
    ("uw_high_amount", "3000000", "yuan", "", SAMPLE, "I"),
    ("uw_random_exam_per_mille", "40", "per_mille", "", "3-5 % of exempt cases; " + SAMPLE, "I"),
    ("uw_red_flag_applications", "3", "count", "", SAMPLE, "I"),
    ("uw_red_flag_premium_pct", "20", "percent", "", "保监发〔2014〕3号, bank channel (S11)", "C"),
    ("sla_assemble_papers", "3", "working_day", "customer_signed", SAMPLE, "I"),
    ("sla_review_papers", "1", "working_day", "papers_collected", SAMPLE, "I"),
    ("sla_check_papers", "1", "working_day", "papers_collected", SAMPLE, "I"),
    ("sla_enter_application", "1", "working_day", "papers_complete", SAMPLE, "I"),
    ("sla_adjust_plan", "3", "working_day", "adjustment_asked", SAMPLE, "I"),
    ("sla_read_file", "2", "working_day", "file_arrived", SAMPLE, "I"),
    ("sla_underwrite", "2", "working_day", "rules_evaluated", SAMPLE, "I"),
    ("sla_second_review", "1", "working_day", "decision_taken", SAMPLE, "I"),
    ("sla_bring_evidence", "10", "working_day", "requirements_notified", SAMPLE, "I"),
    ("sla_issue_policy", "2", "working_day", "premium_received", SAMPLE, "I"),
    ("sla_check_policy", "2", "working_day", "policy_printed", SAMPLE, "I"),
    ("sla_correct_policy", "1", "working_day", "difference_found", SAMPLE, "I"),
)
