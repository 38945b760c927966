"""Handing work over: to a colleague, to a substitute, and back."""
