"""The English of composed sentences: patterns with places, and lists whose parts have an English of their own.

A pattern is a Chinese text with places, `请在 {day} 前补足`; what stands in a place is said in English too. A place
named `said…` holds a person's own words, which are nobody's to translate; one named `code…` holds a code only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_PLACE = re.compile(r"\{(\w+)\}")
_JOINTS = (("\n", "\n"), (" | ", " | "), ("。", ". "), ("；", "; "), ("，", ", "), ("、", ", "))
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_SPAN = re.compile(rf"({_DAY.pattern.replace('(', '(?:')})[至—]({_DAY.pattern.replace('(', '(?:')})")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ITEM = re.compile(r"(\d+\.|-) (.+)")
OWN_WORDS = "said"
CODE = "code"


class Phrases:
    """Says a composed text in English as far as its parts have one; the rest stays as it was written."""

    def __init__(self, patterns: Mapping[str, str], say_label: Callable[[str], str | None]) -> None:
        """`say_label`: the English of a text that stands in the label files as it is, None when it does not."""
        # The longest first: the more a pattern says itself, the less is left to a place.
        ordered = sorted(patterns, key=lambda text: -len(_PLACE.sub("", text)))
        self._patterns = [(_compile(text), patterns[text]) for text in ordered]
        self._say_label = say_label

    def say(self, text: str) -> str:
        """The text in English, line by line, sentence by sentence, part by part."""
        if not _CHINESE.search(text):
            return text
        return self._whole(text) or self._parts(text)

    def _whole(self, text: str) -> str | None:
        known = self._say_label(text.strip())
        if known is not None:
            return known
        if day := _DAY.fullmatch(text.strip()):
            return f"{int(day[3])} {MONTHS[int(day[2]) - 1]} {day[1]}"
        if span := _SPAN.fullmatch(text.strip()):
            return f"{self.say(span[1])} to {self.say(span[2])}"
        if "\n" in text or " | " in text:
            return None
        for pattern, english in self._patterns:
            if found := pattern.fullmatch(text):
                return english.format_map({name: self._fill(name, said) for name, said in found.groupdict().items()})
        if item := _ITEM.fullmatch(text):
            return f"{item[1]} {self.say(item[2])}"
        return self._named_value(text)

    def _named_value(self, text: str) -> str | None:
        """A line of a document: a label that is known, a colon, its value."""
        label, colon, value = text.partition("：")
        known = self._say_label(label.strip()) if colon else None
        return f"{known}: {self.say(value)}" if known else None

    def _fill(self, name: str, text: str) -> str:
        return text if name.startswith(OWN_WORDS) else self.say(text)

    def _parts(self, text: str) -> str:
        for chinese, english in _JOINTS:
            if chinese in text.strip(chinese):
                parts = text.split(chinese)
                said = [self.say(part) for part in parts]
                # A text of which nothing is known is a person's own: its punctuation is too.
                return english.join(said).rstrip(" ") if said != parts else text
        body = text.rstrip("。")
        return f"{self.say(body)}." if body != text and self.say(body) != body else text


def _compile(text: str) -> re.Pattern[str]:
    pattern, at = "", 0
    for place in _PLACE.finditer(text):
        holds = "[A-Za-z0-9_]+" if place[1].startswith(CODE) else ".+?"
        pattern += re.escape(text[at : place.start()]) + f"(?P<{place[1]}>{holds})"
        at = place.end()
    return re.compile(pattern + re.escape(text[at:]))
