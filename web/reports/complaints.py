"""Complaints: how many, of which kinds, how they ended, answered within the limit or late (SOP 5.3, DOMAIN §2.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from handlers.agency.figures import share
from handlers.records import Complaint
from handlers.records.complaint import ComplaintStatus
from web.reports.asked import Asked
from web.reports.charts import Chart, Series, Shape, Tone
from web.reports.counting import by_day, counts, durations, pairs, share_headline
from web.reports.report import Cell, Column, Headline, Kind, Report, Section, Table, days_words, nine_in_ten
from web.reports.rows import LISTS, Behind
from web.reports.spans import buckets_of, quantile
from web.reports.words import VOCABULARIES, word

OUTCOMES = ("upheld", "partly", "not_upheld", "")
TONES = (Tone.HATCHED, Tone.DOTTED, Tone.PLAIN, Tone.PALE)
IN_TIME, LATE, RUNNING, OVERDUE, WITHOUT = "in_time", "late", "running", "overdue", "without"
UNANSWERED = (ComplaintStatus.WITHDRAWN, ComplaintStatus.NOT_OURS)
"""Ended without an answer being owed."""


def build(rows: Session, asked: Asked) -> Report:
    """The complaints received in the period."""
    inside = [asked.period.holds(Complaint.received_at)]
    kinds = pairs(rows, Complaint.kind, Complaint.outcome, inside)
    limits = _limits(rows, asked)
    moments = rows.execute(select(Complaint.received_at, Complaint.answered_at).where(*inside)).all()
    took = durations((row[0], row[1]) for row in moments)
    return Report(
        gettext("投诉记录，按收到时间。期限为法定或经批准延长后的答复期限；撤回的和不属本机构的不计时限。"),
        _headlines(len(moments), limits, took, asked),
        (_kinds(kinds, asked), _limit_section(limits, asked), _over_time(moments, asked), _ends(rows, asked)),
        is_empty=not moments,
    )


def _standing(asked: Asked) -> dict[str, ColumnElement[bool]]:
    """How a complaint stands to its limit; together these are all complaints."""
    owed = Complaint.status.not_in(UNANSWERED)
    answered, open_ = Complaint.answered_at.is_not(None), Complaint.answered_at.is_(None)
    limited = Complaint.due_at.is_not(None)
    return {
        IN_TIME: and_(owed, answered, or_(Complaint.due_at.is_(None), Complaint.answered_at <= Complaint.due_at)),
        LATE: and_(owed, answered, limited, Complaint.answered_at > Complaint.due_at),
        OVERDUE: and_(owed, open_, limited, Complaint.due_at < asked.now),
        RUNNING: and_(owed, open_, or_(Complaint.due_at.is_(None), Complaint.due_at >= asked.now)),
        WITHOUT: ~owed,
    }


def _limit_words() -> dict[str, str]:
    return {
        IN_TIME: gettext("期限内答复"),
        LATE: gettext("超期答复"),
        OVERDUE: gettext("已超期，尚未答复"),
        RUNNING: gettext("期限内，尚未答复"),
        WITHOUT: gettext("不需答复"),
    }


def _limits(rows: Session, asked: Asked) -> Counter[str]:
    which = case(*((condition, literal(name)) for name, condition in _standing(asked).items()), else_=literal(RUNNING))
    found = rows.execute(
        select(which.label("stands"), func.count())
        .select_from(Complaint)
        .where(asked.period.holds(Complaint.received_at))
        .group_by("stands")
    )
    return Counter({row[0]: row[1] for row in found})


def _headlines(total: int, limits: Counter[str], took: Counter[int], asked: Asked) -> list[Headline]:
    late = limits[LATE] + limits[OVERDUE]
    owed = limits[IN_TIME] + late
    return [
        Headline(gettext("投诉"), f"{total:,}", gettext("期内收到"), asked.way(total, "received")),
        share_headline(
            gettext("期限内答复"), share(limits[IN_TIME], owed), gettext("超期 %(n)s 件", n=late),
            asked.way(late, "received", limit="any_late"), late=late > 0,
        ),
        Headline(
            gettext("尚未答复"), f"{limits[RUNNING] + limits[OVERDUE]:,}",
            gettext("其中已超期 %(n)s 件", n=limits[OVERDUE]),
            asked.way(limits[RUNNING] + limits[OVERDUE], "received", limit="unanswered"), late=limits[OVERDUE] > 0,
        ),
        Headline(
            gettext("时长中位数"), days_words(quantile(took, 0.5)),
            nine_in_ten(quantile(took, 0.9)),
        ),
    ]  # fmt: skip


def _outcome_words(outcome: str) -> str:
    return word("complaint_outcome", outcome) if outcome else gettext("还没有结论")


def _kinds(kinds: Counter[tuple[str, str]], asked: Asked) -> Section:
    codes = [code for code in (*VOCABULARIES["complaint_kind"], "") if any(kind == code for kind, _ in kinds)]
    names = {code: word("complaint_kind", code) or gettext("还没有归类") for code in codes}
    table = []
    for code in codes:
        total = sum(kinds[code, outcome] for outcome in OUTCOMES)
        more = {"kind": code or "none"}
        cells = [asked.cell(kinds[code, one], "received", outcome=one or "none", **more) for one in OUTCOMES]
        table.append([Cell(names[code]), asked.cell(total, "received", **more), *cells])
    columns = [
        Column(gettext("类别")),
        Column(gettext("件数"), Kind.NUMBER),
        *(Column(_outcome_words(outcome), Kind.NUMBER) for outcome in OUTCOMES),
    ]
    chart = Chart(
        Shape.BARS,
        gettext("投诉的类别与结论"),
        gettext("期内收到的投诉，按类别，分为成立、部分成立、不成立、还没有结论。"),
        list(names.values()),
        [
            Series(_outcome_words(outcome), [kinds[code, outcome] for code in codes], tone)
            for outcome, tone in zip(OUTCOMES, TONES, strict=True)
        ],
    )
    return Section("kinds", gettext("按类别"), Table(columns, table), (chart,))


def _limit_section(limits: Counter[str], asked: Asked) -> Section:
    words = _limit_words()
    table = [
        [
            Cell(words[name]),
            asked.cell(limits[name], "received", name in (LATE, OVERDUE) and limits[name] > 0, limit=name),
        ]
        for name in words
    ]
    columns = [Column(gettext("答复期限")), Column(gettext("件数"), Kind.NUMBER)]
    chart = Chart(
        Shape.BARS,
        gettext("答复期限"),
        gettext("期内收到的投诉，答复在期限内还是超期。"),
        list(words.values()),
        [Series(gettext("件数"), [limits[name] for name in words])],
    )
    return Section("limits", gettext("是否按期答复"), Table(columns, table), (chart,))


def _over_time(moments: Any, asked: Asked) -> Section:
    buckets = buckets_of(asked.period)
    came = buckets.spread(by_day(row.received_at for row in moments))
    table = [
        [buckets.cells[place], asked.cell(came[place], "received", **part.args)]
        for place, part in enumerate(buckets.parts)
    ]
    columns = [
        buckets.column,
        Column(gettext("收到"), Kind.NUMBER),
    ]
    chart = Chart(
        Shape.COLUMNS,
        gettext("收到的投诉"),
        gettext("期内收到 %(n)s 件。", n=sum(came)),
        buckets.labels,
        [Series(gettext("收到"), came)],
    )
    return Section("time", gettext("按时间"), Table(columns, table), (chart,))


def _ends(rows: Session, asked: Asked) -> Section:
    """Where they stand, and what customers said to the answer."""
    found = counts(rows, Complaint.status, [asked.period.holds(Complaint.received_at)])
    table = [
        [Cell(word("complaint", status)), asked.cell(found[status], "received", status=status.value)]
        for status in ComplaintStatus
    ]
    columns = [Column(gettext("状态")), Column(gettext("件数"), Kind.NUMBER)]
    return Section("ends", gettext("现在的状态"), Table(columns, table))


def behind(asked: Asked, what: str, said: Mapping[str, str]) -> Behind:
    """The complaints of a figure. Raises `NotFound`."""
    if what != "received":
        raise NotFound(what="list", id=what)
    conditions, parts = [asked.period.holds(Complaint.received_at)], [gettext("投诉")]
    standing = _standing(asked)
    for name, column, vocabulary in (
        ("kind", Complaint.kind, "complaint_kind"),
        ("outcome", Complaint.outcome, "complaint_outcome"),
        ("status", Complaint.status, "complaint"),
    ):
        code = said.get(name, "")
        if code == "none":
            conditions.append(column.is_(None))
            parts.append(gettext("还没有归类") if name == "kind" else _outcome_words(""))
        elif code in VOCABULARIES[vocabulary]:
            conditions.append(column == code)
            parts.append(word(vocabulary, code))
        elif code:
            raise NotFound(what="list", id=code)
    limit = said.get("limit", "")
    if limit == "any_late":
        conditions.append(or_(standing[LATE], standing[OVERDUE]))
        parts.append(gettext("超期"))
    elif limit == "unanswered":
        conditions.append(or_(standing[RUNNING], standing[OVERDUE]))
        parts.append(gettext("尚未答复"))
    elif limit in standing:
        conditions.append(standing[limit])
        parts.append(_limit_words()[limit])
    elif limit:
        raise NotFound(what="list", id=limit)
    return Behind(" · ".join(parts), LISTS["complaint"], conditions)
