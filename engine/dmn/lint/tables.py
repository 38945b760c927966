"""Decision tables: hit policies that make no sense, rules that are in each other's way, rows that never match."""

from __future__ import annotations

from itertools import combinations

from engine.bpmn.findings import Severity
from engine.bpmn.text import Text
from engine.dmn.lint.cells import certainly_meet, is_any
from engine.dmn.lint.notes import Notes
from engine.dmn.lint.walk import each
from engine.dmn.model import Aggregation, DecisionTable, Expression, HitPolicy, Rule

MAX_PAIRS = 20_000
"""Rules are compared pairwise; a larger table is only compared as far as this."""

_AGGREGATION = Text(
    "The aggregation {aggregation} has no effect with the hit policy {policy}.",
    "命中策略为 {policy} 时，聚合 {aggregation} 不起作用。",
)
_AGGREGATION_REMEDY = Text("Choose COLLECT, or remove the aggregation.", "请选择 COLLECT，或删除聚合。")
_AGGREGATE_TEXT = Text(
    "The table sums outputs of the type {type}, which gives null.", "该表对 {type} 类型的输出求和，结果为 null。"
)
_AGGREGATE_TEXT_REMEDY = Text("Give the output the type number.", "请把该输出的类型设为 number。")
_SEVERAL = Text(
    "The aggregation {aggregation} is meant for one output column; the table has {count}.",
    "聚合 {aggregation} 只适用于一个输出列；该表有 {count} 个。",
)
_SEVERAL_REMEDY = Text("Split the table.", "请拆分该表。")
_PRIORITY = Text(
    "The hit policy {policy} needs the list of output values to know which comes first.",
    "命中策略 {policy} 需要输出值列表来确定优先顺序。",
)
_PRIORITY_REMEDY = Text("List the output values, highest priority first.", "请列出输出值，优先级高的在前。")
_NAMELESS = Text("The table has several outputs, and one has no name.", "该表有多个输出，其中一个没有名称。")
_NAMELESS_REMEDY = Text("Name every output column.", "请为每个输出列命名。")
_SAME_NAME = Text(
    "Two outputs have the name '{name}'; only one of them arrives.", "两个输出同名「{name}」，只有一个会保留。"
)
_SAME_NAME_REMEDY = Text("Give them different names.", "请使用不同的名称。")
_NO_RULES = Text("The table has no rules.", "该表没有规则。")
_NO_RULES_REMEDY = Text("Add a rule, or remove the decision.", "请添加规则，或删除该决策。")
_EMPTY_OUTPUT = Text(
    "Rule {number} has an empty output cell, which gives null.", "第 {number} 条规则的输出为空，结果为 null。"
)
_EMPTY_OUTPUT_REMEDY = Text("Write null if that is meant.", "如果确实如此，请写 null。")
_CATCH_ALL = Text(
    "No rule catches what all others leave over; then the result is null.", "没有兜底规则；都不匹配时结果为 null。"
)
_CATCH_ALL_REMEDY = Text(
    "Add a rule with '-' in every input, or default outputs, if every case must be answered.",
    "如果每种情况都必须有结果，请添加输入全为“-”的规则或默认输出。",
)
_OVERLAP = Text(
    "The rules {one} and {other} can both match, which UNIQUE forbids.",
    "第 {one} 条和第 {other} 条规则可能同时匹配，UNIQUE 不允许。",
)
_OVERLAP_REMEDY = Text("Narrow one of them, or choose another hit policy.", "请收窄其中一条，或改用其他命中策略。")
_UNREACHABLE = Text(
    "Rule {number} is never reached: rule {by} matches everything.",
    "第 {number} 条规则永远不会执行：第 {by} 条总是匹配。",
)
_UNREACHABLE_REMEDY = Text("Move the rule that matches everything to the end.", "请把总是匹配的规则移到最后。")

_SUMMABLE = ("number", "days and time duration", "years and months duration", None)


def check_tables(notes: Notes) -> None:
    """Findings on every decision table of one file."""
    each(notes.model, lambda identifier, name, found: _check(notes, identifier, name, found))


def _check(notes: Notes, owner: str, name: str, found: Expression) -> None:
    if not isinstance(found, DecisionTable):
        return
    check = _Table(notes, found, found.id or owner, name)
    check.aggregation()
    check.outputs()
    check.rules()
    check.overlaps()


class _Table:
    """The checks of one table."""

    def __init__(self, notes: Notes, table: DecisionTable, identifier: str, name: str) -> None:
        self._notes = notes
        self._table = table
        self._id = identifier
        self._name = name

    def _note(
        self, rule: str, severity: Severity, text: tuple[Text, Text], at: str | None = None, **facts: str
    ) -> None:
        sentence, remedy = text
        self._notes.add(rule, severity, at or self._id, sentence, remedy, element_name=self._name, **facts)

    def aggregation(self) -> None:
        table, found = self._table, self._table.aggregation
        if found is None:
            return
        if table.hit_policy is not HitPolicy.COLLECT:
            self._note("dmn-aggregation", Severity.WARNING, (_AGGREGATION, _AGGREGATION_REMEDY),
                       aggregation=found, policy=table.hit_policy)  # fmt: skip
        elif len(table.outputs) > 1:
            self._note("dmn-aggregation", Severity.WARNING, (_SEVERAL, _SEVERAL_REMEDY),
                       aggregation=found, count=str(len(table.outputs)))  # fmt: skip
        elif found is Aggregation.SUM and table.outputs[0].type in ("string", "boolean", "date", "time"):
            self._note("dmn-aggregation", Severity.ERROR, (_AGGREGATE_TEXT, _AGGREGATE_TEXT_REMEDY),
                       type=table.outputs[0].type or "")  # fmt: skip

    def outputs(self) -> None:
        table = self._table
        is_ranked = table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        constrained = {one.name for one in self._notes.model.types if one.allowed}
        if is_ranked and not any(one.values or one.type in constrained for one in table.outputs):
            self._note("dmn-priority", Severity.ERROR, (_PRIORITY, _PRIORITY_REMEDY), policy=table.hit_policy)
        if len(table.outputs) == 1:
            return
        seen: set[str] = set()
        for clause in table.outputs:
            if clause.name is None:
                self._note("dmn-output-name", Severity.ERROR, (_NAMELESS, _NAMELESS_REMEDY), clause.id)
            elif clause.name in seen:
                self._note("dmn-output-name", Severity.ERROR, (_SAME_NAME, _SAME_NAME_REMEDY), clause.id,
                           name=clause.name)  # fmt: skip
            seen.add(clause.name or "")

    def rules(self) -> None:
        table = self._table
        if not table.rules:
            self._note("dmn-no-rules", Severity.WARNING, (_NO_RULES, _NO_RULES_REMEDY))
            return
        for number, rule in enumerate(table.rules, start=1):
            if any(not cell.text for cell in rule.outputs):
                self._note("dmn-empty-output", Severity.WARNING, (_EMPTY_OUTPUT, _EMPTY_OUTPUT_REMEDY), rule.id,
                           number=str(number))  # fmt: skip
        catch_alls = [number for number, rule in enumerate(table.rules, start=1) if _matches_all(rule)]
        if not catch_alls and not any(one.default for one in table.outputs):
            self._note("dmn-no-catch-all", Severity.INFO, (_CATCH_ALL, _CATCH_ALL_REMEDY))
        if table.hit_policy is HitPolicy.FIRST and catch_alls and catch_alls[0] < len(table.rules):
            hidden = table.rules[catch_alls[0]]
            self._note("dmn-unreachable-rule", Severity.WARNING, (_UNREACHABLE, _UNREACHABLE_REMEDY), hidden.id,
                       number=str(catch_alls[0] + 1), by=str(catch_alls[0]))  # fmt: skip

    def overlaps(self) -> None:
        if self._table.hit_policy is not HitPolicy.UNIQUE:
            return
        for count, ((one, first), (other, second)) in enumerate(combinations(enumerate(self._table.rules, start=1), 2)):
            if count >= MAX_PAIRS:
                return
            pairs = zip(first.tests, second.tests, strict=True)
            if all(certainly_meet(left.text, right.text) for left, right in pairs):
                self._note("dmn-overlap", Severity.WARNING, (_OVERLAP, _OVERLAP_REMEDY), second.id,
                           one=str(one), other=str(other))  # fmt: skip


def _matches_all(rule: Rule) -> bool:
    return all(is_any(test.text) for test in rule.tests)
