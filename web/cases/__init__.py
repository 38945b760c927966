"""The case page: diagram, where it stands, history in words; and starting a case."""
