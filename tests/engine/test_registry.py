from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import pytest

from engine.registry import HandlerAlreadyRegisteredError, HandlerContext, HandlerRegistry, Nothing, Rubbish


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    sex: Sex
    born: date


@dataclass(frozen=True, slots=True)
class Everything:
    person: Person
    sum_assured: Decimal = field(metadata={"variable": "sumAssured"})
    count: int
    smoker: bool
    at: datetime
    wait: timedelta
    kind: Literal["new", "old"]
    tags: tuple[str, ...] = ()
    ratio: float | None = None
    extra: dict[str, Any] = field(default_factory=dict)


GOOD = {
    "person": {"name": "张伟", "sex": "M", "born": "1990-02-01"},
    "sumAssured": 1000000.25,
    "count": 3.0,
    "smoker": False,
    "at": "2026-01-05T09:00:00+08:00",
    "wait": "P1DT30M",
    "kind": "new",
    "tags": ["a", "b"],
    "unknown": "ignored",
}


def context(**changes: Any) -> HandlerContext:
    sent: list[tuple[str, Any, str]] = changes.pop("sent", [])
    return HandlerContext(
        session=None,  # type: ignore[arg-type]
        now=datetime(2026, 1, 5, tzinfo=UTC),
        case_id="c1",
        key=changes.pop("key", 7),
        element="Task_1",
        process_id="p",
        attempt=changes.pop("attempt", 1),
        headers={},
        outbox=lambda kind, payload, key: sent.append((kind, payload, key)),
    )


def registry_with(run: Any, takes: type = Everything, gives: type = Everything) -> HandlerRegistry:
    registry = HandlerRegistry()
    registry.handles("echo", takes=takes, gives=gives, aliases=("old.echo",))(run)
    return registry


def test_a_handler_sees_typed_values_and_gives_json_back():
    seen = []
    registry = registry_with(lambda given, _: seen.append(given) or given)
    result = registry.get("old.echo")(GOOD, context())
    assert seen[0].person == Person("张伟", Sex.MALE, date(1990, 2, 1))
    assert seen[0].sum_assured == Decimal("1000000.25")
    assert seen[0].count == 3
    assert seen[0].wait == timedelta(days=1, minutes=30)
    assert seen[0].at == datetime(2026, 1, 5, 1, tzinfo=UTC)
    assert result["sumAssured"] == 1000000.25
    assert result["wait"] == "P1DT1800S"
    assert result["person"]["born"] == "1990-02-01"
    assert "unknown" not in result


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("person.born", {"person": {"name": "x", "sex": "M", "born": "yesterday"}}),
        ("count", {"count": 3.5}),
        ("count", {"count": True}),
        ("smoker", {"smoker": "no"}),
        ("sumAssured", {"sumAssured": "NaN"}),
        ("kind", {"kind": "other"}),
        ("tags[1]", {"tags": ["a", 2]}),
        ("wait", {"wait": "P1M"}),
        ("ratio", {"ratio": "x"}),
    ],
)
def test_a_value_of_the_wrong_shape_is_named_by_its_path(path, change):
    registry = registry_with(lambda given, _: given)
    with pytest.raises(Rubbish) as refused:
        registry.get("echo")({**GOOD, **change}, context())
    assert list(refused.value.errors) == [path]


@dataclass(frozen=True, slots=True)
class Loose:
    count: int


@pytest.mark.parametrize("result", [None, {"count": 1}, Loose("three"), Loose(None), 7])  # type: ignore[arg-type]
def test_what_a_handler_gives_must_be_what_it_declared(result):
    registry = registry_with(lambda _given, _context: result, gives=Loose, takes=Nothing)
    with pytest.raises(Rubbish):
        registry.get("echo")({}, context())


def test_a_decimal_that_a_json_number_cannot_keep_is_refused_not_rounded():
    @dataclass(frozen=True)
    class Amount:
        amount: Decimal

    registry = registry_with(lambda _given, _context: Amount(Decimal("0.12345678901234567890")), Nothing, Amount)
    with pytest.raises(Rubbish, match="more digits"):
        registry.get("echo")({}, context())


def test_two_handlers_of_one_name_raise_and_neither_alias_is_half_registered():
    registry = registry_with(lambda given, _: given)
    with pytest.raises(HandlerAlreadyRegisteredError):
        registry.handles("new", takes=Nothing, gives=Nothing, aliases=("echo",))(lambda *_: None)
    assert "new" not in registry
    assert [handler.type for handler in registry] == ["echo"]


def test_new_ids_differ_within_a_run_and_agree_with_the_next_attempt():
    first, second, elsewhere = context(), context(attempt=2), context(key=8)
    drawn = [first.new_id("POL"), first.new_id("POL"), first.new_id("DOC")]
    assert len(set(drawn)) == 3
    assert [second.new_id("POL"), second.new_id("POL"), second.new_id("DOC")] == drawn
    assert elsewhere.new_id("POL") not in drawn


def test_what_is_sent_twice_by_a_retry_carries_the_same_key():
    sent = []
    context(sent=sent).send("sms", {"to": "x"})
    context(sent=sent, attempt=2).send("sms", {"to": "x"})
    assert sent[0] == sent[1]
