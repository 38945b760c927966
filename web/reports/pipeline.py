"""Where the sale stands: how many are at which step now, and of what began in the period, how much went on or fell off.

Each step has records of its own; a step is counted by what began in it, so that no matter is followed across steps that
it may have entered beside the usual way (`new_business` also begins from a proposal made elsewhere).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from engine.errors import NotFound
from handlers.agency.figures import share
from handlers.records import Application, Contact, NeedsAnalysis, Proposal
from handlers.records.application import ENDED, ApplicationStatus
from handlers.records.contact import ContactStatus
from handlers.records.needs_analysis import NeedsStatus
from handlers.records.proposal import ProposalStatus
from web.reports.asked import Asked
from web.reports.charts import Chart, Series, Shape, Tone
from web.reports.counting import counts, share_headline
from web.reports.report import Cell, Column, Headline, Kind, Report, Section, Table
from web.reports.rows import LISTS, Behind
from web.reports.words import VOCABULARIES, word

ON, OPEN, FELL = "on", "open", "fell"
TONES = {ON: Tone.PLAIN, OPEN: Tone.PALE, FELL: Tone.HATCHED}


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the sale. `open`: the states of what is still in it; `on`: of what went on."""

    id: str
    record: Any
    open: Collection[str]
    on: Collection[str]

    def fate(self, status: str) -> str:
        """`on`, `open` or `fell`."""
        return ON if status in self.on else OPEN if status in self.open else FELL

    def states(self, fate: str) -> list[str]:
        """The states of one fate, in their order."""
        return [status for status in VOCABULARIES[self.id] if self.fate(status) == fate]


STAGES = (
    Stage("contact", Contact, (ContactStatus.OPEN, ContactStatus.HELD), (ContactStatus.DEVELOPED,)),
    Stage("needs", NeedsAnalysis, (NeedsStatus.OPEN, NeedsStatus.REPORTED), (NeedsStatus.CONFIRMED,)),
    Stage("proposal", Proposal, (ProposalStatus.OPEN, ProposalStatus.SHOWN), (ProposalStatus.ACCEPTED,)),
    Stage(
        "application",
        Application,
        tuple(status for status in ApplicationStatus if status not in ENDED),
        (ApplicationStatus.ISSUED,),
    ),
)


def build(rows: Session, asked: Asked) -> Report:
    """The four steps, from the first contact to the policy."""
    began = {
        stage.id: counts(rows, stage.record.status, [asked.period.holds(stage.record.opened_at)]) for stage in STAGES
    }
    stands = {
        stage.id: counts(rows, stage.record.status, [stage.record.status.in_(sorted(stage.open))]) for stage in STAGES
    }
    total = sum(found.total() for found in (*began.values(), *stands.values()))
    return Report(
        gettext(
            "接触、需求分析、方案和投保的业务记录。每一步数期内在这一步开始的记录，并看它们现在的状态；“现在停在哪里”与期间无关。"
        ),
        _headlines(began, asked),
        (_passage(began, asked), _standing(stands, asked), _losses(began, asked)),
        is_empty=not total,
    )


def _headlines(began: Mapping[str, Counter[str]], asked: Asked) -> list[Headline]:
    applications = began["application"]
    issued = applications[ApplicationStatus.ISSUED]
    contacts = began["contact"].total()
    return [
        Headline(
            gettext("新接触"), f"{contacts:,}", gettext("期内开始"),
            asked.way(contacts, "began", stage="contact"),
        ),
        Headline(
            gettext("投保"), f"{applications.total():,}", gettext("期内开始"),
            asked.way(applications, "began", stage="application"),
        ),
        Headline(
            gettext("出单"), f"{issued:,}", gettext("其中已出单"),
            asked.way(issued, "began", stage="application", status="issued"),
        ),
        share_headline(gettext("投保成功率"), share(issued, applications.total()), gettext("期内开始的投保，现已出单")),
    ]  # fmt: skip


def _passage(began: Mapping[str, Counter[str]], asked: Asked) -> Section:
    table: list[list[Cell]] = []
    fates: dict[str, list[float]] = {fate: [] for fate in TONES}
    for stage in STAGES:
        found = Counter[str]()
        for status, number in began[stage.id].items():
            found[stage.fate(status)] += number
        for fate, numbers in fates.items():
            numbers.append(found[fate])
        ended = found[ON] + found[FELL]
        cells = [asked.cell(found[fate], "began", stage=stage.id, fate=fate) for fate in TONES]
        whole = asked.cell(found.total(), "began", stage=stage.id)
        table.append([Cell(word("stage", stage.id)), whole, *cells, Cell(share(found[ON], ended))])
    columns = [
        Column(gettext("步骤")),
        Column(gettext("期内开始"), Kind.NUMBER),
        *(Column(word("fate", fate), Kind.NUMBER) for fate in TONES),
        Column(gettext("有结果的中进入下一步"), Kind.PERCENT),
    ]
    chart = Chart(
        Shape.BARS,
        gettext("期内开始的，现在怎样了"),
        gettext("每一步期内开始的件数，分为进入下一步、仍在进行、中途退出。"),
        [word("stage", stage.id) for stage in STAGES],
        [Series(word("fate", fate), numbers, TONES[fate]) for fate, numbers in fates.items()],
    )
    return Section("passage", gettext("每一步的去留"), Table(columns, table), (chart,))


def _standing(stands: Mapping[str, Counter[str]], asked: Asked) -> Section:
    table, labels, numbers = [], [], []
    for stage in STAGES:
        for status in stage.states(OPEN):
            number = stands[stage.id][status]
            labels.append(word(stage.id, status))
            numbers.append(number)
            cell = asked.cell(number, "stands", stage=stage.id, status=status)
            table.append([Cell(word("stage", stage.id)), Cell(word(stage.id, status)), cell])
    columns = [Column(gettext("步骤")), Column(gettext("状态")), Column(gettext("件数"), Kind.NUMBER)]
    chart = Chart(
        Shape.BARS,
        gettext("现在停在哪里"),
        gettext("现在未结束的共 %(n)s 件，按所在的步骤。", n=sum(numbers)),
        labels,
        [Series(gettext("件数"), numbers)],
    )
    return Section("standing", gettext("现在停在哪里"), Table(columns, table), (chart,))


def _losses(began: Mapping[str, Counter[str]], asked: Asked) -> Section:
    found = [
        (stage, status, began[stage.id][status])
        for stage in STAGES
        for status in stage.states(FELL)
        if began[stage.id][status]
    ]
    table = [
        [
            Cell(word("stage", stage.id)),
            Cell(word(stage.id, status)),
            asked.cell(number, "began", stage=stage.id, status=status),
        ]
        for stage, status, number in found
    ]
    columns = [Column(gettext("步骤")), Column(gettext("原因")), Column(gettext("件数"), Kind.NUMBER)]
    chart = Chart(
        Shape.BARS,
        gettext("为什么退出"),
        gettext("期内开始而中途退出的件数，按步骤和原因。"),
        [f"{word('stage', stage.id)} · {word(stage.id, status)}" for stage, status, _ in found],
        [Series(gettext("件数"), [number for _, _, number in found], Tone.HATCHED)],
    )
    return Section("losses", gettext("为什么退出"), Table(columns, table), (chart,))


def behind(asked: Asked, what: str, said: Mapping[str, str]) -> Behind:
    """The records of a step. Raises `NotFound` for a step, state or fate that there is not."""
    stage = next((one for one in STAGES if one.id == said.get("stage")), None)
    status, fate = said.get("status", ""), said.get("fate", "")
    if stage is None or (status and status not in VOCABULARIES[stage.id]) or (fate and fate not in TONES):
        raise NotFound(what="list", id=what)
    if what == "began":
        conditions = [asked.period.holds(stage.record.opened_at)]
    elif what == "stands":
        conditions = [stage.record.status.in_(sorted(stage.open))]
    else:
        raise NotFound(what="list", id=what)
    parts = [word("stage", stage.id)]
    if status:
        conditions.append(stage.record.status == status)
        parts.append(word(stage.id, status))
    if fate:
        conditions.append(stage.record.status.in_(stage.states(fate)))
        parts.append(word("fate", fate))
    return Behind(" · ".join(parts), LISTS[stage.id], conditions)
