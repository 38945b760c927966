"""Findings about form files."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.findings import Severity
from engine.forms import lint_form
from engine.forms.lint import RULES
from tests.engine.forms.builders import field, form, rows

OPTIONS = [{"label": "A", "value": "a"}]

BAD = [
    ("form-unusable", None, "{"),
    ("form-unusable", None, b"\xff"),
    ("form-unusable", None, json.dumps(form()).encode("utf-16")),
    ("form-unusable", None, json.dumps(form() | {"x": float("nan")})),
    ("form-unusable", None, json.dumps(form() | {"x": "?"}).replace("?", "\\ud800")),
    ("form-unusable", None, json.dumps(form() | {"x": 1}).replace("1", "1e999")),
    ("form-unusable", None, {"components": []}),
    ("form-unusable", "Field_a", form(field("textfield", "a"), rows("l", field("number", "x")), field("number", "a"))),
    ("form-type", "Field_a", form(field("slider", "a"))),
    ("form-label", "Field_a", form(field("textfield", "a", label=""))),
    ("form-limit", "Field_a", form(field("number", "a", validate={"min": "ten"}))),
    ("form-limits", "Field_a", form(field("number", "a", validate={"min": 2, "max": "1"}))),
    ("form-limits", "Field_a", form(field("textfield", "a", validate={"minLength": 2, "maxLength": 1}))),
    ("form-length", "Field_a", form(field("number", "a", validate={"maxLength": 1}))),
    ("form-options", "Field_a", form(field("select", "a", values=[]))),
    ("form-options", "Field_a", form(field("radio", "a"))),
    ("form-expression", "Field_a", form(field("textfield", "a", conditional={"hide": "=1 +"}))),
    ("form-expression", "Field_a", form(field("number", "a", validate={"max": "=if"}))),
    ("form-expression", "Field_a", form(field("expression", "a", expression="=]"))),
    ("form-pattern", "Field_a", form(field("textfield", "a", validate={"pattern": "("}))),
    ("form-schema-version", None, form() | {"schemaVersion": 99}),
]


@pytest.mark.parametrize(("rule", "element", "bad"), BAD)
def test_a_bad_form_has_the_finding(rule, element, bad):
    found = [one for one in lint_form(bad, "a.form") if one.rule == rule]
    assert [one.element_id for one in found] == [element]
    assert (found[0].file, found[0].severity) == ("a.form", RULES[rule].severity)
    assert found[0].sentence_zh
    assert "{" not in found[0].sentence.replace("“{”", "")


def test_every_rule_has_a_bad_form():
    assert {rule for rule, *_ in BAD} == set(RULES)


def test_a_byte_order_mark_does_no_harm():
    assert lint_form(b"\xef\xbb\xbf" + json.dumps(form()).encode()) == []


def test_a_good_form_has_none():
    good = form(
        field("textfield", "a", validate={"pattern": "^\\p{Lu}", "minLength": 1, "maxLength": "=5"}),
        field("select", "b", valuesKey="offered", conditional={"hide": "=a in (1, 2)"}),
        field("radio", "c", values=OPTIONS),
        field("datetime", "d", label="", dateLabel="日期"),
    )
    assert lint_form(json.dumps(good)) == []


NAMES = (
    "type id key path components validate conditional hide pattern min max values label defaultRepetitions increment",
    "decimalDigits properties subtype serializeToString disabled readonly valuesKey valuesExpression expression",
)
ATTRIBUTES = " ".join(NAMES).split()
SCALARS = st.none() | st.booleans() | st.integers() | st.sampled_from(["=1+", "textfield", "group", "dynamiclist", "x"])


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        SCALARS,
        lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(ATTRIBUTES), below, max_size=5),
        max_leaves=12,
    )
)
def test_lint_never_raises(below):
    findings = lint_form({"type": "default", "components": [below, {"type": "number", "validate": below}]})
    assert all(one.severity in Severity for one in findings)
