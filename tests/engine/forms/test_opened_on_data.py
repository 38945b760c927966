"""A form that was opened on case variables: what they offer, keep and protect."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.forms import FileInfo, compile_form
from tests.engine.forms.builders import field, form, rows

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_field_that_the_answers_leave_out_keeps_what_it_opened_with():
    compiled = compile_form(form(field("textfield", "name"), field("number", "age")))
    assert compiled.validate({"age": 6}, {"name": "old", "age": 5}) == {"name": "old", "age": 6}


def test_variables_that_are_no_fields_are_neither_taken_nor_given():
    compiled = compile_form(form(field("textfield", "name")))
    assert compiled.validate({"name": "a"}, {"secret": 1}) == {"name": "a"}
    assert list(compiled.check({"name": "a", "secret": 2}, {"secret": 1}).errors) == ["secret"]


def test_what_no_longer_fits_a_field_is_dropped_at_opening_and_not_reported():
    compiled = compile_form(form(field("number", "age")))
    assert compiled.validate({}, {"age": "many"}) == {"age": None}


def test_a_readonly_field_keeps_its_value():
    compiled = compile_form(form(field("textfield", "name", readonly=True)))
    assert compiled.validate({"name": "forged"}, {"name": "real"}) == {"name": "real"}
    assert compiled.validate({"name": ["forged"]}, {"name": "real"}) == {"name": "real"}


def test_a_readonly_expression_protects_when_it_held_all_along():
    compiled = compile_form(form(field("textfield", "name", readonly='=stage = "review"')))
    assert compiled.validate({"name": "forged"}, {"name": "real", "stage": "review"}) == {"name": "real"}
    assert compiled.validate({"name": "new"}, {"name": "real", "stage": "entry"}) == {"name": "new"}


def test_a_field_that_the_user_unlocked_may_change():
    compiled = compile_form(form(field("checkbox", "open"), field("textfield", "name", readonly="=open = false")))
    answers = {"open": True, "name": "new"}
    assert compiled.validate(answers, {"open": False, "name": "real"}) == answers


def test_readonly_fields_of_rows_take_only_values_that_were_there():
    compiled = compile_form(form(rows("lines", field("textfield", "id", readonly=True), field("number", "n"))))
    opened = {"lines": [{"id": "a"}, {"id": "b"}]}
    assert compiled.validate({"lines": [{"id": "b", "n": 1}, {"n": 2}]}, opened)["lines"][0]["id"] == "b"
    forged = compiled.check({"lines": [{"id": "z"}]}, opened)
    assert [one.code for one in forged.problems["lines[0].id"]] == ["readonly_changed"]


def test_rows_that_are_fixed_keep_their_number():
    compiled = compile_form(form(rows("lines", field("number", "n"), allowAddRemove=False)))
    opened = {"lines": [{"n": 1}, {"n": 2}]}
    assert compiled.validate({"lines": [{"n": 3}, {"n": 4}]}, opened) == {"lines": [{"n": 3}, {"n": 4}]}
    assert compiled.check({"lines": [{"n": 3}]}, opened).errors == {"lines": ["行数不可增减，应为 2 行。"]}


def test_an_emptied_list_comes_back_empty_and_an_untouched_one_as_it_was():
    compiled = compile_form(form(rows("lines", field("number", "n"))))
    assert compiled.validate({"lines": []}, {"lines": [{"n": 1}]}) == {"lines": []}
    assert compiled.validate({}, {"lines": [{"n": 1}]}) == {"lines": [{"n": 1}]}
    assert compiled.validate({}, {}) == {"lines": [{"n": None}]}


def test_a_day_that_has_passed_since_the_form_was_filled_before_is_no_new_entry():
    compiled = compile_form(form(field("datetime", "d", disallowPassedDates=True)))
    opened = {"d": "2020-01-01"}
    assert compiled.validate({"d": "2020-01-01"}, opened, NOW) == opened
    assert list(compiled.check({"d": "2020-01-02"}, opened, NOW).errors) == ["d"]


def test_options_come_from_a_case_variable():
    compiled = compile_form(form(field("select", "s", valuesKey="offered")))
    offered = {"offered": ["x", {"label": "Y", "value": "y"}, {"label": "no value"}, None]}
    assert compiled.validate({"s": "y"}, offered) == {"s": "y"}
    assert list(compiled.check({"s": "z"}, offered).errors) == ["s"]


def test_uploaded_files_are_held_to_number_and_kind():
    compiled = compile_form(form(field("filepicker", "f", accept="image/*")))
    photo, program = FileInfo("a.png", "image/png"), FileInfo("a.exe", "application/x-msdownload")
    assert compiled.validate({"f": "files::1"}, {}, files={"files::1": [photo]}) == {"f": "files::1"}
    refused = compiled.check({"f": "files::1"}, {}, files={"files::1": [photo, program]})
    assert [one.code for one in refused.problems["f"]] == ["one_file_only", "file_not_accepted"]
    assert not compiled.check({"f": "files::2"}, {}, files={"files::1": [photo]}).ok


def test_fields_tell_path_type_label_and_class():
    sensitive = field("textfield", "id_no", validate={"required": True}, properties={"sop:class": "C2"})
    compiled = compile_form(form(rows("people", sensitive)))
    assert [(one.path, one.type, one.required, one.sensitivity) for one in compiled.fields] == [
        ("people", "dynamiclist", False, None),
        ("people[].id_no", "textfield", True, "C2"),
    ]


def test_a_choice_that_is_no_longer_offered_is_dropped_at_opening_but_refused_as_an_answer():
    compiled = compile_form(
        form(
            field("select", "fixed", values=["a"]),
            field("select", "told", valuesKey="offered"),
            field("taglist", "computed", valuesExpression="=offered"),
        )
    )
    opened = {"offered": ["x"], "fixed": "z", "told": "z", "computed": ["z", "x"]}
    assert compiled.validate({}, opened) == {"fixed": None, "told": None, "computed": ["x"]}
    assert list(compiled.check({"fixed": "z", "told": "z", "computed": ["z"]}, opened).errors) == [
        "computed",
        "fixed",
        "told",
    ]
