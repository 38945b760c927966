"""How underwriting decided: outcomes over time and by authority, how long it took, what customers answered.

Counted of the decision records, each version of an application by itself, groups included.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from flask_babel import gettext
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from handlers.agency.figures import share
from handlers.parameters import local_day
from handlers.records import Application, UnderwritingDecision
from handlers.records.underwriting_decision import Outcome
from web.reports.asked import Asked
from web.reports.charts import Chart, Series, Shape, Tone
from web.reports.counting import counts, durations, pairs, share_headline
from web.reports.report import Cell, Column, Headline, Kind, Report, Section, Table, days_words, nine_in_ten
from web.reports.rows import LISTS, Behind
from web.reports.spans import buckets_of, quantile
from web.reports.words import word

LEVELS = ("auto", "U1", "U2", "U3", "committee")
TONES = dict(zip(Outcome, (Tone.PLAIN, Tone.PALE, Tone.DOTTED, Tone.LINED, Tone.CROSSED, Tone.HATCHED), strict=True))
ANSWERS = ("accept", "adjust", "withdraw", "")


def build(rows: Session, asked: Asked) -> Report:
    """The decisions of the period."""
    inside = [asked.period.holds(UnderwritingDecision.decided_at)]
    by_level = pairs(rows, UnderwritingDecision.outcome, UnderwritingDecision.level, inside)
    outcomes = Counter[str]()
    for (outcome, _), number in by_level.items():
        outcomes[outcome] += number
    moments = rows.execute(
        select(Application.submitted_at, UnderwritingDecision.decided_at)
        .join_from(UnderwritingDecision, Application, Application.id == UnderwritingDecision.application_id)
        .where(*inside)
    ).all()
    return Report(
        gettext("核保决定记录，按决定时间；同一投保单调整后的每次决定各算一次，含团体。时长从交核保到决定，按工作日。"),
        _headlines(outcomes, by_level, durations((row[0], row[1]) for row in moments), asked),
        (_over_time(rows, asked), _by_level(outcomes, by_level, asked), _answers(rows, asked)),
        is_empty=not outcomes,
    )


def _headlines(
    outcomes: Counter[str], by_level: Counter[tuple[str, str]], took: Counter[int], asked: Asked
) -> list[Headline]:
    total = outcomes.total()
    automatic = sum(number for (_, level), number in by_level.items() if level == "auto")
    declined = outcomes[Outcome.DECLINED] + outcomes[Outcome.POSTPONED]
    return [
        Headline(gettext("核保决定"), f"{total:,}", gettext("期内作出"), asked.way(total, "decided")),
        share_headline(
            gettext("标准承保"), share(outcomes[Outcome.STANDARD], total),
            gettext("%(n)s 件", n=outcomes[Outcome.STANDARD]),
            asked.way(outcomes[Outcome.STANDARD], "decided", outcome="standard"),
        ),
        share_headline(
            gettext("自动承保"), share(automatic, total), gettext("%(n)s 件", n=automatic),
            asked.way(automatic, "decided", level="auto"),
        ),
        share_headline(gettext("拒保或延期"), share(declined, total), gettext("%(n)s 件", n=declined)),
        Headline(
            gettext("时长中位数"), days_words(quantile(took, 0.5)),
            nine_in_ten(quantile(took, 0.9)),
        ),
    ]  # fmt: skip


def _over_time(rows: Session, asked: Asked) -> Section:
    buckets = buckets_of(asked.period)
    days: defaultdict[str, Counter] = defaultdict(Counter)
    decided = select(UnderwritingDecision.decided_at, UnderwritingDecision.outcome)
    for at, outcome in rows.execute(decided.where(asked.period.holds(UnderwritingDecision.decided_at))):
        days[outcome][local_day(at)] += 1
    spread = {outcome: buckets.spread(days[outcome]) for outcome in Outcome}
    table = []
    for place, part in enumerate(buckets.parts):
        total = sum(numbers[place] for numbers in spread.values())
        cells = [
            asked.cell(spread[outcome][place], "decided", outcome=outcome.value, **part.args) for outcome in Outcome
        ]
        table.append([buckets.cells[place], asked.cell(total, "decided", **part.args), *cells])
    columns = [
        buckets.column,
        Column(gettext("决定"), Kind.NUMBER),
        *(Column(word("underwriting", outcome), Kind.NUMBER) for outcome in Outcome),
    ]
    chart = Chart(
        Shape.COLUMNS,
        gettext("核保结论"),
        gettext("期内每周或每月的核保决定，按结论分开。"),
        buckets.labels,
        [
            Series(word("underwriting", outcome), spread[outcome], TONES[outcome])
            for outcome in Outcome
            if any(spread[outcome])
        ],
    )
    return Section("time", gettext("按时间"), Table(columns, table), (chart,))


def _by_level(outcomes: Counter[str], by_level: Counter[tuple[str, str]], asked: Asked) -> Section:
    levels = [*LEVELS, *sorted({level for _, level in by_level} - {*LEVELS})]
    table = []
    for outcome in Outcome:
        cells = [
            asked.cell(by_level[outcome, level], "decided", outcome=outcome.value, level=level) for level in levels
        ]
        total = asked.cell(outcomes[outcome], "decided", outcome=outcome.value)
        part = Cell(share(outcomes[outcome], outcomes.total()))
        table.append([Cell(word("underwriting", outcome)), total, part, *cells])
    columns = [
        Column(gettext("结论")),
        Column(gettext("合计"), Kind.NUMBER),
        Column(gettext("占比"), Kind.PERCENT),
        *(Column(word("level", level), Kind.NUMBER) for level in levels),
    ]
    chart = Chart(
        Shape.BARS,
        gettext("结论与权限"),
        gettext("每种结论的件数，自动与人工分开。"),
        [word("underwriting", outcome) for outcome in Outcome],
        [
            Series(word("level", "auto"), [by_level[outcome, "auto"] for outcome in Outcome], Tone.PALE),
            Series(gettext("人工"), [outcomes[outcome] - by_level[outcome, "auto"] for outcome in Outcome]),
        ],
    )
    return Section("levels", gettext("按结论和权限"), Table(columns, table), (chart,))


def _answers(rows: Session, asked: Asked) -> Section:
    """What customers said to terms that are not standard (SOP 4.4.2d)."""
    conditions = [asked.period.holds(UnderwritingDecision.decided_at), _with_terms()]
    found = counts(rows, UnderwritingDecision.answer, conditions)
    table = [
        [
            Cell(word("answer", answer) or gettext("还没有答复")),
            asked.cell(found[answer], "terms", answer=answer or "open"),
        ]
        for answer in ANSWERS
    ]
    columns = [Column(gettext("客户答复")), Column(gettext("件数"), Kind.NUMBER)]
    chart = Chart(
        Shape.BARS,
        gettext("客户对非标准条件的答复"),
        gettext("特别约定、除外、加费的决定 %(n)s 件，按客户的答复。", n=found.total()),
        [_answer_words(answer) for answer in ANSWERS],
        [Series(gettext("件数"), [found[answer] for answer in ANSWERS])],
    )
    return Section("answers", gettext("对非标准条件的答复"), Table(columns, table), (chart,))


def _answer_words(answer: str) -> str:
    return word("answer", answer) if answer else gettext("还没有答复")


def _with_terms() -> ColumnElement[bool]:
    return UnderwritingDecision.outcome.in_((Outcome.SPECIAL_TERMS, Outcome.EXCLUSION, Outcome.RATED))


def behind(asked: Asked, what: str, said: Mapping[str, str]) -> Behind:
    """The decisions of a figure. Raises `NotFound`."""
    conditions, parts = [asked.period.holds(UnderwritingDecision.decided_at)], [gettext("核保决定")]
    if what == "terms":
        answer = said.get("answer", "")
        asked_for = UnderwritingDecision.answer.is_(None) if answer == "open" else UnderwritingDecision.answer == answer
        conditions += [_with_terms(), asked_for]
        parts.append(gettext("还没有答复") if answer == "open" else word("answer", answer))
    elif what != "decided":
        raise NotFound(what="list", id=what)
    if outcome := said.get("outcome", ""):
        if outcome not in set(Outcome):
            raise NotFound(what="list", id=what)
        conditions.append(UnderwritingDecision.outcome == outcome)
        parts.append(word("underwriting", outcome))
    if level := said.get("level", ""):
        conditions.append(UnderwritingDecision.level == level)
        parts.append(word("level", level))
    return Behind(" · ".join(parts), LISTS["underwriting"], conditions)
