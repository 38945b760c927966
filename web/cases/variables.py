"""What the variables of a case are called: as the forms of its diagrams call the fields that write them."""

from __future__ import annotations

from typing import Any

from engine.views import CaseDetail
from web.inbox.form_page import label_of_field
from web.site import site


def variable_names(detail: CaseDetail) -> dict[str, str]:
    """By variable, its name in the reader's language. Where forms differ or none asks: the everyday word, if any."""
    processes = [one.process_id for one in detail.diagrams]
    said: dict[str, set[str]] = {}
    for form in site().engine.queries.forms_of_case(detail.case.id, processes):
        for component in _fields(site().labels.translate_form(form)):
            said.setdefault(str(component.get("key") or component["path"]), set()).add(label_of_field(component))
    asked = {name: min(labels) for name, labels in said.items() if len(labels) == 1 and labels != {""}}
    return site().labels.variables | asked


def _fields(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields, groups and lists that write a variable; what stands within one with a path writes into that."""
    found: list[dict[str, Any]] = []
    for component in node.get("components") or []:
        has_own = component.get("key") or component.get("path")
        found += [component] if has_own else _fields(component)
    return found
