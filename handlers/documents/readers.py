"""Who of the staff reads which kinds of documents: sets of roles for `kinds.py` and `letters.py` (SOP 3, DOMAIN §8)."""

STAFF = frozenset({"agent", "operations", "compliance", "underwriter"})
"""Who works on applications and policies."""
CLAIMS = frozenset({"agent", "operations", "compliance", "claims"})
SALES = frozenset({"agent", "operations", "compliance", "management"})
MEDICAL = frozenset({"underwriter", "claims"})
"""Who may read a declaration of health as it was made (DOMAIN §8)."""
SUSPICION = frozenset({"claims", "compliance"})
"""Who may read what may indicate fraud: never the customer, never the agent (DOMAIN §4.2)."""
CONTROL = frozenset({"compliance", "management", "auditor"})
WORKING = STAFF | CLAIMS | {"management"}
EVERYONE = WORKING | CONTROL
