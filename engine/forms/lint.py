"""Findings about a form file: what deploy refuses, and what its users will stumble over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.bpmn.findings import Finding, Severity
from engine.errors import EngineError, FormError
from engine.forms import isolate, javascript, schema
from engine.forms.components import KINDS, ONE_OF, PRESENTATION, SOME_OF, TEXT, Kind
from engine.forms.interpreter import interpreter
from engine.forms.parse import is_expression, parse_form, read_json

Attributes = Mapping[str, Any]

SUPPORTED_SCHEMA = 19
"""`schemaVersion` of form-js 1.23."""
EXPRESSIONS = ("readonly", "valuesExpression", "expression", "accept", "multiple")
LIMIT_PAIRS = (("min", "max"), ("minLength", "maxLength"))


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a finding says, in English and in Chinese, and what to do about it."""

    severity: Severity
    sentence: str
    remedy: str
    sentence_zh: str
    remedy_zh: str


RULES: Mapping[str, _Rule] = {
    "form-unusable": _Rule(
        Severity.ERROR,
        "{reason}",
        "Correct it in the form editor.",
        "表单无法使用：{reason}",
        "请在表单编辑器中更正。",
    ),
    "form-schema-version": _Rule(
        Severity.WARNING,
        "The form has schema version {version}; {known} is the newest one known.",
        "Check that it uses no newer component or property.",
        "表单的架构版本是 {version}，目前支持到 {known}。",
        "请确认没有使用更新的组件或属性。",
    ),
    "form-type": _Rule(
        Severity.ERROR,
        "The component's type “{type}” is not known.",
        "Use a component of form-js 1.23.",
        "不认识组件类型“{type}”。",
        "请使用 form-js 1.23 的组件。",
    ),
    "form-label": _Rule(
        Severity.WARNING,
        "The field has no label: nobody can tell what to fill in.",
        "Give it a label.",
        "字段没有标签，填写人不知道填什么。",
        "请加上标签。",
    ),
    "form-limit": _Rule(
        Severity.ERROR,
        "“{name}” is “{value}”, which is not a number.",
        "Enter a number, or FEEL that gives one.",
        "“{name}”的值“{value}”不是数字。",
        "请填数字，或结果为数字的 FEEL。",
    ),
    "form-limits": _Rule(
        Severity.ERROR,
        "“{low}” is greater than “{high}”: no value fits.",
        "Exchange the two limits.",
        "“{low}”大于“{high}”，没有值能通过。",
        "请把上下限对调。",
    ),
    "form-length": _Rule(
        Severity.WARNING,
        "Limits of length belong to text fields; here they are not enforced.",
        "Remove them.",
        "长度限制只对文本字段有效，这里不起作用。",
        "请删除。",
    ),
    "form-options": _Rule(
        Severity.ERROR,
        "The field offers no options.",
        "Name its options.",
        "字段没有可选项。",
        "请填写可选项。",
    ),
    "form-expression": _Rule(
        Severity.ERROR,
        "“{name}” is not FEEL: {reason}",
        "Correct the expression.",
        "“{name}”不是有效的 FEEL：{reason}",
        "请更正表达式。",
    ),
    "form-pattern": _Rule(
        Severity.ERROR,
        "The pattern is no regular expression of JavaScript: {reason}",
        "Correct the pattern.",
        "正则表达式无效：{reason}",
        "请更正正则表达式。",
    ),
}


def lint_form(form_json: str | bytes | Mapping[str, Any], file: str = "") -> list[Finding]:
    """Everything that is wrong with a form. Never raises, whatever the file holds."""
    try:
        form = read_json(form_json)
    except FormError as error:
        return [_finding("form-unusable", {}, file, reason=str(error))]
    components = list(_components(form))
    found = [*_unusable(form, file), *_schema_version(form, file)]
    for attributes in components:
        found += [*_unknown_type(attributes, file), *_missing_label(attributes, file), *_limits(attributes, file)]
        found += _missing_options(attributes, file)
    try:
        return [*found, *_broken_expressions(components, file), *_broken_patterns(components, file)]
    except EngineError as error:
        return [*found, _finding("form-unusable", {}, file, reason=str(error))]


def _finding(rule: str, attributes: Attributes, file: str, **facts: Any) -> Finding:
    said, texts = RULES[rule], {name: str(value) for name, value in facts.items()}
    label = attributes.get("label")
    return Finding(
        rule,
        said.severity,
        _id(attributes),
        said.sentence.format(**texts),
        said.remedy,
        file,
        element_name=label if isinstance(label, str) else "",
        sentence_zh=said.sentence_zh.format(**texts),
        remedy_zh=said.remedy_zh,
        facts=texts,
    )


def _id(attributes: Attributes) -> str | None:
    name = attributes.get("id") or attributes.get("key") or attributes.get("path")
    return str(name) if name else None


def _components(form: Attributes) -> Iterator[Attributes]:
    """All components, however deep, also of a form that cannot be used."""
    waiting = [form.get("components")]
    while waiting:
        below = waiting.pop()
        if not isinstance(below, list):
            continue
        for attributes in below:
            if isinstance(attributes, Mapping):
                yield attributes
                waiting.append(attributes.get("components"))


def _unusable(form: Attributes, file: str) -> Iterator[Finding]:
    """Unknown types, shared ids and keys, missing keys: form-js would not open it either."""
    try:
        schema.branches_of(parse_form(form))
    except FormError as error:
        component = error.facts.get("component")
        yield _finding("form-unusable", {"id": component}, file, reason=str(error))


def _schema_version(form: Attributes, file: str) -> Iterator[Finding]:
    version = form.get("schemaVersion")
    if isinstance(version, int) and version > SUPPORTED_SCHEMA:
        yield _finding("form-schema-version", {}, file, version=version, known=SUPPORTED_SCHEMA)


def _unknown_type(attributes: Attributes, file: str) -> Iterator[Finding]:
    type_ = attributes.get("type")
    if not isinstance(type_, str) or type_ not in KINDS.keys() | PRESENTATION:
        yield _finding("form-type", attributes, file, type=type_)


def _missing_label(attributes: Attributes, file: str) -> Iterator[Finding]:
    type_ = attributes.get("type")
    if not isinstance(type_, str) or KINDS.get(type_) is not Kind.FIELD or type_ == "expression":
        return
    names = ("label", "dateLabel", "timeLabel") if type_ == "datetime" else ("label",)
    if not any(attributes.get(name) for name in names):
        yield _finding("form-label", attributes, file)


_NO_NUMBER: Final = object()


def _limits(attributes: Attributes, file: str) -> Iterator[Finding]:
    validate = attributes.get("validate")
    if not isinstance(validate, Mapping):
        return
    for pair in LIMIT_PAIRS:
        limits = {name: _limit(validate.get(name)) for name in pair}
        for name, limit in limits.items():
            if limit is _NO_NUMBER:
                yield _finding("form-limit", attributes, file, name=name, value=validate[name])
        low, high = limits.values()
        if not {low, high} & {None, _NO_NUMBER} and low > high:
            yield _finding("form-limits", attributes, file, low=pair[0], high=pair[1])
    if not _is_one_of(attributes, TEXT) and any(validate.get(name) for name in LIMIT_PAIRS[1]):
        yield _finding("form-length", attributes, file)


def _limit(value: Any) -> Any:
    if value is None or is_expression(value):
        return None
    number = javascript.decimal(value)
    return _NO_NUMBER if number is None else number


def _is_one_of(attributes: Attributes, types: frozenset[str]) -> bool:
    type_ = attributes.get("type")
    return isinstance(type_, str) and type_ in types


def _missing_options(attributes: Attributes, file: str) -> Iterator[Finding]:
    sources = (attributes.get(name) for name in ("values", "valuesKey", "valuesExpression"))
    if _is_one_of(attributes, ONE_OF | SOME_OF) and not any(sources):
        yield _finding("form-options", attributes, file)


def _expressions(attributes: Attributes) -> Iterator[tuple[str, str, bool]]:
    """Name and text of each expression, and whether it is a unary test."""
    conditional, validate = attributes.get("conditional"), attributes.get("validate")
    texts = {name: attributes.get(name) for name in EXPRESSIONS}
    texts["conditional.hide"] = conditional.get("hide") if isinstance(conditional, Mapping) else None
    if isinstance(validate, Mapping):
        texts |= {f"validate.{name}": validate.get(name) for pair in LIMIT_PAIRS for name in pair}
    for name, text in texts.items():
        if isinstance(text, str) and is_expression(text):
            yield name, text, name in ("readonly", "conditional.hide")


def _broken_expressions(components: list[Attributes], file: str) -> Iterator[Finding]:
    found = [(attributes, *expression) for attributes in components for expression in _expressions(attributes)]
    broken = isolate.broken_expressions(interpreter(), [(text, is_test) for *_, text, is_test in found])
    for index, message in broken.items():
        attributes, name, *_ = found[index]
        yield _finding("form-expression", attributes, file, name=name, reason=message)


def _broken_patterns(components: list[Attributes], file: str) -> Iterator[Finding]:
    found: list[tuple[Attributes, str]] = []
    for attributes in components:
        validate = attributes.get("validate")
        pattern = validate.get("pattern") if isinstance(validate, Mapping) else None
        if isinstance(pattern, str) and pattern:
            found.append((attributes, pattern))
    broken = isolate.broken_patterns(interpreter(), [pattern for _, pattern in found])
    for index, message in broken.items():
        yield _finding("form-pattern", found[index][0], file, reason=message)
