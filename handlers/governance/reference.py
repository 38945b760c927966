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
)
