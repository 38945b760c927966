"""FEEL: the expression language of diagrams, decisions and forms."""
