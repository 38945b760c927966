"""`sopflow simulate`: let the demo agency work for some time under a clock of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from handlers.simulation import Course
from web.cli.output import as_json, print_json
from web.installation import create_keys
from web.past import work_until_now
from web.settings import read_settings

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
    create_keys(settings)
    with bar_of_days(days) as tell:
        past = work_until_now(settings, days, seed, tell)
    if wants_json:
        print_json(_plain(past.course))
    else:
        click.echo("\n".join(_lines(past.course)))
        for account_id, (name, password) in past.passwords.items():
            click.echo(f"  {account_id:14} {password}   {name}")
    if past.course.problems:
        sys.exit(FOUND_SOMETHING)


COMMANDS = (simulate,)
FOUND_SOMETHING = 1


@contextmanager
def bar_of_days(days: int) -> Iterator[Callable[[datetime], None]]:
    """A progress bar on the error stream; gives who is to be told the simulated time. No days: no bar."""
    if not days:
        yield lambda _: None
        return
    # Here, and not above: the server is started from the command line too, and shows no bars.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.fields[day]}"), BarColumn(), MofNCompleteColumn(), TextColumn("days"), TimeRemainingColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
    end = datetime.now(UTC)
    with bar:
        line = bar.add_task("", total=days, day=f"{end:%Y-%m-%d}")
        yield lambda now: bar.update(line, completed=days - (end - now).days, day=f"{now:%Y-%m-%d}")


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
