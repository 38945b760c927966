"""A form whose expressions never end or eat memory is refused by name, soon, and says which field it was."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from engine.errors import FormError, FormLimitExceeded
from engine.forms import validate_form
from engine.forms.isolate import LONGEST, SETTLE_LIMIT, settle
from engine.forms.moments import Today
from tests.engine.forms.builders import field, form, rows

ENDLESS = "count(for x in 1..2.5 return x) > 0"
GREEDY = 'count(for a in 1..100000000 return "xxxxxxxxxxxxxxxx" + string(a)) > 0'


@pytest.mark.parametrize("condition", [ENDLESS, GREEDY], ids=["endless", "greedy"])
def test_an_endless_condition_is_ended_and_names_its_field(condition):
    refused = form(field("textfield", "a"), field("textfield", "b", conditional={"hide": f"={condition}"}))
    started = time.process_time()
    with pytest.raises(FormLimitExceeded, match="field “b”") as refusal:
        validate_form(refused, {"a": "1"})
    assert refusal.value.facts["path"] == "b"
    assert isinstance(refusal.value, FormError)
    assert time.process_time() - started < 6
    assert validate_form(form(field("textfield", "a")), {"a": "1"}).data == {"a": "1"}


def test_the_row_is_named_in_which_a_condition_does_not_end():
    inner = field("textfield", "b", conditional={"hide": f"={ENDLESS}"})
    with pytest.raises(FormLimitExceeded) as refusal:
        validate_form(form(field("textfield", "a"), rows("l", inner)), {"a": "1", "l": [{"b": "1"}]})
    assert refusal.value.facts["path"] == "l[0].b"


def test_a_computed_field_that_does_not_end_is_named():
    computed = field("expression", "e", expression=f"={ENDLESS}", computeOn="change")
    with pytest.raises(FormLimitExceeded) as refusal:
        validate_form(form(computed), {})
    assert refusal.value.facts["path"] == "e"


class Stopwatch:
    """Answers for the isolate and remembers how much time it was given."""

    def __init__(self) -> None:
        self.given = 0.0

    def call(self, function: str, request: str, time_limit: float) -> str:
        self.given = time_limit
        return '{"instances": [], "values": []}'


@pytest.mark.parametrize(("number", "seconds"), [(0, SETTLE_LIMIT), (1000, 3.0), (100_000, LONGEST)])
def test_many_rows_get_more_time(number, seconds):
    watch = Stopwatch()
    settle(watch, {}, {"l": [{"a": 1}] * number}, {}, Today(datetime(2026, 11, 21, tzinfo=UTC), UTC))
    assert watch.given == pytest.approx(seconds)
