from __future__ import annotations

import pytest

from engine.errors import AnswersRefused, BadInput
from web.inbox.form_layout import with_rows
from web.inbox.form_page import labels_by_path, named_in, problems_of, read_answers


def field(key: str, columns: int | None = None, row: str | None = None) -> dict:
    layout = {"columns": columns} | ({"row": row} if row else {})
    return {"type": "textfield", "key": key, "label": key.upper(), "layout": layout}


def rows_of(schema: dict) -> list[str | None]:
    return [component["layout"].get("row") for component in schema["components"]]


def test_neighbours_with_a_width_share_rows_of_sixteen() -> None:
    filled = with_rows({"components": [field("a", 8), field("b", 8), field("c", 4), field("d"), field("e", 4)]})
    assert rows_of(filled) == ["row_1", "row_1", "row_2", None, "row_3"]


def test_rows_that_a_form_names_stay_and_inner_lists_are_filled_too() -> None:
    inner = {"type": "dynamiclist", "path": "list", "layout": {}, "components": [field("x", 8), field("y", 8)]}
    filled = with_rows({"components": [field("a", 8, "Row_z"), inner]})
    assert rows_of(filled)[0] == "Row_z"
    assert rows_of(filled["components"][1]) == ["row_1", "row_1"]


def test_only_variables_that_the_form_names_leave_the_server() -> None:
    schema = {"components": [{"type": "text", "text": "= {{premium}}"}, {"key": "sum"}]}
    assert named_in(schema, {"premium": 1, "sum": 2, "risk": 3}) == {"premium": 1, "sum": 2}


@pytest.mark.parametrize("text", ["[", "[]", "1"])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_answers(text)


def test_problems_stand_in_the_order_of_the_form_with_its_labels(app) -> None:
    schema = {"components": [field("b"), {"type": "dynamiclist", "path": "list", "components": [field("x")]}]}
    refused = AnswersRefused(errors={"list[1].x": ["短"], "b": ["空"], "": ["全部"]})
    with app.test_request_context():
        found = [(problem.field, problem.sentence) for problem in problems_of(refused, schema)]
    assert found == [("B", "空"), ("X（第 2 行）", "短"), ("", "全部")]


def test_days_and_times_are_called_by_the_labels_they_keep_elsewhere() -> None:
    day = {"type": "datetime", "key": "held_on", "subtype": "date", "dateLabel": "召开日期"}
    at = {"type": "datetime", "key": "held_at", "subtype": "time", "timeLabel": "几点"}
    rows = {"type": "dynamiclist", "path": "rows", "components": [day]}
    found = labels_by_path({"components": [day, at, rows]})
    assert found == {"held_on": "召开日期", "held_at": "几点", "rows": "rows", "rows.held_on": "召开日期"}
