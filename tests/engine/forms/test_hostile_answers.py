"""Whatever is sent, the answer is a result: bounded in time, with sentences, never a traceback."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.forms import compile_form, validate_form
from engine.forms.admission import MAX_DEPTH
from engine.forms.schema import MAX_ROWS
from tests.engine.forms.builders import field, form, group, rows

OPTIONS = [{"label": "A", "value": "a"}, {"label": "B", "value": 1}]
EVERYTHING = form(
    field("textfield", "text", validate={"required": True, "minLength": 2, "pattern": "^[a-z]"}),
    field("textarea", "area", validate={"maxLength": 5}),
    field("number", "n", validate={"min": 1, "max": "=n + 1"}, decimalDigits=2, increment=0.5),
    field("checkbox", "box"),
    field("radio", "radio", values=OPTIONS, conditional={"hide": "=n > 3"}),
    field("select", "select", valuesExpression="=[text, n]"),
    field("checklist", "list", values=OPTIONS),
    field("taglist", "tags", values=OPTIONS),
    field("datetime", "day"),
    field("datetime", "at", subtype="datetime", timeSerializingFormat="utc_offset", timeInterval=15),
    field("filepicker", "file", accept=".pdf"),
    field("expression", "sum", expression="=n + count(list)"),
    group(field("textfield", "inner.a"), path="g"),
    rows(
        "rows",
        field("number", "n", id="row_n"),
        rows("deep", field("textfield", "t", conditional={"hide": "=parent.n = 1"})),
    ),
)
COMPILED = compile_form(EVERYTHING)
KEYS = ["text", "area", "n", "box", "radio", "select", "list", "tags", "day", "at", "file", "sum", "g", "rows", "x", ""]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["a", "2024-01-31", "2024-01-31T10:15Z", "1e5", "0x1", "-", "files::1"])
)
JSON = st.recursive(
    SCALARS,
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["n", "deep", "t", "inner", "a", "name", "_schema", "fields"]), below, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    answers=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8),
    data=st.none() | st.dictionaries(st.sampled_from(KEYS), JSON, max_size=4),
)
def test_any_json_gives_a_result(answers: dict[str, Any], data: dict[str, Any] | None):
    result = COMPILED.check(answers, data)
    assert result.ok == (not result.errors)
    assert all(found and all(found) for found in result.errors_in("en").values())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8))
def test_clean_answers_stay_as_they_are_when_checked_again(answers: dict[str, Any]):
    first = COMPILED.check({**answers, "text": "ab"})
    if first.ok:
        again = COMPILED.check(first.data)
        assert (again.errors, again.data) == ({}, first.data)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"text": "x" * 10_000_000}, "too_large"),
        ({"text": ["x" * 100] * 100_000}, "too_large"),
        ({"rows": [{}] * (MAX_ROWS + 1)}, "too_many_rows"),
        ({"text": "x" * 1_500_000}, "too_long"),
        ({1: "x"}, "key_not_text"),
        ({"text": b"x"}, "not_json"),
        ({"text": datetime(2026, 1, 1, tzinfo=UTC)}, "not_json"),
        ([], "object_expected"),
    ],
)
def test_what_may_not_come_in_is_told_in_one_sentence(answers, code):
    begun = time.monotonic()
    result = COMPILED.check(answers)
    assert code in [one.code for found in result.problems.values() for one in found]
    assert time.monotonic() - begun < 3


def test_deep_nesting_is_refused():
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    result = COMPILED.check({"text": deep})
    assert result.errors == {"text": [f"提交的内容嵌套过深，最多 {MAX_DEPTH} 层。"]}


def test_ten_times_the_rows_take_about_ten_times_as_long():
    lines = rows(
        "lines",
        field("number", "n", validate={"min": "=this.low"}),
        field("number", "low"),
        field("textfield", "t", conditional={"hide": "=this.n > 1000"}, validate={"required": True}),
    )
    compiled = compile_form(form(lines))

    def seconds(count: int) -> float:
        # Of the processor, all threads of this process: what others do on the machine does not count.
        begun = time.process_time()
        result = compiled.check({"lines": [{"n": n, "low": 1, "t": "t"} for n in range(count)]})
        assert list(result.errors) == ["lines[0].n"]
        return time.process_time() - begun

    seconds(100)
    few = min(seconds(100) for _ in range(3))
    # A walk over all rows for each row would make it a hundred times.
    assert seconds(1000) < 30 * few


def test_field_names_of_python_and_javascript_are_ordinary_names():
    names = ["fields", "load", "Meta", "context", "_schema", "toString", "hasOwnProperty", "length", "class"]
    result = validate_form(form(*(field("textfield", name) for name in names)), dict.fromkeys(names, "x"))
    assert result.data == dict.fromkeys(names, "x")


def test_data_with_a_number_without_end_is_read_as_null():
    form = {"type": "default", "id": "f", "components": [
        {"type": "textfield", "id": "a", "key": "a", "conditional": {"hide": "=x = null"}},
    ]}  # fmt: skip
    assert validate_form(form, {}, {"x": float("inf")}).ok
