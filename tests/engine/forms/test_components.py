"""One table per component type: what is sent, and what comes of it (a value, or the code of a problem).

The tables were run through form-js 1.23 itself; where a line says that it is refused, form-js turns the value into
nothing instead.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.forms import compile_form
from tests.engine.forms.builders import field, form

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
"""Four o'clock in the morning of 2 March in the agency's zone."""


class Refused(str):
    __slots__ = ()


LETTERS = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}, {"label": "One", "value": 1}]

TABLES: dict[str, list[tuple[dict[str, Any], Any, Any]]] = {
    "textfield": [
        ({}, None, ""),
        ({}, "a\nb\tc", "a b c"),
        ({}, 5, "5"),
        ({}, 1e21, "1e+21"),
        ({}, 0.0000001, "1e-7"),
        ({}, True, "true"),
        ({}, [1], Refused("text_expected")),
        ({}, "half \ud800", Refused("bad_character")),
        ({}, "nul \0", Refused("bad_character")),
        ({"validate": {"required": True}}, "", Refused("required")),
        ({"validate": {"required": True}}, " ", " "),
        ({"validate": {"minLength": 3}}, "  ab  ", Refused("min_length")),
        ({"validate": {"minLength": 3}}, "", ""),
        ({"validate": {"maxLength": 3}}, "😀😀", Refused("max_length")),
        ({"validate": {"maxLength": "=1 + 2"}}, "abcd", Refused("max_length")),
        ({"validate": {"pattern": "^\\d{2}$"}}, "12", "12"),
        ({"validate": {"pattern": "^\\d{2}$"}}, "１２", Refused("pattern")),
        ({"validate": {"pattern": "^a$", "patternErrorMessage": "只能是 a"}}, "b", Refused("pattern_message")),
        ({"validate": {"validationType": "email"}}, "a@b.cn", "a@b.cn"),
        ({"validate": {"validationType": "email"}}, "a b@c", Refused("email")),
        ({"validate": {"validationType": "phone"}}, "+8613800138000", "+8613800138000"),
        ({"validate": {"validationType": "phone"}}, "13800138000", Refused("phone")),
    ],
    "textarea": [
        ({}, "a\nb\tc", "a\nb\tc"),
        ({}, {"a": 1}, Refused("text_expected")),
        ({"validate": {"maxLength": 2}}, "abc", Refused("max_length")),
    ],
    "number": [
        ({}, None, None),
        ({}, "", None),
        ({}, "5.50", 5.5),
        ({}, 5.0, 5),
        ({}, " 1e3 ", 1000),
        ({}, "0x10", 16),
        ({}, 9007199254740993, 9007199254740993),
        ({}, "abc", Refused("number_expected")),
        ({}, "NaN", Refused("number_expected")),
        ({}, "Infinity", Refused("number_expected")),
        ({}, float("nan"), Refused("not_finite")),
        ({}, True, Refused("number_expected")),
        ({}, "1" * 401, Refused("number_too_long")),
        ({}, 10**500, Refused("number_too_long")),
        ({"serializeToString": True}, 5, "5"),
        ({"serializeToString": True}, "5.50", "5.50"),
        ({"serializeToString": True}, "1e999999999", Refused("number_too_long")),
        ({"decimalDigits": 0}, 1.5, Refused("integer_expected")),
        ({"decimalDigits": 2}, 1.25, 1.25),
        ({"decimalDigits": 2}, 1.125, Refused("decimal_digits")),
        ({"increment": 0.05}, 0.15, 0.15),
        ({"increment": 0.05}, 3.1689, Refused("increment")),
        ({"validate": {"min": 0}}, -0.1, Refused("min")),
        ({"validate": {"min": 0}}, 0, 0),
        ({"validate": {"min": 0, "required": True}}, 0, 0),
        ({"validate": {"max": "=5 * 2"}}, 10.01, Refused("max")),
        ({"validate": {"max": "=null"}}, 10.01, 10.01),
        ({"validate": {"max": "ten"}}, 1, Refused("not_comparable")),
    ],
    "checkbox": [
        ({}, None, False),
        ({}, True, True),
        ({}, "true", Refused("yes_or_no_expected")),
        ({}, 1, Refused("yes_or_no_expected")),
        ({"validate": {"required": True}}, False, Refused("required")),
    ],
    "radio": [
        ({"values": LETTERS}, "a", "a"),
        ({"values": LETTERS}, "", None),
        ({"values": LETTERS}, "1", Refused("not_an_option")),
        ({"values": LETTERS}, True, Refused("not_an_option")),
        ({"values": [{"label": "否", "value": False}], "validate": {"required": True}}, False, False),
        ({"values": LETTERS, "validate": {"required": True}}, None, Refused("required")),
    ],
    "select": [
        ({"values": LETTERS}, 1, 1),
        ({"values": LETTERS}, "z", Refused("not_an_option")),
        ({"valuesExpression": '=["x", "y"]'}, "x", "x"),
        ({"valuesExpression": '=["x", "y"]'}, "z", Refused("not_an_option")),
        ({"valuesExpression": "=no such list"}, "z", Refused("not_an_option")),
        ({"valuesExpression": '=[{label: "L", value: {n: 1}}]'}, {"n": 1}, {"n": 1}),
    ],
    "checklist": [
        ({"values": LETTERS}, None, []),
        ({"values": LETTERS}, ["b", "a"], ["b", "a"]),
        ({"values": LETTERS}, ["a", "z"], Refused("not_an_option")),
        ({"values": LETTERS}, "a", Refused("choices_expected")),
        ({"values": LETTERS, "validate": {"required": True}}, [], Refused("required")),
    ],
    "taglist": [
        ({"values": LETTERS}, ["a", 1], ["a", 1]),
        ({"values": LETTERS}, [True], Refused("not_an_option")),
    ],
    "datetime": [
        ({}, "", None),
        ({}, "2024-02-29", "2024-02-29"),
        ({}, "2024-02-30", Refused("date_expected")),
        ({}, "2024-02-29T10:00", Refused("date_expected")),
        ({}, 5, Refused("date_expected")),
        ({"disallowPassedDates": True}, "2026-03-02", "2026-03-02"),
        ({"disallowPassedDates": True}, "2026-03-01", Refused("date_passed")),
        ({"properties": {"sop:latest": "today"}}, "2026-03-02", "2026-03-02"),
        ({"properties": {"sop:latest": "today"}}, "2026-03-03", Refused("date_coming")),
        ({"subtype": "time"}, "9:30", "09:30"),
        ({"subtype": "time"}, "25:00", Refused("time_expected")),
        ({"subtype": "time", "timeInterval": 30}, "09:30", "09:30"),
        ({"subtype": "time", "timeInterval": 30}, "09:15", Refused("time_off_grid")),
        ({"subtype": "time", "timeSerializingFormat": "utc_normalized"}, "10:30+02:00", "08:30Z"),
        ({"subtype": "time"}, "10:30+02:00", "16:30"),
        ({"subtype": "datetime"}, "2024-01-31T20:30:15Z", "2024-02-01T04:30"),
        ({"subtype": "datetime", "timeSerializingFormat": "utc_offset"}, "2024-01-31T10:30", "2024-01-31T10:30+08:00"),
        ({"subtype": "datetime", "timeSerializingFormat": "utc_normalized"}, "2024-01-31T02:30", "2024-01-30T18:30Z"),
        ({"subtype": "datetime"}, "2024-01-31", Refused("datetime_expected")),
        ({"subtype": "datetime", "disallowPassedDates": True}, "2026-03-01T23:00", Refused("date_passed")),
    ],
    "filepicker": [
        ({}, None, None),
        ({}, "files::a", "files::a"),
        ({}, 7, Refused("file_expected")),
        ({"validate": {"required": True}}, None, Refused("required")),
        ({"accept": ".pdf, image/*"}, [{"name": "a.PDF"}], [{"name": "a.PDF"}]),
        ({"accept": ".pdf"}, [{"metadata": {"fileName": "a.exe"}}], Refused("file_not_accepted")),
        ({"accept": '=".p" + "df"'}, [{"name": "a.exe"}], Refused("file_not_accepted")),
        ({}, [{"name": "a"}, {"name": "b"}], Refused("one_file_only")),
        ({"multiple": "=1 = 1"}, [{"name": "a"}, {"name": "b"}], [{"name": "a"}, {"name": "b"}]),
    ],
    "expression": [
        ({"expression": "=1 + 1"}, 99, 2),
        ({"expression": "=1 + 1", "computeOn": "presubmit"}, None, 2),
        ({"expression": "=[1, {a: null}]"}, None, [1, {"a": None}]),
        ({"expression": "=1 +"}, 5, None),
    ],
}

LINES = [(type_, *line) for type_, lines in TABLES.items() for line in lines]


@pytest.mark.parametrize(("type_", "attributes", "sent", "expected"), LINES)
def test_component(type_, attributes, sent, expected):
    result = compile_form(form(field(type_, **attributes))).check({"value": sent}, now=NOW)
    if isinstance(expected, Refused):
        assert [one.code for one in result.problems["value"]] == [expected]
    else:
        assert (result.errors, result.data) == ({}, {"value": expected})
        assert type(result.data["value"]) is type(expected)


@pytest.mark.parametrize(
    ("type_", "attributes", "expected"),
    [
        ("textfield", {}, ""),
        ("textarea", {}, ""),
        ("number", {}, None),
        ("checkbox", {}, False),
        ("radio", {"values": LETTERS}, None),
        ("select", {"values": LETTERS}, None),
        ("checklist", {"values": LETTERS}, []),
        ("taglist", {"values": LETTERS}, []),
        ("datetime", {}, None),
        ("filepicker", {}, None),
        ("textfield", {"defaultValue": "d"}, "d"),
        ("number", {"defaultValue": "4"}, 4),
        ("checklist", {"values": LETTERS, "defaultValue": ["a"]}, ["a"]),
    ],
)
def test_a_field_that_is_left_out_holds_its_default_or_nothing(type_, attributes, expected):
    assert compile_form(form(field(type_, **attributes))).validate({}) == {"value": expected}


@pytest.mark.parametrize(
    "type_", ["text", "image", "table", "html", "documentPreview", "spacer", "separator", "iframe", "button"]
)
def test_components_that_only_show_something_take_no_answer(type_):
    compiled = compile_form(form({"type": type_, "id": "shown"}, field("textfield", "a")))
    assert compiled.validate({"a": "x"}) == {"a": "x"}
    assert compiled.check({"shown": "x"}).errors == {"shown": ["表单里没有这一项。"]}
