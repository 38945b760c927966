"""A form, compiled once at deploy, that takes answers and gives clean ones."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema

from engine.clock import SystemClock
from engine.errors import AnswersRefused, FeelLimitExceeded, FormConditionFailed, FormError, FormLimitExceeded
from engine.forms import isolate, schema
from engine.forms.admission import refusals
from engine.forms.checking import Checking
from engine.forms.components import Component, Kind
from engine.forms.files import FileInfo
from engine.forms.interpreter import interpreter
from engine.forms.messages import Problem
from engine.forms.moments import Today
from engine.forms.parse import is_expression, parse_form, read_json
from engine.forms.paths import Path, flatten, write_path

AGENCY_ZONE = ZoneInfo("Asia/Shanghai")
_ROW = re.compile(r"\[\d+\]")
CLASS_PROPERTY = "sop:class"
"""The custom property of a component that names the sensitivity class of its value."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `path` has `[]` for the rows of a list: `beneficiaries[].share`."""

    path: str
    type: str
    label: str
    required: bool
    sensitivity: str | None


@dataclass(frozen=True, slots=True)
class FormResult:
    """What a form says of answers.

    `errors` maps a field path (`rows[0].name`) to its sentences in Chinese; what concerns the answers as a whole has
    the empty path. `data` is what the form submits: answers of fields that show and are not disabled, with defaults
    and empty values filled in. When `ok` is False it lacks the values that could not be read.
    """

    ok: bool
    errors: dict[str, list[str]]
    data: dict[str, Any]
    problems: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    def errors_in(self, lang: str) -> dict[str, list[str]]:
        """The errors in `zh` or `en`."""
        return {path: [one.sentence(lang) for one in found] for path, found in self.problems.items()}


@dataclass(frozen=True)
class CompiledForm:
    """An immutable form. Its schema decides on types and names; its rules on everything that depends on what shows."""

    id: str
    sha256: str
    fields: tuple[FormField, ...]
    root: Component = field(repr=False)
    zone: tzinfo = field(default=AGENCY_ZONE, repr=False)

    @cached_property
    def schema(self) -> type[Schema]:
        """Types and names; made when the first answers come, for most forms of an agency rest."""
        return schema.schema_of(schema.branches_of(self.root))

    @cached_property
    def wire(self) -> Mapping[str, Any]:
        """The form as the interpreter takes it."""
        return isolate.wire(self.root)

    def validate(
        self,
        answers: Mapping[str, Any],
        data: Mapping[str, Any] | None = None,
        now: datetime | None = None,
        files: Mapping[str, Sequence[FileInfo]] | None = None,
    ) -> dict[str, Any]:
        """The clean answers.

        Raises AnswersRefused with `errors` (Chinese, by field path) and `problems`; FormConditionFailed, which is one,
        when an expression of the form does not come to an end.
        """
        try:
            result = self.check(answers, data, now, files)
        except FormLimitExceeded as stopped:
            raise self._cannot_judge(stopped.facts["path"]) from stopped
        if not result.ok:
            raise AnswersRefused(errors=result.errors, problems=result.problems)
        return result.data

    def check(
        self,
        answers: Mapping[str, Any],
        data: Mapping[str, Any] | None = None,
        now: datetime | None = None,
        files: Mapping[str, Sequence[FileInfo]] | None = None,
    ) -> FormResult:
        """Like `validate`, but tells instead of raising.

        `data`: the case variables that the form was opened on. A field that the answers leave out keeps the value it
        opened with; a read-only field always does. Without `data` the answers alone fill the form, as if it had been
        opened on them, and may name the variables that its expressions and options read.
        `now` (aware) is what `now()` and `today()` say. `files`: what is known of uploaded files, by form-js's key.
        """
        found = refusals(answers)
        if found:
            return _result({path: [problem] for path, problem in found.items()}, {})
        today = Today(now or SystemClock().now(), self.zone)
        base, typed = (self._inputs(answers), answers) if data is None else (data, answers)
        typed = {key: value for key, value in typed.items() if data is not None or key not in base}
        clean, messages = schema.load(self.schema, typed, today)
        checking = Checking(self.root, self.wire, interpreter(), today=today, files=files)
        try:
            problems, submitted = checking.run(clean, base, dict(flatten(messages)), is_opened=data is not None)
        except FeelLimitExceeded as error:
            raise self._over_limit(error) from error
        return _result(problems, submitted)

    def _over_limit(self, error: FeelLimitExceeded) -> FormLimitExceeded:
        path = write_path(tuple(error.facts.get("asked_at") or ()))
        whose = f"field “{path}” of the form “{self.id}”" if path else f"form “{self.id}”"
        return FormLimitExceeded(f"The expressions of the {whose} took too long or too much memory.", path=path)

    def _cannot_judge(self, path: str) -> FormConditionFailed:
        place = _ROW.sub("[]", path)
        label = next((one.label for one in self.fields if one.path == place), "") or path or "?"
        problem = Problem("endless", {"form": self.id, "field": label})
        return FormConditionFailed(
            form=self.id, field=label, errors={path: [problem.sentence()]}, problems={path: (problem,)}
        )

    def _inputs(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers that are no fields but variables that the form reads."""
        texts = "\n".join(_texts_with_names(self.wire))
        own = {component.path[0] for component in self.root.walk() if component.path}
        variables = {one.options.variable for one in self.root.walk() if one.options}
        return {
            key: value
            for key, value in answers.items()
            if key not in own and (key in variables or re.search(rf"(?<!\w){re.escape(key)}(?!\w)", texts))
        }


def compile_form(form_json: str | bytes | Mapping[str, Any], *, zone: tzinfo = AGENCY_ZONE) -> CompiledForm:
    """Compile a form-js form. Raises FormError, naming the component, for a form that cannot be used."""
    form = read_json(form_json)
    root = parse_form(form)
    schema.branches_of(root)  # refuses what cannot be written to one place
    _refuse_broken_patterns(root)
    return CompiledForm(
        id=root.id,
        sha256=_sha256(form_json),
        fields=tuple(_fields(root, "")),
        root=root,
        zone=zone,
    )


def validate_form(
    form_json: str | bytes | Mapping[str, Any],
    answers: Mapping[str, Any],
    data: Mapping[str, Any] | None = None,
    *,
    now: datetime | None = None,
) -> FormResult:
    """Check answers against a form-js form: `FormResult(ok, errors, data)`.

    `data`: the variables that the form was opened on, if any. Raises FormError for a form that cannot itself be used,
    FormLimitExceeded with the field's `path` where one of its expressions does not end or eats memory.
    """
    return compile_form(form_json).check(answers, data, now)


def _result(problems: Mapping[Path, list[Problem]], data: dict[str, Any]) -> FormResult:
    by_path = {write_path(path): tuple(found) for path, found in sorted(problems.items(), key=_order) if found}
    errors = {path: [one.sentence() for one in found] for path, found in by_path.items()}
    return FormResult(not errors, errors, data, by_path)


def _order(item: tuple[Path, Any]) -> list[tuple[int, str]]:
    return [(segment if isinstance(segment, int) else -1, str(segment)) for segment in item[0]]


def _sha256(form_json: str | bytes | Mapping[str, Any]) -> str:
    if isinstance(form_json, Mapping):
        form_json = json.dumps(form_json, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(form_json.encode() if isinstance(form_json, str) else form_json).hexdigest()


def _fields(component: Component, above: str) -> Iterable[FormField]:
    path = ".".join(filter(None, (above, *component.path)))
    if component.kind is Kind.FIELD:
        sensitivity = component.properties.get(CLASS_PROPERTY)
        required = bool(component.validate.get("required"))
        yield FormField(path, component.type, component.label, required, sensitivity)
    if component.kind is Kind.LIST and component.repeating:
        yield FormField(path, component.type, component.label, required=False, sensitivity=None)
        path = f"{path}[]"
    for child in component.children:
        yield from _fields(child, path)


def _refuse_broken_patterns(root: Component) -> None:
    fields = [one for one in root.walk() if one.validate.get("pattern")]
    if not fields:
        return
    broken = isolate.broken_patterns(interpreter(), [one.validate["pattern"] for one in fields])
    for index, message in broken.items():
        component = fields[index].id or ".".join(fields[index].path)
        raise FormError(f"The pattern of the form's component “{component}” is broken: {message}.", component=component)


def _texts_with_names(wire: Any) -> Iterable[str]:
    if isinstance(wire, str):
        if is_expression(wire) or "{{" in wire:
            yield wire
    elif isinstance(wire, dict):
        for below in wire.values():
            yield from _texts_with_names(below)
    elif isinstance(wire, list):
        for below in wire:
            yield from _texts_with_names(below)
