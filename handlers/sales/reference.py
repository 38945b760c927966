"""The dated parameters of the sales part: sample values, each with its source (DOMAIN, head)."""

from handlers.parameters import SAMPLE, Row

PARAMETERS: tuple[Row, ...] = (
    # code, value, unit, anchor, source, mark
    ("contact_give_up_days", "30", "day", "contact_planned", SAMPLE, "I"),
    ("contact_reminders", "R3/P7D", "cycle", "contact_planned", SAMPLE, "I"),
    ("privacy_notice_version", "2026-01", "version", "", SAMPLE, "I"),
    ("material_valid_max_days", "365", "day", "material_approved", SAMPLE, "I"),
    ("material_correct_days", "30", "day", "material_returned", SAMPLE, "I"),
    ("facts_days", "30", "day", "analysis_opened", SAMPLE, "I"),
    ("facts_reminders", "R3/P7D", "cycle", "analysis_opened", SAMPLE, "I"),
    ("report_days", "15", "day", "report_written", SAMPLE, "I"),
    ("report_reminders", "R3/P4D", "cycle", "report_written", SAMPLE, "I"),
    ("needs_valid_days", "180", "day", "report_written", SAMPLE, "I"),
    ("premium_to_income_warn_pct", "20", "percent", "", "保监发〔2014〕3号, bank channel (S11); here a sample", "I"),
    ("extra_care_age", "65", "year", "", "金融机构产品适当性管理办法, NFRA Order 2025-7 (S14)", "C"),
    ("group_min_insured", "3", "person", "", "保监发〔2015〕14号 (S16)", "C"),
    (
        "agent_grade_default",
        "2",
        "grade",
        "",
        "P1 to P5; graded and matched by Order 2023-2 arts 15, 16 (S8, S14); the grade: " + SAMPLE,
        "I",
    ),
    ("proposal_days", "30", "day", "proposal_shown", SAMPLE, "I"),
    ("proposal_reminders", "R3/P7D", "cycle", "proposal_shown", SAMPLE, "I"),
    ("double_recording_age", "60", "year", "", "保监发〔2017〕54号 (S12)", "C"),
    ("double_recording_over_years", "1", "year", "", "保监发〔2017〕54号 (S12)", "C"),
    ("sla_hold_first_contact", "5", "working_day", "contact_planned", SAMPLE, "I"),
    ("sla_confirm_match", "1", "working_day", "contact_held", SAMPLE, "I"),
    ("sla_review_material", "2", "working_day", "material_submitted", SAMPLE, "I"),
    ("sla_correct_material", "3", "working_day", "material_returned", SAMPLE, "I"),
    ("sla_collect_needs_papers", "3", "working_day", "facts_stated", SAMPLE, "I"),
    ("sla_interview", "3", "working_day", "papers_complete", SAMPLE, "I"),
    ("sla_build_proposal", "3", "working_day", "needs_confirmed", SAMPLE, "I"),
    ("sla_review_proposal", "1", "working_day", "proposal_built", SAMPLE, "I"),
    ("sla_explain_proposal", "3", "working_day", "proposal_approved", SAMPLE, "I"),
    ("sla_record_sale", "2", "working_day", "proposal_accepted", SAMPLE, "I"),
    ("sla_check_recording", "2", "working_day", "recording_submitted", SAMPLE, "I"),
)
GROUP_PRODUCTS = (
    # code, name, kind, sums (yuan), indemnity, grade, waiting days, yuan a year per 1,000 of sum
    ("GM-A", "团体医疗保险（示例）", "group_medical", (100_000, 50_000_000), True, 1, 30, "0.80"),
    ("EL-A", "雇主责任保险（示例）", "employer_liability", (500_000, 100_000_000), True, 1, 0, "1.50"),
    ("PR-A", "企业财产保险（示例）", "property", (100_000, 500_000_000), True, 1, 0, "1.20"),
)
"""The sample range for groups; the rate does not depend on sex or age."""
