"""The rules of a field as marshmallow validators: number form, pattern, required, limits, lengths, ready-made formats.

Order and meaning are those of form-js, so the browser and the server find the same problems. A validator raises
`ValidationError` with one `Problem`. Limits that are FEEL come evaluated with the instance.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marshmallow import ValidationError
from marshmallow.validate import Validator

from engine.forms import javascript
from engine.forms.components import TEXT, Component
from engine.forms.contacts import is_email, is_phone
from engine.forms.isolate import Instance
from engine.forms.messages import Problem

Compare = Callable[[Any, Any], bool]


class Rule(Validator):
    """A validator that looks at a value and says what is wrong, if anything is."""

    def __call__(self, value: Any) -> Any:
        problem = self.problem(value)
        if problem is not None:
            raise ValidationError([problem])
        return value

    def problem(self, value: Any) -> Problem | None:
        raise NotImplementedError


@dataclass(frozen=True)
class DecimalDigits(Rule):
    limit: int

    def problem(self, value: Any) -> Problem | None:
        number = javascript.decimal(value) if value else None
        if number is None:
            return None
        if Fraction(number) * 10**self.limit % 1 == 0:
            return None
        return Problem("decimal_digits", {"limit": self.limit}) if self.limit else Problem("integer_expected")


@dataclass(frozen=True)
class Increment(Rule):
    step: int | float | str

    def problem(self, value: Any) -> Problem | None:
        number, step = javascript.decimal(value) if value else None, javascript.decimal(self.step)
        if number is None or not step:
            return None
        quotient = Fraction(number) / Fraction(step)
        if quotient.denominator == 1:
            return None
        previous = int(quotient) * Fraction(step)  # towards zero, as form-js rounds
        facts = {"previous": _fraction_text(previous), "next": _fraction_text(previous + Fraction(step))}
        return Problem("increment", facts)


@dataclass(frozen=True)
class Pattern(Rule):
    """The regular expression is JavaScript's and was tested in the isolate; this only words the outcome."""

    pattern: str
    message: str
    is_mismatch: bool

    def problem(self, value: Any) -> Problem | None:
        del value
        if not self.is_mismatch:
            return None
        if self.message:
            return Problem("pattern_message", {"message": self.message})
        return Problem("pattern", {"pattern": self.pattern})


@dataclass(frozen=True)
class Required(Rule):
    """Only a checkbox is empty when it is false: “no” may be a choice."""

    is_checkbox: bool

    def problem(self, value: Any) -> Problem | None:
        is_empty = value is None or value in ("", []) or (self.is_checkbox and value is False)
        return Problem("required") if is_empty else None


@dataclass(frozen=True)
class Limit(Rule):
    """`code`: min or max; `is_beyond` compares the value with the limit."""

    code: str
    limit: Any
    is_beyond: Compare

    def problem(self, value: Any) -> Problem | None:
        if value is None or value is False or value == "":
            return None
        number, limit = javascript.decimal(value), javascript.decimal(self.limit)
        if number is None or limit is None:
            return Problem("not_comparable")
        return Problem(self.code, {"limit": self.limit}) if self.is_beyond(number, limit) else None


@dataclass(frozen=True)
class Length(Rule):
    """`code`: min_length or max_length. A limit that is no number holds nobody back, as in the browser."""

    code: str
    limit: Any
    is_beyond: Compare

    def problem(self, value: Any) -> Problem | None:
        limit = javascript.number(self.limit) if isinstance(self.limit, str) else javascript.decimal(self.limit)
        if limit is None or not isinstance(value, str) or not value:
            return None
        is_beyond = self.is_beyond(javascript.length(javascript.trim(value)), limit)
        return Problem(self.code, {"limit": self.limit}) if is_beyond else None


@dataclass(frozen=True)
class Format(Rule):
    code: str
    is_well_formed: Callable[[str], bool]

    def problem(self, value: Any) -> Problem | None:
        is_refused = isinstance(value, str) and value and not self.is_well_formed(value)
        return Problem(self.code) if is_refused else None


FORMATS: Mapping[str, Rule] = {"phone": Format("phone", is_phone), "email": Format("email", is_email)}


def rules_of(field: Component, shown: Instance, *, is_mismatch: bool) -> list[Rule]:
    """The validators of a field as it stands in one row, in the order of form-js."""
    validate = dict(field.validate)
    limits = {name: value for name, value in {**validate, **(shown.limits or {})}.items() if value is not None}
    rules: list[Rule | None] = [
        DecimalDigits(field.decimal_digits) if field.decimal_digits is not None else None,
        Increment(field.increment) if field.increment is not None else None,
        _pattern(validate, is_mismatch=is_mismatch),
        Required(field.type == "checkbox") if javascript.is_truthy(validate.get("required")) else None,
        Limit("min", limits["min"], operator.lt) if "min" in limits else None,
        Limit("max", limits["max"], operator.gt) if "max" in limits else None,
        *_lengths(field, limits),
        FORMATS.get(str(validate.get("validationType"))),
    ]
    return [rule for rule in rules if rule is not None]


def _pattern(validate: Mapping[str, Any], *, is_mismatch: bool) -> Rule | None:
    pattern = validate.get("pattern")
    if not pattern:
        return None
    message = validate.get("patternErrorMessage")
    return Pattern(pattern, message if isinstance(message, str) else "", is_mismatch)


def _lengths(field: Component, limits: Mapping[str, Any]) -> list[Rule]:
    if field.type not in TEXT:
        return []
    found: list[Rule] = []
    if "minLength" in limits:
        found.append(Length("min_length", limits["minLength"], operator.lt))
    if "maxLength" in limits:
        found.append(Length("max_length", limits["maxLength"], operator.gt))
    return found


def problems_of(rules: list[Rule], value: Any) -> list[Problem]:
    """Run the validators and gather what they refuse."""
    problems: list[Any] = []
    for rule in rules:
        try:
            rule(value)
        except ValidationError as error:
            problems.extend(error.messages)
    return problems


def _fraction_text(value: Fraction) -> str:
    number = float(value)
    return javascript.number_text(number)
