"""How follow-up of customers succeeds: the official call, the agents' visits, the periodic ones (SOP 4.5.2a).

Success is `standard` of all that was closed, as in the agents' figures (`handlers/agency/figures.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from handlers.agency.figures import mean, share
from handlers.records import FollowUp, FollowUpAttempt
from handlers.records.follow_up import FollowUpKind, FollowUpOutcome
from web.reports.asked import Asked
from web.reports.charts import Chart, Series, Shape, Tone
from web.reports.counting import by_day, counts, pairs, share_headline
from web.reports.report import Cell, Column, Headline, Kind, Report, Section, Table
from web.reports.rows import LISTS, Behind
from web.reports.spans import buckets_of
from web.reports.words import VOCABULARIES, word

CLOSED = tuple(
    outcome for outcome in FollowUpOutcome if outcome not in (FollowUpOutcome.PENDING, FollowUpOutcome.APPOINTMENT)
)
TONES = dict(zip(CLOSED, (Tone.PLAIN, Tone.DOTTED, Tone.HATCHED, Tone.CROSSED, Tone.PALE), strict=True))
GOOD = FollowUpOutcome.STANDARD
LATE = FollowUp.closed_at > FollowUp.due_at
WAITING = FollowUp.closed_at.is_(None)


def build(rows: Session, asked: Asked) -> Report:
    """What was closed in the period, by kind and outcome; what waits now."""
    inside = [asked.period.holds(FollowUp.closed_at)]
    outcomes = pairs(rows, FollowUp.kind, FollowUp.outcome, inside)
    late = counts(rows, FollowUp.kind, [*inside, LATE])
    waiting = counts(rows, FollowUp.kind, [WAITING])
    overdue = counts(rows, FollowUp.kind, [WAITING, FollowUp.due_at < asked.now])
    return Report(
        gettext("回访记录，按结束时间；成功率为“回访成功”占期内结束的全部回访，与业务复盘的口径相同。"),
        _headlines(outcomes, late, overdue, asked),
        (
            _kinds(rows, outcomes, late, waiting, overdue, asked),
            _over_time(rows, asked),
            _problems(rows, asked),
        ),
        is_empty=not outcomes and not waiting,
    )


def _closed(outcomes: Counter[tuple[str, str]], kind: str | None = None) -> Counter[str]:
    found = Counter[str]()
    for (one, outcome), number in outcomes.items():
        if kind is None or one == kind:
            found[outcome] += number
    return found


def _headlines(
    outcomes: Counter[tuple[str, str]], late: Counter[str], overdue: Counter[str], asked: Asked
) -> list[Headline]:
    official, visits = (_closed(outcomes, kind) for kind in (FollowUpKind.NEW_POLICY, FollowUpKind.AGENT_VISIT))
    whole = _closed(outcomes).total()
    return [
        share_headline(
            gettext("官方回访成功率"), share(official[GOOD], official.total()),
            gettext("结束 %(n)s 件", n=official.total()),
            asked.way(official, "closed", kind="new_policy"),
        ),
        share_headline(
            gettext("代理人回访成功率"), share(visits[GOOD], visits.total()),
            gettext("结束 %(n)s 件", n=visits.total()),
            asked.way(visits, "closed", kind="agent_visit"),
        ),
        share_headline(
            gettext("期限内结束"), share(whole - late.total(), whole), gettext("超期 %(n)s 件", n=late.total()),
            asked.way(late, "closed", late="1"), late=bool(late),
        ),
        Headline(
            gettext("现在超期未结"), f"{overdue.total():,}", gettext("与期间无关"),
            asked.way(overdue, "waiting", late="1"), late=bool(overdue),
        ),
    ]  # fmt: skip


def _kinds(
    rows: Session, outcomes: Counter[tuple[str, str]], late: Counter[str], waiting: Counter[str],
    overdue: Counter[str], asked: Asked,
) -> Section:  # fmt: skip
    tries, grades = _tries(rows, asked), _grades(rows, asked)
    table = []
    for kind in FollowUpKind:
        found = _closed(outcomes, kind)
        total = found.total()
        table.append(
            [
                Cell(word("follow_up_kind", kind)),
                asked.cell(total, "closed", kind=kind.value),
                *(asked.cell(found[outcome], "closed", kind=kind.value, outcome=outcome.value) for outcome in CLOSED),
                Cell(share(found[GOOD], total)),
                asked.cell(late[kind], "closed", kind=kind.value, overdue="1"),
                Cell(mean(tries[kind], total)),
                Cell(grades.get(kind)),
                asked.cell(waiting[kind], "waiting", kind=kind.value),
                asked.cell(overdue[kind], "waiting", overdue[kind] > 0, kind=kind.value, overdue="1"),
            ]
        )
    columns = [
        Column(gettext("类别")),
        Column(gettext("结束"), Kind.NUMBER),
        *(Column(word("follow_up", outcome), Kind.NUMBER) for outcome in CLOSED),
        Column(gettext("成功率"), Kind.PERCENT),
        Column(gettext("超期"), Kind.NUMBER),
        Column(gettext("平均次数"), Kind.NUMBER),
        Column(gettext("满意度"), Kind.NUMBER),
        Column(gettext("现在未结"), Kind.NUMBER),
        Column(gettext("现在超期"), Kind.NUMBER),
    ]
    chart = Chart(
        Shape.BARS,
        gettext("各类回访的结果"),
        gettext("期内结束的回访，按类别和结果。"),
        [word("follow_up_kind", kind) for kind in FollowUpKind],
        [
            Series(
                word("follow_up", outcome), [_closed(outcomes, kind)[outcome] for kind in FollowUpKind], TONES[outcome]
            )
            for outcome in CLOSED
        ],
    )
    return Section("kinds", gettext("按类别"), Table(columns, table), (chart,))


def _tries(rows: Session, asked: Asked) -> Counter[str]:
    """Calls, visits and letters of what was closed."""
    asked_for = select(FollowUp.kind, func.count()).join_from(
        FollowUpAttempt, FollowUp, FollowUp.id == FollowUpAttempt.follow_up_id
    )
    found = rows.execute(asked_for.where(asked.period.holds(FollowUp.closed_at)).group_by(FollowUp.kind))
    return Counter({row[0]: row[1] for row in found})


def _grades(rows: Session, asked: Asked) -> dict[str, Any]:
    asked_for = select(FollowUp.kind, func.sum(FollowUp.satisfaction), func.count(FollowUp.satisfaction)).where(
        asked.period.holds(FollowUp.closed_at), FollowUp.satisfaction.is_not(None)
    )
    return {
        kind: mean(int(total or 0), number) for kind, total, number in rows.execute(asked_for.group_by(FollowUp.kind))
    }


def _over_time(rows: Session, asked: Asked) -> Section:
    buckets = buckets_of(asked.period)
    inside = asked.period.holds(FollowUp.closed_at)
    good, bad = (
        buckets.spread(by_day(rows.scalars(select(FollowUp.closed_at).where(inside, which))))
        for which in (FollowUp.outcome == GOOD, FollowUp.outcome != GOOD)
    )
    table = [
        [
            buckets.cells[place],
            asked.cell(good[place] + bad[place], "closed", **part.args),
            asked.cell(good[place], "closed", outcome=GOOD.value, **part.args),
            Cell(share(good[place], good[place] + bad[place])),
        ]
        for place, part in enumerate(buckets.parts)
    ]
    columns = [
        buckets.column,
        Column(gettext("结束"), Kind.NUMBER),
        Column(word("follow_up", GOOD), Kind.NUMBER),
        Column(gettext("成功率"), Kind.PERCENT),
    ]
    chart = Chart(
        Shape.COLUMNS,
        gettext("结束的回访"),
        gettext("期内每周或每月结束的回访，成功与其他分开。"),
        buckets.labels,
        [Series(word("follow_up", GOOD), good), Series(gettext("其他结果"), bad, Tone.HATCHED)],
    )
    return Section("time", gettext("按时间"), Table(columns, table), (chart,))


def _problems(rows: Session, asked: Asked) -> Section:
    found: Counter[str] = Counter()
    for problems in rows.scalars(select(FollowUp.problems).where(asked.period.holds(FollowUp.closed_at))):
        found.update(problems or [])
    table = [[Cell(word("problem", code)), Cell(number)] for code, number in found.most_common()]
    columns = [Column(gettext("回访发现的问题")), Column(gettext("次数"), Kind.NUMBER)]
    chart = Chart(
        Shape.BARS,
        gettext("回访发现的问题"),
        gettext("期内结束的回访里记下的问题，一次回访可有几个。"),
        [word("problem", code) for code, _ in found.most_common()],
        [Series(gettext("次数"), [number for _, number in found.most_common()], Tone.HATCHED)],
    )
    return Section("problems", gettext("发现的问题"), Table(columns, table), (chart,))


def behind(asked: Asked, what: str, said: Mapping[str, str]) -> Behind:
    """The follow-ups of a figure. Raises `NotFound`."""
    late = bool(said.get("late") or said.get("overdue"))
    if what == "closed":
        conditions, parts = [asked.period.holds(FollowUp.closed_at)], [gettext("结束的回访")]
        conditions += [LATE] if late else []
    elif what == "waiting":
        conditions, parts = [WAITING], [gettext("未结的回访")]
        conditions += [FollowUp.due_at < asked.now] if late else []
    else:
        raise NotFound(what="list", id=what)
    if kind := said.get("kind", ""):
        if kind not in VOCABULARIES["follow_up_kind"]:
            raise NotFound(what="list", id=kind)
        conditions.append(FollowUp.kind == kind)
        parts.append(word("follow_up_kind", kind))
    if outcome := said.get("outcome", ""):
        if outcome not in CLOSED:
            raise NotFound(what="list", id=outcome)
        conditions.append(FollowUp.outcome == outcome)
        parts.append(word("follow_up", outcome))
    if late:
        parts.append(gettext("超期"))
    return Behind(" · ".join(parts), LISTS["follow_up"], conditions)
