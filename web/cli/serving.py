"""Commands that set up and serve."""

from __future__ import annotations

import signal
import sys
import threading

import click

from web.cli.output import as_json, collect, print_json
from web.serve import OUTBOX, serve_forever, work_until
from web.settings import read_settings
from web.setup import set_up


@click.command()
@click.option("--demo/--no-demo", default=True, show_default=True, help="Load the demo agency into an empty store.")
@as_json
def setup(demo: bool, wants_json: bool) -> None:
    """Create keys, database and accounts, deploy the SOP, load the demo agency; safe to repeat.

    Prints the one-time passwords of the accounts that it makes; they are kept nowhere, `sopflow user password` gives
    a new one.
    """
    done = set_up(read_settings(), demo=demo, tell=lambda line: click.echo(line, err=True))
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
