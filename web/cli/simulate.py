"""`sopflow simulate`: let the demo agency work for some time under a clock of its own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.clock import ManualClock
from engine.errors import BadInput
from engine.outbox import Outgoing
from handlers import simulation
from handlers.simulation import BehaviourFault, Course, read_behaviours
from web.cli.output import as_json, print_json
from web.installation import Installation, create_keys, open_installation
from web.orders import Orders
from web.settings import read_settings
from web.setup import add_accounts, demo_people, deploy_sop

LONGEST = 3660
"""Days; ten years are more than anybody looks at."""


@click.command()
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, LONGEST), help="How long.")
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same course.")
@as_json
def simulate(days: int, seed: int, wants_json: bool) -> None:
    """Let the demo agency work for DAYS days that end now, under a clock of its own.

    Every case is produced by running the processes themselves; bpmn/*/simulation.yaml says how often people begin
    them and who does what after how long. Sets up an empty store (SOPFLOW_HOME=FOLDER sopflow simulate); refused
    where a case began after the simulated beginning. Exit status 1 when something could not be done as they say.
    """
    settings = read_settings()
    began = (datetime.now(UTC) - timedelta(days=days)).replace(microsecond=0)
    clock = ManualClock(began)
    create_keys(settings)
    orders = Orders()
    senders = {**dict.fromkeys(SENT, _drop), **orders.senders()}
    installation = open_installation(settings, clock=clock, senders=senders)
    orders.attach(installation.engine)
    try:
        _require_nothing_younger(installation, began)
        deploy_sop(installation)
        passwords = add_accounts(installation)
        course = _run(installation, clock, days, seed)
    except BehaviourFault as fault:
        raise BadInput(str(fault)) from fault
    finally:
        installation.close()
    if wants_json:
        print_json(_plain(course))
    else:
        click.echo("\n".join(_lines(course)))
        for account_id, (name, password) in passwords.items():
            click.echo(f"  {account_id:14} {password}   {name}")
    if course.problems:
        sys.exit(FOUND_SOMETHING)


COMMANDS = (simulate,)
SENT = ("notice", "customer_link", "refund")
FOUND_SOMETHING = 1


def _drop(_outgoing: Outgoing) -> None:
    """Nobody is written to in a simulation."""


def _require_nothing_younger(installation: Installation, began: datetime) -> None:
    page = installation.engine.queries.cases(limit=1)
    if page.cases and page.cases[0].started_at > began:
        raise BadInput(
            "this store holds cases that began after the simulated beginning; simulate into an empty folder "
            "(SOPFLOW_HOME=FOLDER sopflow simulate)"
        )


def _run(installation: Installation, clock: ManualClock, days: int, seed: int) -> Course:
    behaviours = read_behaviours(installation.settings.bpmn)
    bar = Progress(
        TextColumn("{task.fields[day]}"), BarColumn(), MofNCompleteColumn(), TextColumn("days"), TimeRemainingColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
    began = clock.now()
    with bar:
        line = bar.add_task("", total=days, day=f"{began:%Y-%m-%d}")

        def tell(now: datetime) -> None:
            bar.update(line, completed=(now - began).days, day=f"{now:%Y-%m-%d}")

        people = demo_people()
        course = simulation.simulate(
            installation.engine, clock, behaviours, people, days=days, seed=seed, progress=tell
        )
        bar.update(line, completed=days)
    return course


def _lines(course: Course) -> list[str]:
    lines = [
        f"{course.days} days: {course.started.total()} cases begun by people, {course.completed.total()} tasks done"
    ]
    lines += [f"  {name}: {count}" for name, count in sorted(course.started.items())]
    lines += [f"not done, {count} times: {what}" for what, count in sorted(course.problems.items())]
    lines += [f"nobody is told to do it, {count} times: {what}" for what, count in sorted(course.unplanned.items())]
    return lines


def _plain(course: Course) -> dict:
    parts = ("started", "completed", "problems", "unplanned")
    return {"days": course.days} | {part: dict(sorted(getattr(course, part).items())) for part in parts}
