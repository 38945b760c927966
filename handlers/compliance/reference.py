"""The dated parameters of compliance: limits of law with their source, sample values marked so (DOMAIN §2.6, §6.10)."""

from handlers.parameters import SAMPLE, Row

COMPLAINTS = "银行业保险业消费投诉处理管理办法 (2020) (S13)"
PARAMETERS: tuple[Row, ...] = (
    # code, value, unit, anchor, source, mark
    ("complaint_simple_days", "15", "day", "complaint_received", COMPLAINTS, "C"),
    ("complaint_complex_days", "30", "day", "complaint_received", COMPLAINTS, "C"),
    ("complaint_extension_days", "30", "day", "complaint_due", COMPLAINTS, "C"),
    ("complaint_mis_selling_days", "15", "working_day", "complaint_received", "Order 2010-4 art 18 (S10)", "C"),
    ("complaint_aml_days", "15", "day", "complaint_received", "反洗钱法 art 39 (S5)", "C"),
    ("complaint_warning_days", "3", "day", "complaint_due", SAMPLE, "I"),
    ("complaint_intake_days", "2", "working_day", "complaint_received", SAMPLE, "I"),
    ("complaint_statement_days", "3", "working_day", "statement_asked", SAMPLE, "I"),
    ("complaint_papers_days", "7", "day", "papers_asked", SAMPLE, "I"),
    ("complaint_reply_days", "15", "day", "complaint_answered", SAMPLE, "I"),
    ("complaint_reply_reminders", "R2/P5D", "cycle", "complaint_answered", SAMPLE, "I"),
    ("complaint_review_days", "30", "day", "review_asked", SAMPLE, "I"),
    ("sla_identify_customer", "1", "working_day", "complaint_received", SAMPLE, "I"),
    ("sla_classify_complaint", "1", "working_day", "complaint_received", SAMPLE, "I"),
    ("sla_explain_sale", "2", "working_day", "statement_asked", SAMPLE, "I"),
    ("sla_investigate_complaint", "7", "working_day", "complaint_classified", SAMPLE, "I"),
    ("sla_review_complaint", "2", "working_day", "conclusion_proposed", SAMPLE, "I"),
    ("sla_approve_extension", "1", "working_day", "extension_asked", SAMPLE, "I"),
)
