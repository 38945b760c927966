"""The benchmark command. The works are in `tests/bench`, which a checkout has and an installed wheel has not."""

from __future__ import annotations

import dataclasses
from importlib.util import find_spec
from typing import Any

import click

from engine.errors import BadInput
from web.cli.output import as_json, collect, print_json, print_table

WORKS = ("W1", "W2", "W3", "W4", "server")


@click.command()
@click.option("--store", "url", help="An EMPTY database to measure on; default: SQLite in a scratch folder.")
@click.option("--work", "works", multiple=True, type=click.Choice(WORKS), help="Only this work; may be repeated.")
@click.option("--cases", type=click.IntRange(100, 1_000_000), default=10_000, show_default=True, help="Cases of W3.")
@as_json
def bench(url: str | None, works: tuple[str, ...], cases: int, wants_json: bool) -> None:
    """Measure the engine beside plain in-memory SpiffWorkflow, in the same run.

    \b
    W1 underwriting: submit, screening handler, gateway over four outcomes, underwrite, client response, issue
    W2 fifty user tasks in a row, each adding 1 KB
    W3 ten thousand cases that wait for one due timer
    W4 a loop of 200 passes, and one of 2 000
    server: the memory of a server process after pages and all four works

    Everything is switched on: journal, encryption, hash chain, inbox. Ratios are taken in one run, the durable and the
    plain step in turn.
    """  # noqa: D301 - click reads the backspace
    if find_spec("tests") is None or find_spec("tests.bench") is None:
        raise BadInput("the benchmarks are part of the source: run sopflow bench in a checkout of the project")
    from tests.bench.run import run_works  # noqa: PLC0415 - only a checkout has it

    rows = run_works(url, works or WORKS, cases, progress=lambda line: click.echo(line, err=True))
    if wants_json:
        print_json(rows)
        return
    columns = [field.name for field in dataclasses.fields(rows[0])]
    print_table(columns, [[_cell(getattr(row, name)) for name in columns] for row in rows], empty="")


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


COMMANDS = collect(bench)
