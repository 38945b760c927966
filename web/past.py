"""The demo agency's past: it works for some days under a clock of its own, which end now; nobody is written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.clock import ManualClock
from engine.errors import BadInput
from engine.outbox import Outgoing
from handlers import simulation
from handlers.simulation import BehaviourFault, Course, read_behaviours
from web.installation import Installation, open_installation
from web.orders import Orders
from web.settings import Settings
from web.setup import add_accounts, demo_people, deploy_sop

SENT = ("notice", "customer_link", "refund")
"""What would reach people; a past is told to nobody."""
Day = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Past:
    """What was done, and the accounts made: account → name and one-time password."""

    course: Course
    passwords: Mapping[str, tuple[str, str]]


def work_until_now(settings: Settings, days: int, seed: int, tell: Day = lambda _: None) -> Past:
    """Let the demo agency work for `days` days that end now. `tell` hears the simulated time now and then.

    Raises `BadInput` where a case began after the simulated beginning: a history is not written backwards.
    """
    began = (datetime.now(UTC) - timedelta(days=days)).replace(microsecond=0)
    clock = ManualClock(began)
    orders = Orders()
    senders = {**dict.fromkeys(SENT, _drop), **orders.senders()}
    installation = open_installation(settings, clock=clock, senders=senders)
    orders.attach(installation.engine)
    try:
        _require_nothing_younger(installation, began)
        deploy_sop(installation)
        passwords = add_accounts(installation)
        behaviours = read_behaviours(settings.bpmn)
        course = simulation.simulate(
            installation.engine, clock, behaviours, demo_people(), days=days, seed=seed, progress=tell
        )
    except BehaviourFault as fault:
        raise BadInput(str(fault)) from fault
    finally:
        installation.close()
    return Past(course, passwords)


def _drop(_outgoing: Outgoing) -> None:
    """Nobody is written to in a simulation."""


def _require_nothing_younger(installation: Installation, began: datetime) -> None:
    page = installation.engine.queries.cases(limit=1)
    if page.cases and page.cases[0].started_at > began:
        raise BadInput(
            "this store holds cases that began after the simulated beginning; simulate into an empty folder "
            "(SOPFLOW_HOME=FOLDER sopflow simulate)"
        )
