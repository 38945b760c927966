"""Dossiers: everything of one customer, one policy or one claim, across all cases."""
