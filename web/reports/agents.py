"""The agents' figures of SOP 4.6.2a for any period: the same figures that a business review is written on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy.orm import Session

from engine.errors import NotFound
from handlers.agency.figures import BASES, BEHIND, LABELS, Tally, tallies
from web.handover.colleagues import accounts_in
from web.names import name_of_actor
from web.reports.asked import Asked
from web.reports.charts import Chart, Series, Shape, Tone
from web.reports.report import Cell, Column, Headline, Kind, Report, Section, Table
from web.reports.rows import LISTS, Behind
from web.site import site

PERCENT = frozenset({"conversion_pct", "follow_up_success_pct", "persistency_13m"})
MONEY = frozenset({"premium_income"})
ADDED_UP = frozenset({"premium_income", "training_hours"})
"""Figures of which no number is kept."""
LIST_OF = {
    "leads": "contact",
    "new_customers": "customer",
    "applications": "application",
    "policies_issued": "policy",
    "premiums_kept": "premium",
    "graded": "follow_up",
    "claims_closed": "claim",
    "official_follow_ups": "follow_up",
    "old_policies": "policy",
    "complaint_count": "complaint",
    "mis_selling_cases": "complaint",
    "cooling_off_count": "policy",
    "surrender_count": "policy",
    "trainings": "training",
}
"""By base of a figure, the list that shows it."""


def build(rows: Session, asked: Asked) -> Report:
    """One row per agent, and all together."""
    found = tallies(rows, asked.period)
    agents = {agent: found[agent] for agent in found if _is_agent(found[agent])}
    for account in accounts_in(rows, ["agent"]):
        agents.setdefault(account.id, found.get(account.id, Tally()))
    whole = sum(agents.values(), Tally())
    return Report(
        gettext(
            "业务记录，口径与《个人业务复盘报告》相同（4.6.2a）。实收保费为到账减退回；没有依据的数字显示为“—”。没有代理人的投诉不在其中。"
        ),
        _headlines(whole, asked),
        (_table(agents, whole, asked),),
        is_empty=not agents,
    )


def _is_agent(tally: Tally) -> bool:
    """Training is for everybody, and whoever registers a customer need not sell."""
    return any(name not in ("trainings", "new_customers") for name in tally.counts) or bool(tally.premium)


def _headlines(whole: Tally, asked: Asked) -> list[Headline]:
    values = whole.figures()
    wanted = ("new_customers", "policies_issued", "premium_income", "satisfaction", "claim_service_days")
    return [
        Headline(_words(code), values[code], gettext("全部代理人"), asked.way(_has(whole, code), code))
        for code in wanted
    ]


def _words(code: str) -> str:
    return site().labels.say_composed(LABELS[code])


def _has(tally: Tally, code: str) -> bool:
    """Whether there is a record behind the figure."""
    if code in ADDED_UP:
        return bool(tally.values()[code])
    return bool(tally.counts[BEHIND.get(code, code)])


def _table(agents: Mapping[str, Tally], whole: Tally, asked: Asked) -> Section:
    rows = []
    for agent, tally in agents.items():
        cells = [
            Cell(
                value,
                asked.behind(code, agent=agent) if _has(tally, code) or (code == "training_hours" and value) else "",
            )
            for code, value in tally.values().items()
        ]
        rows.append([Cell(name_of_actor(agent)), *cells])
    rows.append(
        [
            Cell(gettext("合计")),
            *(Cell(value, asked.way(_has(whole, code), code)) for code, value in whole.values().items()),
        ]
    )
    columns = [Column(gettext("代理人")), *(Column(_words(code), _kind(code)) for code in LABELS)]
    names = [name_of_actor(agent) for agent in agents]
    charts = [
        Chart(
            Shape.BARS,
            _words(code),
            gettext("每位代理人的%(figure)s。", figure=_words(code)),
            names,
            [Series(_words(code), [_drawn(tally.values()[code]) for tally in agents.values()], tone)],
        )
        for code, tone in (("premium_income", Tone.PLAIN), ("policies_issued", Tone.PALE))
    ]
    return Section("agents", gettext("每位代理人"), Table(columns, rows, last_is_total=True), charts)


def _drawn(value: int | Decimal | None) -> float:
    """A bar has no length below nothing: more may have gone back than came."""
    return max(0.0, float(value or 0))


def _kind(code: str) -> Kind:
    return Kind.PERCENT if code in PERCENT else Kind.MONEY if code in MONEY else Kind.NUMBER


def behind(asked: Asked, what: str, said: Mapping[str, str]) -> Behind:
    """The records of a figure of one agent, or of all. Raises `NotFound`."""
    base_name = BEHIND.get(what, what)
    if what not in LABELS or base_name not in LIST_OF:
        raise NotFound(what="list", id=what)
    base = BASES[base_name]
    conditions = list(base.conditions(asked.period))
    agent = said.get("agent", "")
    conditions.append(base.agent == agent if agent else base.agent.is_not(None))
    who = name_of_actor(agent) if agent else gettext("全部代理人")
    return Behind(f"{_words(what)} · {who}", LISTS[LIST_OF[base_name]], conditions)
