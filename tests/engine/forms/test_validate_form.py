"""The whole way of a submission: what is kept, dropped, refused."""

from __future__ import annotations

import json

import pytest

from engine import validate_form
from engine.errors import AnswersRefused, FormError
from engine.forms import compile_form
from tests.engine.forms.builders import field, form, group, rows


def test_answers_of_shown_fields_come_back():
    result = validate_form(form(field("textfield", "name"), field("number", "age")), {"name": "李雷", "age": "41"})
    assert (result.ok, result.errors, result.data) == (True, {}, {"name": "李雷", "age": 41})


def test_a_form_may_be_text_or_bytes():
    text = json.dumps(form(field("textfield", "name")))
    assert validate_form(text, {"name": "a"}) == validate_form(text.encode(), {"name": "a"})


def test_hidden_fields_are_dropped_and_not_held_to_their_rules():
    conditional = {"hide": "=married = false"}
    spouse = field("textfield", "spouse", conditional=conditional, validate={"required": True})
    result = validate_form(form(field("checkbox", "married"), spouse), {"married": False, "spouse": 5})
    assert (result.ok, result.data) == (True, {"married": False})


def test_the_same_field_counts_when_it_shows():
    spouse = field("textfield", "spouse", conditional={"hide": "=married = false"}, validate={"required": True})
    result = validate_form(form(field("checkbox", "married"), spouse), {"married": True})
    assert result.errors == {"spouse": ["此项必填。"]}
    assert result.errors_in("en") == {"spouse": ["The field is required."]}


def test_a_hidden_group_hides_what_it_holds():
    hidden = group(field("textfield", "b", validate={"required": True}), conditional={"hide": "=a = 1"})
    assert validate_form(form(field("number", "a"), hidden), {"a": 1, "b": "x"}).data == {"a": 1}


def test_unknown_fields_are_refused_at_every_depth():
    lines = rows("lines", field("textfield", "x"))
    result = validate_form(
        form(lines, field("textfield", "a.b")), {"lines": [{"x": "1", "y": 2}], "c": 1, "a": {"d": 1}}
    )
    unknown = ["表单里没有这一项。"]
    assert result.errors == {"a.d": unknown, "c": unknown, "lines[0].y": unknown}


def test_disabled_fields_are_not_submitted():
    disabled = field("textfield", "a", disabled=True, validate={"required": True})
    assert validate_form(form(disabled, field("textfield", "b")), {"a": "x", "b": "y"}).data == {"b": "y"}


def test_refusal_carries_every_error_by_path():
    compiled = compile_form(form(rows("lines", field("number", "n", validate={"min": 1, "max": 5}))))
    with pytest.raises(AnswersRefused) as caught:
        compiled.validate({"lines": [{"n": 0}, {"n": 3}, {"n": 6}]})
    assert caught.value.facts["errors"] == {"lines[0].n": ["不能小于 1。"], "lines[2].n": ["不能大于 5。"]}


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "default"),
        (form(field("slider", "a")), "Field_a"),
        (form(field("textfield", "a"), field("number", "a") | {"id": "x"}), "“x”"),
        (form(field("textfield", "a"), field("number", "a.b") | {"id": "x"}), "“x”"),
        (form(field("textfield", "a"), field("number", "b") | {"id": "Field_a"}), "Field_a"),
        (form(field("textfield", "a", validate={"pattern": "("})), "Field_a"),
        (form(field("textfield", "__proto__")), "__proto__"),
        (form({"type": "textfield", "id": "x"}), "“x”"),
        (form(field("datetime", "a", properties={"sop:latest": "2026-01-01"})), "Field_a.*sop:latest"),
    ],
)
def test_an_unusable_form_is_refused_by_name(broken, named):
    with pytest.raises(FormError, match=named):
        validate_form(broken, {})
