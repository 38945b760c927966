"""Every document that the SOP or the trade names has a kind, an element that issues it, and a layout of its own."""

import ast
from pathlib import Path

import pytest

import handlers
from handlers.documents import UnknownKindError, kind_of

HANDLERS = Path(handlers.__file__).parent
ISSUES = {"Notice", "issue_document"}
"""What makes a document of a kind."""


def _calls(node):
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            yield getattr(one.func, "id", getattr(one.func, "attr", "")), one


def _trees():
    return [(path, ast.parse(path.read_text("utf-8"))) for path in sorted(HANDLERS.rglob("*.py"))]


def _issuing(trees):
    """Functions that are told a kind and issue it: by file and name, the place of the kind among their parameters."""
    for path, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(name in ISSUES for name, _ in _calls(node)):
                names = [one.arg for one in node.args.args]
                if "kind" in names:
                    yield (path if node.name.startswith("_") else None, node.name), names.index("kind")


def _kinds_issued():
    """Every kind that a handler names, with where."""
    trees = _trees()
    places = dict(_issuing(trees))
    for path, tree in trees:
        for name, call in _calls(tree):
            place = places.get((path, name), places.get((None, name)))
            named = [word.value for word in call.keywords if word.arg == "kind" and (name in ISSUES or place)]
            if place is not None and len(call.args) > place:
                named.append(call.args[place])
            for one in named:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value, f"{path.relative_to(HANDLERS)}:{call.lineno}"


def test_no_handler_issues_a_kind_that_has_no_row_and_so_no_readers():
    issued = list(_kinds_issued())
    assert len(issued) > 120
    unknown = []
    for kind, where in issued:
        try:
            assert kind_of(kind).readers
        except UnknownKindError:
            unknown.append(f"{kind} ({where})")
    assert unknown == []


def test_what_may_indicate_fraud_is_for_claims_and_compliance_alone():
    assert kind_of("investigation_report").readers == {"claims", "compliance"}
    assert not kind_of("investigation_report").for_customer


def test_a_kind_without_a_row_is_not_issued():
    with pytest.raises(UnknownKindError):
        kind_of("poem")
