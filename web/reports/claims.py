"""How claims end and how long they take: decisions by outcome, money, the statutory limit, appeals, what is open.

Counted of the claims and their decision records; each decision after an appeal by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from handlers.agency.figures import share
from handlers.parameters import local_day
from handlers.records import Claim, ClaimAppeal, ClaimDecision, ClaimPayment
from handlers.records.claim import ClaimStatus
from handlers.records.claim_outcome import ClaimOutcome, ClaimPaymentStatus
from web.reports.asked import Asked
from web.reports.charts import Chart, Series, Shape, Tone
from web.reports.counting import counts, durations, share_headline
from web.reports.report import Cell, Column, Headline, Kind, Report, Section, Table, days_words, nine_in_ten
from web.reports.rows import LISTS, Behind
from web.reports.spans import buckets_of, quantile
from web.reports.words import word

OPEN = (
    ClaimStatus.REPORTED,
    ClaimStatus.OPENED,
    ClaimStatus.RECEIVED,
    ClaimStatus.ACCEPTED,
    ClaimStatus.DECIDED,
    ClaimStatus.DORMANT,
)
PAID = (ClaimOutcome.PAID_FULL, ClaimOutcome.PAID_PARTIAL, ClaimOutcome.AGREED_SETTLEMENT, ClaimOutcome.EX_GRATIA)
ARRIVED = (ClaimPaymentStatus.PAID, ClaimPaymentStatus.CONFIRMED)
LATE = ClaimDecision.decided_at > Claim.determination_due_at
OF_CLAIM = (Claim, Claim.id == ClaimDecision.claim_id)


def build(rows: Session, asked: Asked) -> Report:
    """The claims of the period."""
    inside = [asked.period.holds(ClaimDecision.decided_at)]
    decided = rows.execute(
        select(
            ClaimDecision.decided_at, ClaimDecision.outcome, ClaimDecision.amount, Claim.reported_at,
            Claim.determination_due_at,
        ).join(*OF_CLAIM).where(*inside)
    ).all()  # fmt: skip
    reported = rows.scalars(select(Claim.reported_at).where(asked.period.holds(Claim.reported_at))).all()
    standing = counts(rows, Claim.status, [Claim.status.in_(OPEN)])
    return Report(
        gettext(
            "赔案、赔付决定、支付和申诉的记录：决定按决定时间，报案按报案时间，支付按支付时间。期限为法定审定期限。"
        ),
        _headlines(rows, asked, decided, len(reported)),
        (
            _outcomes(decided, asked),
            _over_time(decided, reported, asked),
            _standing(standing, asked),
            _appeals(rows, asked),
        ),
        is_empty=not decided and not reported and not standing,
    )


def _headlines(rows: Session, asked: Asked, decided: Sequence[Any], reported: int) -> list[Headline]:
    took = durations((row.reported_at, row.decided_at) for row in decided)
    limited = [row for row in decided if row.determination_due_at is not None]
    late = sum(row.decided_at > row.determination_due_at for row in limited)
    paid = sum(row.outcome in PAID for row in decided)
    money = rows.scalar(select(func.sum(ClaimPayment.amount)).where(*_arrived(asked))) or Decimal(0)
    return [
        Headline(gettext("报案"), f"{reported:,}", gettext("期内"), asked.way(reported, "reported")),
        Headline(
            gettext("作出决定"), f"{len(decided):,}", gettext("赔付 %(n)s 件", n=paid), asked.way(decided, "decided")
        ),
        Headline(gettext("已支付（元）"), f"{money:,.2f}", gettext("期内到账或已付"), asked.way(money, "paid")),
        share_headline(
            gettext("期限内决定"), share(len(limited) - late, len(limited)), gettext("超期 %(n)s 件", n=late),
            asked.way(late, "decided", late="1"), late=late > 0,
        ),
        Headline(
            gettext("时长中位数"), days_words(quantile(took, 0.5)),
            nine_in_ten(quantile(took, 0.9)),
        ),
    ]  # fmt: skip


def _arrived(asked: Asked) -> list[Any]:
    return [asked.period.holds(ClaimPayment.paid_at), ClaimPayment.status.in_(ARRIVED)]


def _outcomes(decided: Sequence[Any], asked: Asked) -> Section:
    number, money = Counter[str](), defaultdict[str, Decimal](Decimal)
    took: defaultdict[str, list[Any]] = defaultdict(list)
    for row in decided:
        number[row.outcome] += 1
        money[row.outcome] += row.amount
        took[row.outcome].append((row.reported_at, row.decided_at))
    table = [
        [
            Cell(word("claim_outcome", outcome)),
            asked.cell(number[outcome], "decided", outcome=outcome.value),
            Cell(share(number[outcome], len(decided))),
            Cell(money[outcome] if number[outcome] else None),
            Cell(quantile(durations(took[outcome]), 0.5)),
        ]
        for outcome in ClaimOutcome
    ]
    columns = [
        Column(gettext("结论")),
        Column(gettext("件数"), Kind.NUMBER),
        Column(gettext("占比"), Kind.PERCENT),
        Column(gettext("核定赔款（元）"), Kind.MONEY),
        Column(gettext("时长中位数"), Kind.NUMBER),
    ]
    chart = Chart(
        Shape.BARS,
        gettext("理赔结论"),
        gettext("期内作出的决定 %(n)s 件，按结论。", n=len(decided)),
        [word("claim_outcome", outcome) for outcome in ClaimOutcome],
        [Series(gettext("件数"), [number[outcome] for outcome in ClaimOutcome])],
    )
    return Section("outcomes", gettext("按结论"), Table(columns, table), (chart,))


def _over_time(decided: Sequence[Any], reported: Sequence[Any], asked: Asked) -> Section:
    buckets = buckets_of(asked.period)
    days: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for row in decided:
        days["paid" if row.outcome in PAID else "not_paid"][local_day(row.decided_at)] += 1
    came = buckets.spread(Counter(map(local_day, reported)))
    paid, not_paid = buckets.spread(days["paid"]), buckets.spread(days["not_paid"])
    table = [
        [
            buckets.cells[place],
            asked.cell(came[place], "reported", **part.args),
            asked.cell(paid[place] + not_paid[place], "decided", **part.args),
            asked.cell(paid[place], "decided", outcome="paid", **part.args),
            asked.cell(not_paid[place], "decided", outcome="not_paid", **part.args),
        ]
        for place, part in enumerate(buckets.parts)
    ]
    columns = [
        buckets.column,
        Column(gettext("报案"), Kind.NUMBER),
        Column(gettext("决定"), Kind.NUMBER),
        Column(gettext("赔付"), Kind.NUMBER),
        Column(gettext("拒赔或解除"), Kind.NUMBER),
    ]
    chart = Chart(
        Shape.COLUMNS,
        gettext("每期决定"),
        gettext("期内每周或每月的赔付决定，赔付与不赔分开。"),
        buckets.labels,
        [Series(gettext("赔付"), paid), Series(gettext("拒赔或解除"), not_paid, Tone.HATCHED)],
    )
    return Section("time", gettext("按时间"), Table(columns, table), (chart,))


def _standing(standing: Counter[str], asked: Asked) -> Section:
    table = [
        [Cell(word("claim", status)), asked.cell(standing[status], "stands", status=status.value)] for status in OPEN
    ]
    chart = Chart(
        Shape.BARS,
        gettext("未结赔案停在哪里"),
        gettext("现在未结的赔案 %(n)s 件，按所在的步骤。", n=standing.total()),
        [word("claim", status) for status in OPEN],
        [Series(gettext("件数"), [standing[status] for status in OPEN])],
    )
    columns = [Column(gettext("状态")), Column(gettext("件数"), Kind.NUMBER)]
    note = gettext("现在的情况，与期间无关。")
    return Section("standing", gettext("未结赔案"), Table(columns, table), (chart,), note)


def _appeals(rows: Session, asked: Asked) -> Section:
    found = counts(rows, ClaimAppeal.opinion, [asked.period.holds(ClaimAppeal.raised_at)])
    table = [
        [
            Cell(word("opinion", opinion) or gettext("审理中")),
            asked.cell(found[opinion], "appeals", opinion=opinion or "open"),
        ]
        for opinion in ("upheld", "rejected", "")
    ]
    columns = [Column(gettext("申诉结果")), Column(gettext("件数"), Kind.NUMBER)]
    return Section("appeals", gettext("期内提出的申诉"), Table(columns, table))


def behind(asked: Asked, what: str, said: Mapping[str, str]) -> Behind:
    """The records of a figure. Raises `NotFound`."""
    if what == "decided":
        return _decided(asked, said)
    if what == "reported":
        return Behind(gettext("报案"), LISTS["claim"], [asked.period.holds(Claim.reported_at)])
    if what == "paid":
        return Behind(gettext("已支付"), LISTS["claim_payment"], _arrived(asked))
    status = said.get("status", "")
    if what == "stands" and status in OPEN:
        return Behind(word("claim", status), LISTS["claim"], [Claim.status == status])
    opinion = said.get("opinion", "")
    if what == "appeals" and opinion in ("upheld", "rejected", "open"):
        wanted = ClaimAppeal.opinion.is_(None) if opinion == "open" else ClaimAppeal.opinion == opinion
        words = gettext("审理中") if opinion == "open" else word("opinion", opinion)
        title = gettext("申诉 · %(what)s", what=words)
        return Behind(title, LISTS["claim_appeal"], [asked.period.holds(ClaimAppeal.raised_at), wanted])
    raise NotFound(what="list", id=what)


def _decided(asked: Asked, said: Mapping[str, str]) -> Behind:
    conditions, parts = [asked.period.holds(ClaimDecision.decided_at)], [gettext("赔付决定")]
    outcome = said.get("outcome", "")
    if outcome in ("paid", "not_paid"):
        inside = ClaimDecision.outcome.in_(PAID)
        conditions.append(inside if outcome == "paid" else ~inside)
        parts.append(gettext("赔付") if outcome == "paid" else gettext("拒赔或解除"))
    elif outcome in set(ClaimOutcome):
        conditions.append(ClaimDecision.outcome == outcome)
        parts.append(word("claim_outcome", outcome))
    elif outcome:
        raise NotFound(what="list", id=outcome)
    if said.get("late"):
        conditions.append(LATE)
        parts.append(gettext("超期"))
    return Behind(" · ".join(parts), LISTS["claim_decision"], conditions)
