"""The few words that every PDF has of its own, in both languages. What a document says is its own affair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handlers.parameters import AGENCY_ZONE

Language = Literal["zh", "en"]
Translate = Callable[[str], str]

_WORDS = {
    "number": ("编号", "No."),
    "version": ("第 {0} 版", "version {0}"),
    "issued": ("出具时间", "Issued"),
    "by": ("出具人", "by"),
    "page": ("第 {0} 页，共 {1} 页", "Page {0} of {1}"),
    "hash": ("内容 SHA-256", "SHA-256 of the content"),
    "sample": ("示例规则，非任何公司的手册", "Sample rule, not a company's manual"),
    "samples": ("含示例规则，非任何公司的手册", "Contains sample rules, no company's manual"),
    "signatures": ("签署", "Signatures"),
    "signed": ("签署时间", "Signed"),
    "how": ("方式", "Method"),
    "shown": ("所示内容 SHA-256", "SHA-256 of what was shown"),
    "unsigned": ("签名：________________　日期：____________", "Signature: ________________   Date: ____________"),
    "none": ("（无）", "(none)"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """How this rendering speaks. `translate`: labels and titles of the document, in the reader's language."""

    language: Language
    translate: Translate

    def say(self, key: str, *values: object) -> str:
        """One of our own words."""
        return _WORDS[key][self.language == "en"].format(*values)

    def moment(self, at: datetime) -> str:
        """The agency's wall clock, to the minute."""
        local = at.astimezone(AGENCY_ZONE)
        if self.language == "en":
            return f"{local.day} {local:%B %Y, %H:%M}"
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
