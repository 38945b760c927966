"""Work and time limits, per role and week: what came, was done, was late, waits, and how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from flask import url_for
from flask_babel import gettext

from engine.actor import Actor
from engine.statistics import CUSTOMER, PERSON, Flow, Standing
from engine.views import InboxTask
from handlers.agency.figures import share
from handlers.parameters import local_day
from web.cases.reading import sees_all
from web.i18n.words import ROLE_WORDS
from web.inbox.tiles import tiles_of
from web.names import name_of_actor
from web.reports.asked import Asked
from web.reports.charts import Chart, Series, Shape, Tone
from web.reports.report import Cell, Column, Headline, Kind, Report, Section, Table, days_words, nine_in_ten
from web.reports.spans import Buckets, WorkingDays, buckets_of, quantile
from web.reports.words import role_name
from web.site import site

ROLES = (*ROLE_WORDS, CUSTOMER, PERSON)
AGES = (0, 1, 5, 10, 20)
"""Upper bounds of the classes of age, in working days; above the last one there is one more."""
SLOW = 0.9
"""The part of the tasks that the slowest tenth is left out of."""


@dataclass(slots=True)
class _Work:
    """What was counted of one role, of one week, or of all together."""

    came: int = 0
    done: int = 0
    late: int = 0
    gone: int = 0
    open: int = 0
    overdue: int = 0
    paused: int = 0
    oldest: int | None = None
    took: Counter[int] = field(default_factory=Counter)

    def add_closed(self, flow: Flow, days: WorkingDays) -> None:
        if flow.standing is Standing.GONE:
            self.gone += flow.count
            return
        self.done += flow.count
        self.late += flow.count if flow.standing is Standing.LATE else 0
        self.took[days.between(flow.opened_on, flow.closed_on or flow.opened_on)] += flow.count

    def add_open(self, flow: Flow, age: int) -> None:
        self.open += flow.count
        self.overdue += flow.count if flow.standing is Standing.OVERDUE else 0
        self.paused += flow.count if flow.standing is Standing.PAUSED else 0
        self.oldest = max(age, self.oldest or 0)


@dataclass(frozen=True, slots=True)
class _Counted:
    closed: Sequence[Flow]
    came: Sequence[Flow]
    open: Sequence[Flow]
    days: WorkingDays
    buckets: Buckets


def build(asked: Asked) -> Report:
    """The report over the engine's tasks; one walk along each index of time."""
    queries = site().engine.queries
    closed, waiting = (
        [flow for flow in found if asked.sees(flow.role)]
        for found in (queries.work_closed(asked.span, asked.hidden), queries.work_open(asked.span, asked.hidden))
    )
    came = _came(asked, closed, waiting)
    days = [flow.opened_on for flow in chain(closed, came, waiting)]
    first = min([*days, asked.period.first])
    counted = _Counted(
        closed, came, waiting, WorkingDays(first, max(asked.today, asked.period.last)), buckets_of(asked.period)
    )
    whole = _sum_of(counted, asked)
    return Report(
        gettext(
            "引擎的任务表：按关闭时间数办结，按产生时间数新增；岗位取任务的第一个候选岗位；时长为工作日，当天办结为 0。"
        ),
        _headlines(whole, asked),
        (
            _weeks(counted, asked),
            _roles(counted, asked),
            _matrix(counted, asked, Standing.DONE),
            _matrix(counted, asked, Standing.LATE),
            _ages(counted, asked),
        ),
        is_empty=not days,
    )


def _came(asked: Asked, closed: Sequence[Flow], waiting: Sequence[Flow]) -> list[Flow]:
    """What was opened in the period. Of one that reaches until now this is known: it is closed since, or it waits."""
    if asked.period.last < asked.today:
        found = site().engine.queries.work_come(asked.span, asked.hidden)
        return [flow for flow in found if asked.sees(flow.role)]
    return [flow for flow in (*closed, *waiting) if flow.opened_on >= asked.period.first]


def _sum_of(counted: _Counted, asked: Asked) -> _Work:
    whole = _Work(came=sum(flow.count for flow in counted.came))
    for flow in counted.closed:
        whole.add_closed(flow, counted.days)
    for flow in counted.open:
        whole.add_open(flow, counted.days.between(flow.opened_on, asked.today))
    return whole


def _headlines(whole: _Work, asked: Asked) -> list[Headline]:
    in_time = share(whole.done - whole.late, whole.done)
    return [
        Headline(
            gettext("办结"), f"{whole.done:,}", gettext("期内新增 %(n)s 件", n=f"{whole.came:,}"),
            asked.way(whole.done, Standing.DONE),
        ),
        Headline(
            gettext("按时率"), "—" if in_time is None else f"{in_time} %",
            gettext("超期办结 %(n)s 件", n=f"{whole.late:,}"),
            asked.way(whole.late, Standing.LATE), late=whole.late > 0,
        ),
        Headline(
            gettext("时长中位数"), days_words(quantile(whole.took, 0.5)),
            nine_in_ten(quantile(whole.took, SLOW)),
        ),
        Headline(
            gettext("现在未办结"), f"{whole.open:,}", gettext("其中超期 %(n)s 件", n=f"{whole.overdue:,}"),
            asked.way(whole.open, Standing.OPEN), late=whole.overdue > 0,
        ),
    ]  # fmt: skip


def _columns(*first: Column) -> list[Column]:
    return [
        *first,
        Column(gettext("新增"), Kind.NUMBER),
        Column(gettext("办结"), Kind.NUMBER),
        Column(gettext("超期办结"), Kind.NUMBER),
        Column(gettext("按时率"), Kind.PERCENT),
        Column(gettext("时长中位数"), Kind.NUMBER),
        Column(gettext("九成时长"), Kind.NUMBER),
        Column(gettext("随案件取消"), Kind.NUMBER),
    ]


def _cells(work: _Work, asked: Asked, **more: str) -> list[Cell]:
    return [
        asked.cell(work.came, Standing.CAME, **more),
        asked.cell(work.done, Standing.DONE, **more),
        asked.cell(work.late, Standing.LATE, work.late > 0, **more),
        Cell(share(work.done - work.late, work.done)),
        Cell(quantile(work.took, 0.5)),
        Cell(quantile(work.took, SLOW)),
        asked.cell(work.gone, Standing.GONE, **more),
    ]


def _weeks(counted: _Counted, asked: Asked) -> Section:
    buckets = counted.buckets
    works = [_Work() for _ in buckets.parts]
    for flow in counted.closed:
        works[buckets.places[flow.closed_on or flow.opened_on]].add_closed(flow, counted.days)
    for flow in counted.came:
        works[buckets.places[flow.opened_on]].came += flow.count
    rows = [
        [head, Cell(counted.days.within(part.first, part.last)), *_cells(work, asked, **part.args)]
        for head, part, work in zip(buckets.cells, buckets.parts, works, strict=True)
    ]
    whole = _sum_of(counted, asked)
    rows.append(
        [Cell(gettext("合计")), Cell(counted.days.within(asked.period.first, asked.period.last)), *_cells(whole, asked)]
    )
    done = Chart(
        Shape.COLUMNS,
        gettext("每周办结") if buckets.weekly else gettext("每月办结"),
        gettext("办结 %(done)s 件，其中超期 %(late)s 件。", done=whole.done, late=whole.late),
        buckets.labels,
        [
            Series(gettext("按时"), [work.done - work.late for work in works]),
            Series(gettext("超期"), [work.late for work in works], Tone.HATCHED),
        ],
    )
    took = Chart(
        Shape.LINES,
        gettext("办理时长（工作日）"),
        gettext("整个期间一半的任务在 %(days)s 个工作日内办结。", days=quantile(whole.took, 0.5)),
        buckets.labels,
        [
            Series(gettext("中位数"), [quantile(work.took, 0.5) for work in works]),
            Series(gettext("九成以内"), [quantile(work.took, SLOW) for work in works], Tone.HATCHED),
        ],
    )
    columns = _columns(buckets.column, Column(gettext("工作日数"), Kind.NUMBER))
    title = gettext("按周") if buckets.weekly else gettext("按月")
    return Section("weeks", title, Table(columns, rows, last_is_total=True), (done, took), counted.days.notice)


def _by_role(counted: _Counted, asked: Asked) -> dict[str, _Work]:
    works: defaultdict[str, _Work] = defaultdict(_Work)
    for flow in counted.closed:
        works[flow.role].add_closed(flow, counted.days)
    for flow in counted.came:
        works[flow.role].came += flow.count
    for flow in counted.open:
        works[flow.role].add_open(flow, counted.days.between(flow.opened_on, asked.today))
    return {role: works[role] for role in sorted(works, key=_order)}


def _order(role: str) -> tuple[int, str]:
    return (ROLES.index(role) if role in ROLES else len(ROLES), role)


def _roles(counted: _Counted, asked: Asked) -> Section:
    works = _by_role(counted, asked)
    rows = []
    for role, work in works.items():
        more = {"role": role}
        rows.append(
            [
                Cell(role_name(role)),
                asked.cell(work.open, Standing.OPEN, **more),
                asked.cell(work.overdue, Standing.OVERDUE, work.overdue > 0, **more),
                asked.cell(work.paused, Standing.PAUSED, **more),
                Cell(work.oldest),
                *_cells(work, asked, **more),
            ]
        )
    columns = _columns(
        Column(gettext("岗位")),
        Column(gettext("未办结"), Kind.NUMBER),
        Column(gettext("已超期"), Kind.NUMBER),
        Column(gettext("停钟"), Kind.NUMBER),
        Column(gettext("最久"), Kind.NUMBER),
    )
    names = [role_name(role) for role in works]
    late = Chart(
        Shape.BARS,
        gettext("各岗位办结"),
        gettext("期内各岗位办结的件数，按时与超期分开。"),
        names,
        [
            Series(gettext("按时"), [work.done - work.late for work in works.values()]),
            Series(gettext("超期"), [work.late for work in works.values()], Tone.HATCHED),
        ],
    )
    waiting = Chart(
        Shape.BARS,
        gettext("各岗位现在未办结"),
        gettext("现在各岗位未办结的件数：在期限内、停钟、已超期。"),
        names,
        [
            Series(gettext("在期限内"), [work.open - work.overdue - work.paused for work in works.values()]),
            Series(gettext("停钟"), [work.paused for work in works.values()], Tone.DOTTED),
            Series(gettext("已超期"), [work.overdue for work in works.values()], Tone.HATCHED),
        ],
    )
    note = gettext("未办结、已超期和停钟是现在的情况，与期间无关。")
    return Section("roles", gettext("按岗位"), Table(columns, rows), (late, waiting), note)


def _matrix(counted: _Counted, asked: Asked, standing: Standing) -> Section:
    """Done, or done late, per week and role."""
    buckets = counted.buckets
    wanted = (Standing.LATE,) if standing is Standing.LATE else (Standing.DONE, Standing.LATE)
    flows = [flow for flow in counted.closed if flow.standing in wanted]
    roles = sorted({flow.role for flow in flows}, key=_order)
    done: Counter[tuple[int, str]] = Counter()
    for flow in flows:
        done[buckets.places[flow.closed_on or flow.opened_on], flow.role] += flow.count
    rows = [
        [
            buckets.cells[place],
            *(asked.cell(done[place, role], standing, **part.args, role=role) for role in roles),
        ]
        for place, part in enumerate(buckets.parts)
    ]
    columns = [buckets.column, *(Column(role_name(role), Kind.NUMBER) for role in roles)]
    late, weekly = standing is Standing.LATE, buckets.weekly
    if late:
        title = gettext("超期办结：每周每岗位") if weekly else gettext("超期办结：每月每岗位")
    else:
        title = gettext("办结：每周每岗位") if weekly else gettext("办结：每月每岗位")
    return Section(f"role_{standing}", title, Table(columns, rows if roles else []))


def _ages(counted: _Counted, asked: Asked) -> Section:
    """How long what is open now has been waiting."""
    ages: Counter[int] = Counter()
    for flow in counted.open:
        age = counted.days.between(flow.opened_on, asked.today)
        ages[next((place for place, most in enumerate(AGES) if age <= most), len(AGES))] += flow.count
    labels = [
        gettext("今天"),
        gettext("1 天"),
        gettext("2–5 天"),
        gettext("6–10 天"),
        gettext("11–20 天"),
        gettext("20 天以上"),
    ]
    numbers = [ages[place] for place in range(len(labels))]
    chart = Chart(
        Shape.COLUMNS,
        gettext("未办结的任务等了多久（工作日）"),
        gettext("现在未办结 %(n)s 件。", n=sum(numbers)),
        labels,
        [Series(gettext("未办结"), numbers)],
    )
    columns = [Column(gettext("等了（工作日）")), Column(gettext("未办结"), Kind.NUMBER)]
    rows = [[Cell(label), Cell(number)] for label, number in zip(labels, numbers, strict=True)]
    return Section("ages", gettext("未办结的年龄"), Table(columns, rows), (chart,))


def behind(asked: Asked, standing: Standing, reader: Actor, *, limit: int, offset: int = 0) -> tuple[Table, int]:
    """The tasks behind a figure, in words for one reader, and how many there are."""
    tasks, total = site().engine.queries.work_behind(
        standing, asked.span, asked.seen_roles, asked.hidden, limit=limit, offset=offset
    )
    columns = [
        Column(gettext("任务")),
        Column(gettext("流程")),
        Column(gettext("业务号")),
        Column(gettext("客户")),
        Column(gettext("岗位")),
        Column(gettext("办理人")),
        Column(gettext("产生"), Kind.MOMENT),
        Column(gettext("期限"), Kind.MOMENT),
        Column(gettext("关闭"), Kind.MOMENT),
        Column(gettext("工作日"), Kind.NUMBER),
    ]
    return Table(columns, list(_task_rows(tasks, asked, reader))), total


def _task_rows(tasks: Sequence[InboxTask], asked: Asked, reader: Actor) -> Iterable[list[Cell]]:
    opens = sees_all()
    for task, tile in zip(tasks, tiles_of(tasks, reader), strict=True):
        end = local_day(task.closed_at) if task.closed_at else asked.today
        due = task.paused_due_at if task.paused_at else task.due_at
        ends_at = task.closed_at or asked.now
        link = url_for("cases.show", case_id=task.case_id) if opens else ""
        who = task.closed_by or task.holder
        yield [
            Cell(site().labels.say(tile.label), link),
            Cell(site().labels.say(tile.process_name)),
            Cell(tile.business_key or ""),
            Cell(tile.customer),
            Cell(role_name(_role(task))),
            Cell(name_of_actor(who) if who else ""),
            Cell(task.opened_at),
            Cell(due, late=due is not None and task.paused_at is None and ends_at > due),
            Cell(task.closed_at),
            Cell(site().count_working_days(local_day(task.opened_at), end)),
        ]


def _role(task: InboxTask) -> str:
    first = task.groups[0] if task.groups else PERSON
    return first.partition(":")[0]


def standing_words() -> dict[Standing, str]:
    """What the lists are called."""
    return {
        Standing.CAME: gettext("新增的任务"),
        Standing.DONE: gettext("办结的任务"),
        Standing.LATE: gettext("超期办结的任务"),
        Standing.GONE: gettext("随案件取消的任务"),
        Standing.OPEN: gettext("现在未办结的任务"),
        Standing.OVERDUE: gettext("现在已超期的任务"),
        Standing.PAUSED: gettext("现在停钟的任务"),
    }
