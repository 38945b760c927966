"""Why a branch was taken and how a table decided, in rows that a person can check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from web.site import site

Json = Any
Show = Callable[[str, Json], str]


@dataclass(frozen=True, slots=True)
class Reason:
    """A headline, the values looked at, and the rows that led to the result."""

    title: str
    values: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, bool], ...]
    """Label, explanation, whether this is what was chosen."""


def gateway_reason(fact: Any, name: str, flow_name: Callable[[str], str], show: Show) -> Reason:
    """The conditions of a gateway, each with what it gave; the chosen flows are marked."""
    values: dict[str, str] = {}
    rows = []
    for outcome in fact.conditions:
        values.update({variable: show(variable, value) for variable, value in outcome.inputs.items()})
        condition = outcome.expression or gettext("其他情况")
        rows.append((flow_name(outcome.flow), condition, outcome.flow in fact.chosen))
    seen = {outcome.flow for outcome in fact.conditions}
    # A default flow has no condition of its own; it is taken when no other holds.
    rows += [(flow_name(flow), gettext("其他条件都不成立"), True) for flow in fact.chosen if flow not in seen]
    chosen = gettext("、").join(label for label, _, is_chosen in rows if is_chosen and label)
    title = gettext("%(gateway)s走向：%(chosen)s", gateway=name, chosen=chosen) if chosen else name
    return Reason(title, tuple(sorted(values.items())), tuple(rows))


def decision_reasons(fact: Any, name: str, show: Show) -> list[Reason]:
    """One reason per decision of the trace: inputs, the rules that matched, what they gave."""
    return [_decision(step, name, show) for step in fact.trace or [] if isinstance(step, dict)]


def _decision(step: dict[str, Json], name: str, show: Show) -> Reason:
    title = gettext(
        "%(task)s决策「%(decision)s」：%(result)s",
        task=name,
        decision=site().labels.say(step.get("name")) or step.get("id"),
        result=_result(step, show),
    )
    values: dict[str, str] = {}
    rows: list[tuple[str, str, bool]] = []
    for table in step.get("tables") or []:
        for entered in table.get("inputs") or []:
            label = site().labels.say(entered.get("label")) or entered.get("expression")
            values[label] = show(entered.get("expression") or "", _in_words(entered.get("value")))
        rows += [_rule(rule, show) for rule in table.get("rules") or []]
        if not table.get("rules"):
            rows.append((gettext("没有规则匹配"), gettext("使用默认值") if table.get("default_used") else "", True))
    if not values:
        values = {label: show(label, value) for label, value in (step.get("inputs") or {}).items()}
    return Reason(title, tuple(values.items()), tuple(rows))


def _result(step: dict[str, Json], show: Show) -> str:
    """The rules that matched, by number: what they gave stands below, with the values looked at."""
    tables = step.get("tables") or []
    if not tables:
        return show(str(step.get("id")), _in_words(step.get("result")))
    numbers = gettext("、").join(str(rule["index"]) for table in tables for rule in table.get("rules") or [])
    return gettext("规则 %(number)s", number=numbers) if numbers else gettext("没有规则匹配")


def _rule(rule: dict[str, Json], show: Show) -> tuple[str, str, bool]:
    labels, given = site().labels, rule["outputs"].items()
    outputs = gettext("；").join(
        f"{labels.say(labels.say_code(name))} = {show(name, _in_words(value))}" for name, value in given
    )
    notes = gettext("；").join(labels.say_composed(show("", note)) for note in (rule.get("annotations") or {}).values())
    return gettext("规则 %(number)s", number=rule["index"]), f"{outputs}（{notes}）" if notes else outputs, True


def _in_words(value: Json) -> Json:
    """The value with each code of the decision tables in words, at any depth."""
    if isinstance(value, dict):
        return {name: _in_words(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_in_words(one) for one in value]
    return site().labels.say_code(value) if isinstance(value, str) else value
