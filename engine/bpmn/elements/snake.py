"""How BPMN names appear in row ids."""

from __future__ import annotations


def snake(name: str) -> str:
    """`taskDefinition` → `task_definition`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
