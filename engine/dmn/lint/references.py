"""What a decision refers to: whether it exists, is used, and comes to an end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from engine.bpmn.findings import Severity
from engine.bpmn.text import Text
from engine.dmn.lint.notes import Notes
from engine.dmn.lint.walk import each, logics, texts
from engine.dmn.model import Decision, Expression, FunctionDefinition, ItemDefinition, Model, Reference
from engine.dmn.types import FEEL_TYPES

_UNKNOWN = Text(
    "'{name}' requires '{target}', which the file does not hold.", "「{name}」需要「{target}」，但文件中没有它。"
)
_UNKNOWN_REMEDY = Text("Draw the requirement again, or remove it.", "请重新绘制该依赖，或将其删除。")
_MISSING_IMPORT = Text(
    "'{name}' requires something of the file '{namespace}', which was not handed in.",
    "「{name}」依赖文件「{namespace}」中的元素，但未提供该文件。",
)
_MISSING_IMPORT_REMEDY = Text("Hand in that file too.", "请同时提交该文件。")
_CYCLE = Text("The decisions {circle} require each other in a circle.", "决策 {circle} 相互循环依赖。")
_CYCLE_REMEDY = Text("Remove one of the requirements.", "请删除其中一个依赖。")
_UNUSED = Text("The input data '{name}' is required by no decision.", "没有任何决策使用输入数据「{name}」。")
_UNUSED_REMEDY = Text("Connect it to a decision or remove it.", "请将其连接到决策，或将其删除。")
_UNMENTIONED = Text("'{name}' requires '{target}' but never mentions it.", "「{name}」依赖「{target}」，但从未用到它。")
_UNMENTIONED_REMEDY = Text("Use it or remove the requirement.", "请使用它，或删除该依赖。")
_TWICE = Text("The name '{name}' stands for {count} elements.", "名称「{name}」被 {count} 个元素共用。")
_TWICE_REMEDY = Text("Give each element a name of its own.", "请给每个元素取不同的名称。")
_NO_LOGIC = Text(
    "The decision '{name}' has no logic; it gives null unless its result is known already.",
    "决策「{name}」没有逻辑；除非已有其结果，否则为 null。",
)
_NO_LOGIC_REMEDY = Text("Give it a table or an expression.", "请为其填写决策表或表达式。")
_LANGUAGE = Text(
    "A function of '{name}' is written in {language}; only FEEL is run.",
    "「{name}」的一个函数用 {language} 编写；系统只运行 FEEL。",
)
_LANGUAGE_REMEDY = Text("Write it in FEEL.", "请改用 FEEL 编写。")
_TYPE = Text("'{name}' uses the unknown type '{type}'.", "「{name}」使用了未知类型「{type}」。")
_TYPE_CYCLE = Text("The types {circle} are each other.", "类型 {circle} 相互循环定义。")
_TYPE_REMEDY = Text("Define the type or choose a known one.", "请定义该类型，或选用已有类型。")


def check_references(notes: Notes) -> None:
    """Findings on requirements, names, types and function languages of one file."""
    for identifier, name, reference, known in _requirements(notes.model):
        if reference.model is not None and not _is_imported(notes.model, reference):
            notes.add("dmn-missing-import", Severity.ERROR, identifier, _MISSING_IMPORT, _MISSING_IMPORT_REMEDY,
                      element_name=name, name=name, namespace=reference.model)  # fmt: skip
        elif reference.model is None and reference.id not in known:
            notes.add("dmn-unknown-reference", Severity.ERROR, identifier, _UNKNOWN, _UNKNOWN_REMEDY,
                      element_name=name, name=name, target=reference.id)  # fmt: skip
    _check_circles(notes)
    _check_unused(notes)
    _check_names(notes)
    _check_types(notes)
    _check_type_circles(notes)
    each(notes.model, lambda identifier, name, found: _check_language(notes, identifier, name, found))
    for decision in notes.model.decisions:
        if decision.expression is None:
            notes.add("dmn-no-logic", Severity.WARNING, decision.id, _NO_LOGIC, _NO_LOGIC_REMEDY,
                      element_name=decision.name, name=decision.name)  # fmt: skip


def _is_imported(model: Model, reference: Reference) -> bool:
    return any(one.namespace == reference.model for one in model.imported)


def _requirements(model: Model) -> Iterator[tuple[str, str, Reference, set[str]]]:
    inputs = {one.id for one in model.input_data}
    decisions = {one.id for one in model.decisions}
    functions = {one.id for one in model.knowledge_models} | {one.id for one in model.services}
    for decision in model.decisions:
        for references, known in (
            (decision.inputs, inputs), (decision.decisions, decisions), (decision.knowledge, functions),
        ):  # fmt: skip
            yield from ((decision.id, decision.name, one, known) for one in references)
    for knowledge in model.knowledge_models:
        yield from ((knowledge.id, knowledge.name, one, functions) for one in knowledge.knowledge)
    for service in model.services:
        for one in (*service.outputs, *service.encapsulated, *service.input_decisions):
            yield service.id, service.name, one, decisions
        yield from ((service.id, service.name, one, inputs) for one in service.input_data)


def _check_circles(notes: Notes) -> None:
    needs = {one.id: [found.id for found in one.decisions if found.model is None] for one in notes.model.decisions}
    finished: set[str] = set()
    for start in needs:
        circle = _circle_from(start, needs, finished)
        if circle:
            notes.add("dmn-cycle", Severity.ERROR, circle[0], _CYCLE, _CYCLE_REMEDY, circle=" → ".join(circle))


def _circle_from(start: str, needs: dict[str, list[str]], finished: set[str]) -> list[str]:
    """The first circle on a way from `start`, without recursion: a chain may be as long as the file is."""
    path: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, True)]
    while waiting:
        one, is_entering = waiting.pop()
        if not is_entering:
            path.pop()
            finished.add(one)
            continue
        if one in path:
            return [*path[path.index(one) :], one]
        if one in finished or one not in needs:
            continue
        path.append(one)
        waiting.append((one, False))
        waiting.extend((next_one, True) for next_one in needs[one])
    return []


def _check_unused(notes: Notes) -> None:
    model = notes.model
    used = {found.id for one in model.decisions for found in one.inputs}
    used |= {found.id for one in model.services for found in one.input_data}
    for data in model.input_data:
        if data.id not in used:
            notes.add("dmn-unused-input", Severity.WARNING, data.id, _UNUSED, _UNUSED_REMEDY,
                      element_name=data.name, name=data.name)  # fmt: skip
    for decision in model.decisions:
        _check_mentions(notes, decision)


def _check_mentions(notes: Notes, decision: Decision) -> None:
    if decision.expression is None:
        return
    model = notes.model
    names = {one.id: (one.variable.name, one.name, one.id) for one in model.elements()}
    said = _squeeze(" ".join(texts(decision.expression)))
    for reference in (*decision.inputs, *decision.decisions):
        known = names.get(reference.id) if reference.model is None else None
        if known and not any(_squeeze(name) in said for name in known):
            notes.add("dmn-unmentioned-requirement", Severity.INFO, decision.id, _UNMENTIONED, _UNMENTIONED_REMEDY,
                      element_name=decision.name, name=decision.name, target=known[0])  # fmt: skip


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _check_names(notes: Notes) -> None:
    model = notes.model
    elements = list(model.elements())
    first = {one.name: one.id for one in reversed(elements)}
    for name, count in Counter(one.name for one in elements).items():
        if count > 1:
            notes.add("dmn-name-twice", Severity.WARNING, first[name], _TWICE, _TWICE_REMEDY,
                      element_name=name, name=name, count=str(count))  # fmt: skip


def _check_language(notes: Notes, identifier: str, name: str, found: Expression) -> None:
    if isinstance(found, FunctionDefinition) and found.language != "FEEL":
        notes.add("dmn-function-language", Severity.ERROR, found.id or identifier, _LANGUAGE, _LANGUAGE_REMEDY,
                  element_name=name, name=name, language=found.language)  # fmt: skip


def _check_types(notes: Notes) -> None:
    known = {*FEEL_TYPES.values(), *_type_names(notes.model.types)}
    spaces = tuple(f"{one.name}." for one in notes.model.imports if one.name)
    for identifier, name, used in _types_used(notes.model):
        if used is not None and used not in known and not used.startswith(spaces):
            notes.add("dmn-unknown-type", Severity.WARNING, identifier, _TYPE, _TYPE_REMEDY,
                      element_name=name, name=name, type=used)  # fmt: skip


def _check_type_circles(notes: Notes) -> None:
    needs = {one.name: [one.type] for one in notes.model.types if one.type and not one.components}
    finished: set[str] = set()
    for start in needs:
        circle = _circle_from(start, needs, finished)
        if circle:
            identifier = next((one.id for one in notes.model.types if one.name == circle[0]), None)
            notes.add("dmn-type-cycle", Severity.ERROR, identifier, _TYPE_CYCLE, _TYPE_REMEDY,
                      element_name=circle[0], circle=" → ".join(circle))  # fmt: skip


def _type_names(types: Iterable[ItemDefinition]) -> Iterator[str]:
    return (one.name for one in types)


def _types_used(model: Model) -> Iterator[tuple[str | None, str, str | None]]:
    for one in model.elements():
        yield one.id, one.name, one.variable.type
    for identifier, name, logic in logics(model):
        for found in getattr(logic, "inputs", ()):
            yield found.id or identifier, name, found.type
        for found in getattr(logic, "outputs", ()):
            yield found.id or identifier, name, found.type
    waiting = list(model.types)
    while waiting:
        item = waiting.pop()
        yield item.id, item.name, item.type
        waiting.extend(item.components)
