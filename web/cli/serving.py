"""Commands that set up and serve."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Mapping

import click

from web.cli.output import as_json, collect, print_json
from web.cli.simulate import LONGEST, bar_of_days
from web.past import work_until_now
from web.serve import OUTBOX, serve_forever, work_until
from web.settings import read_settings
from web.setup import is_new, set_up

DEMO_DAYS, DEMO_SEED = 40, 1
"""Long enough that most kinds of cases stand somewhere, short enough to wait for."""


@click.command()
@click.option("--demo/--no-demo", default=True, show_default=True, help="Load the demo agency into an empty store.")
@click.option(
    "--demo-days",
    default=DEMO_DAYS,
    show_default=True,
    type=click.IntRange(0, LONGEST),
    help="How many days the demo agency has worked until now; 0 for none.",
)
@as_json
def setup(demo: bool, demo_days: int, wants_json: bool) -> None:
    """Create keys, database and accounts, deploy the SOP, load the demo agency; safe to repeat.

    Prints the one-time passwords of the accounts that it makes; they are kept nowhere, `sopflow user password` gives
    a new one.
    """
    settings = read_settings()
    passwords: Mapping[str, tuple[str, str]] = {}
    if demo and demo_days and is_new(settings):
        click.echo(f"the demo agency works for {demo_days} days, under a clock of its own", err=True)
        with bar_of_days(demo_days) as tell:
            passwords = work_until_now(settings, demo_days, DEMO_SEED, tell).passwords
    done = set_up(settings, demo=demo, passwords=passwords, tell=lambda line: click.echo(line, err=True))
    if wants_json:
        print_json(done)
        return
    for account_id, (name, password) in done.passwords.items():
        click.echo(f"  {account_id:14} {password}   {name}")


@click.command()
@click.option("--host", help="Address to listen on; default: SOPFLOW_HOST or 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; default: SOPFLOW_PORT or 8000.")
@click.option("--scheduler/--no-scheduler", default=True, show_default=True, help="Fire timers in this process.")
def serve(host: str | None, port: int | None, scheduler: bool) -> None:
    """Serve inbox, cases, customer pages and audit, and fire timers, in one process. Ctrl-C ends it."""
    settings = read_settings()
    click.echo(f"sopflow: http://{host or settings.host}:{port or settings.port}  (Ctrl-C ends it)", err=True)
    click.echo(f"links and codes for customers are written to {settings.home / OUTBOX}", err=True)
    # As Ctrl-C: what is at work is finished, and what was claimed is given back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    serve_forever(settings, host=host, port=port, with_scheduler=scheduler)


@click.command()
def worker() -> None:
    """Fire timers, retries and the outbox in a process of its own; any number may run on PostgreSQL."""
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    click.echo("working; Ctrl-C ends it", err=True)
    work_until(done, read_settings())


COMMANDS = collect(setup, serve, worker)
