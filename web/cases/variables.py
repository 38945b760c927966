"""What the variables of a case are called: as the forms of its diagrams call the fields that write them."""

from __future__ import annotations

from typing import Any

from engine.views import CaseDetail
from web.inbox.form_page import label_of_field
from web.site import site


def variable_names(detail: CaseDetail) -> dict[str, str]:
    """By variable, its name in the reader's language; none where forms differ in it, or no form asks for it."""
    processes = [one.process_id for one in detail.diagrams]
    said: dict[str, set[str]] = {}
    for form in site().engine.queries.forms_of_case(detail.case.id, processes):
        for component in _fields(site().labels.translate_form(form)):
            said.setdefault(str(component["key"]), set()).add(label_of_field(component))
    return {name: min(labels) for name, labels in said.items() if len(labels) == 1 and labels != {""}}


def _fields(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields that write a variable themselves; what stands within a group or list with a path writes into that."""
    found = []
    for component in node.get("components") or []:
        if component.get("key"):
            found.append(component)
        elif not component.get("path"):
            found += _fields(component)
    return found
