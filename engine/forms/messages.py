"""What a refused answer is told, in Chinese and in English: one row per code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("zh", "en")

SENTENCES: Mapping[str, tuple[str, str]] = {
    # the shape of the answers
    "unknown": ("表单里没有这一项。", "The form has no such field."),
    "object_expected": ("这里应是一组字段。", "A group of fields is expected here."),
    "list_expected": ("这里应是一个列表。", "A list is expected here."),
    "too_large": ("提交的内容过大，最多 {limit} 个字符。", "The answers are too large: at most {limit} characters."),
    "too_deep": ("提交的内容嵌套过深，最多 {limit} 层。", "The answers are nested too deeply: at most {limit} levels."),
    "too_many_rows": ("行数过多，最多 {limit} 行。", "There are too many rows: at most {limit}."),
    "too_long": ("内容过长，最多 {limit} 个字符。", "The text is too long: at most {limit} characters."),
    "key_not_text": ("字段名应是文本。", "The name of a field must be text."),
    "not_json": ("这不是可以提交的值。", "This is not a value that a form can submit."),
    "not_finite": ("这不是有限的数。", "This is not a finite number."),
    "bad_character": ("含有无法保存的字符。", "It holds a character that cannot be kept."),
    "rows_fixed": ("行数不可增减，应为 {expected} 行。", "Rows can be neither added nor removed: {expected} expected."),
    "readonly_changed": ("此项为只读，不可修改。", "This field is read-only and cannot be changed."),
    # the type of a value
    "text_expected": ("应填写文本。", "A text is expected."),
    "number_expected": ("应填写数字。", "The value is not a number."),
    "number_too_long": ("数字的位数过多。", "The number has too many digits."),
    "yes_or_no_expected": ("应为勾选或不勾选。", "It can only be ticked or not."),
    "choices_expected": ("应是所选项的列表。", "A list of choices is expected."),
    "not_an_option": ("“{value}”不在可选项之内。", "“{value}” is not one of the options."),
    "date_expected": ("应填写日期，格式为 2024-01-31。", "A date like 2024-01-31 is expected."),
    "time_expected": ("应填写时间，格式为 09:30。", "A time like 09:30 is expected."),
    "datetime_expected": (
        "应填写日期和时间，格式为 2024-01-31T09:30。",
        "A date and time like 2024-01-31T09:30 is expected.",
    ),
    "date_passed": ("日期不能早于今天。", "The date must not be before today."),
    "date_coming": ("日期不能晚于今天。", "The date must not be after today."),
    "time_off_grid": ("时间应以 {interval} 分钟为单位。", "The time must be a multiple of {interval} minutes."),
    "file_expected": ("应选择文件。", "A file is expected."),
    "one_file_only": ("只能选择一个文件。", "Only one file may be chosen."),
    "file_not_accepted": ("不接受文件“{name}”，只接受：{accept}。", "“{name}” is not accepted; accepted: {accept}."),
    # the rules of a field
    "required": ("此项必填。", "The field is required."),
    "pattern": ("格式不符合要求：{pattern}", "The value must match the pattern {pattern}."),
    "pattern_message": ("{message}", "{message}"),
    "endless": (
        "表单“{form}”中“{field}”的条件或公式无法在规定时间内算出。这不是您的错，已通知运营人员处理，您填写的内容都在。",
        "“{field}” in the form “{form}” cannot be computed in time. It is not your mistake; operations know of it.",
    ),
    "pattern_too_slow": ("无法在规定时间内检查此项的格式。", "The format of this value cannot be checked in time."),
    "min": ("不能小于 {limit}。", "The value must be at least {limit}."),
    "max": ("不能大于 {limit}。", "The value must be at most {limit}."),
    "not_comparable": ("无法与规定的上下限比较。", "The value or its limit is not a number."),
    "min_length": ("至少填写 {limit} 个字符。", "At least {limit} characters are needed."),
    "max_length": ("最多填写 {limit} 个字符。", "At most {limit} characters are allowed."),
    "integer_expected": ("应填写整数。", "An integer is expected."),
    "decimal_digits": ("最多 {limit} 位小数。", "At most {limit} decimal digits are allowed."),
    "increment": (
        "不是有效的数值，最接近的两个有效值是 {previous} 和 {next}。",
        "Not a valid value; the two nearest are {previous} and {next}.",
    ),
    "email": ("应填写有效的电子邮箱。", "It must be a valid email address."),
    "phone": (
        "应填写有效的国际电话号码，例如 +8613800138000。",
        "It must be an international phone number, for example +8613800138000.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value: a code of `SENTENCES` and the facts that its sentence names."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, lang: str = "zh") -> str:
        return sentence(self.code, lang, **self.facts)


def sentence(code: str, lang: str = "zh", **facts: Any) -> str:
    """The sentence of a code in `zh` or `en`. Raises KeyError for an unknown code, ValueError for another language."""
    return SENTENCES[code][LANGUAGES.index(lang)].format(**facts)
