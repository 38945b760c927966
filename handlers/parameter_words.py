"""A dated number in words: what it is called and its value with the unit, as people read them (SOP 3.7)."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

from handlers.parameter_titles import TITLES
from handlers.task_limits import TASKS

UNITS = {
    "day": "{} 天",
    "working_day": "{} 个工作日",
    "month": "{} 个月",
    "year": "{} 年",
    "hour": "{} 小时",
    "minute": "{} 分钟",
    "yuan": "{} 元",
    "percent": "{}%",
    "percent_by_year": "{}%（逐保单年度）",
    "per_mille": "{}‰",
    "count": "{}",
    "person": "{} 人",
    "grade": "{} 级",
    "score": "{} 分",
    "version": "{}",
}
"""By unit of a parameter; what is said in ISO 8601 (`cycle`, `duration`) is read instead."""
WHOLE = {"day": "天", "working_day": "工作日", "month": "月", "year": "年", "hour": "小时", "yuan": "元"} | {
    "percent": "%", "per_mille": "‰", "count": "个", "grade": "级",
}  # fmt: skip
"""In what a whole number counts, when somebody must be told that it is none."""
CYCLE = re.compile(r"R(\d*)/P(\d+)D")
DAYS = re.compile(r"P(\d+)D")
AGES = "_age"
LIKE = 0.4
"""How much of two titles must agree for one to be offered for the other, from 0 to 1."""


def title_of(code: str) -> str:
    """What the parameter is called; the code itself when an installation has added its own."""
    if code in TASKS:
        return f"“{TASKS[code]}”的办理时限"
    return TITLES.get(code, code)


def code_called(said: str, codes: Collection[str]) -> str | None:
    """Which parameter somebody means: by its code, its title, or a part of the title that no other has; else None."""
    if said in codes:
        return said
    for fits in (said.__eq__, lambda title: said in title):
        found = [code for code in codes if fits(title_of(code))]
        if len(found) == 1:
            return found[0]
    return None


def titles_near(said: str, codes: Collection[str], most: int = 5) -> list[str]:
    """Titles that hold what was said, else those most like it; the shortest, or the likest, first."""
    titles = sorted({title_of(code) for code in codes}, key=lambda title: (len(title), title))
    holding = [title for title in titles if said in title]
    return holding[:most] or get_close_matches(said, titles, n=most, cutoff=LIKE)


def value_text(code: str, value: str, unit: str) -> str:
    """The value with its unit: `30 天`, `每 7 天一次，共 3 次`, `65 岁`; as it stands when its unit has no words."""
    if cycle := CYCLE.fullmatch(value):
        return f"每 {cycle[2]} 天一次，共 {cycle[1]} 次" if cycle[1] else f"每 {cycle[2]} 天一次"
    if days := DAYS.fullmatch(value):
        return f"{days[1]} 天"
    if unit == "year" and code.endswith(AGES):
        return f"{value} 岁"
    if unit == "yuan" and value.isdigit():
        return f"{int(value):,} 元"
    return UNITS.get(unit, "{}").format(value)
