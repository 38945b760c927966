"""The benchmark commands. The works are in `tests/bench`, which a checkout has and an installed wheel has not."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from engine.errors import BadInput
from web.cli.output import as_json, collect, print_json, print_table

CHECKOUT = Path(__file__).resolve().parents[2]
WORKS = ("W1", "W2", "W3", "W4", "server")
OWN_STORES = ("sqlite", "postgresql")
SIZES = {"sqlite": (100_000, 1_000_000), "postgresql": (1_000_000, 10_000_000)}
"""Open and done tasks."""
FOUND_SOMETHING = 1


@click.group(invoke_without_command=True)
@click.option("--store", "url", help="An EMPTY database to measure on; default: SQLite in a scratch folder.")
@click.option("--work", "works", multiple=True, type=click.Choice(WORKS), help="Only this work; may be repeated.")
@click.option("--cases", type=click.IntRange(100, 1_000_000), default=10_000, show_default=True, help="Cases of W3.")
@as_json
@click.pass_context
def bench(context: click.Context, url: str | None, works: tuple[str, ...], cases: int, wants_json: bool) -> None:
    """Measure the engine beside plain in-memory SpiffWorkflow, in the same run; `bench web`: the pages.

    \b
    W1 underwriting: submit, screening handler, gateway over four outcomes, underwrite, client response, issue
    W2 fifty user tasks in a row, each adding 1 KB
    W3 ten thousand cases that wait for one due timer
    W4 a loop of 200 passes, and one of 2 000
    server: the memory of a server process after pages and all four works

    Everything is switched on: journal, encryption, hash chain, inbox. Ratios are taken in one run, the durable and the
    plain step in turn.
    """  # noqa: D301 - click reads the backspace
    _require_checkout()
    if context.invoked_subcommand is not None:
        return
    from tests.bench.run import run_works  # noqa: PLC0415 - only a checkout has it

    rows = run_works(url, works or WORKS, cases, progress=lambda line: click.echo(line, err=True))
    _print(rows, wants_json)


@bench.command("web")
@click.option(
    "--store", "stores", multiple=True, default=OWN_STORES, show_default=True,
    help="`sqlite`, `postgresql` (a server of its own, thrown away), or the address of an EMPTY database, beside which "
    "another is made and dropped; may be repeated.",
)  # fmt: skip
@click.option("--open", "is_open", type=click.IntRange(100), help="Open tasks.  [default: 100000, PostgreSQL 1000000]")
@click.option("--done", type=click.IntRange(1000), help="Done tasks.  [default: ten times as many]")
@as_json
def web(stores: tuple[str, ...], is_open: int | None, done: int | None, wants_json: bool) -> None:
    """Measure inbox pages, search and completions through HTTP, in an agency with very many tasks.

    \b
    A server as `sopflow serve` starts it, on loopback; four members of staff are logged in. Each request is made in
    turn with all tasks done and with one in a hundred. Exit status 1 when a limit is broken:
      p95 of inbox page, counts, search, completion   under 100 ms
      with all done tasks, over with few              at most 1.5 (noise)
      completion, over the engine's own               at most 4, same process, same run
    """  # noqa: D301 - click reads the backspace
    from tests.bench.big import Size  # noqa: PLC0415 - only a checkout has it
    from tests.bench.web import run_web  # noqa: PLC0415

    rows = []
    for store in stores:
        opened, closed = SIZES["sqlite" if store.startswith("sqlite") else "postgresql"]
        size = Size(is_open or opened, done or (10 * is_open if is_open else closed))
        click.echo(f"{store.partition(':')[0]}: {size.open:,} open and {size.done:,} done tasks", err=True)
        with _bar() as tell:
            rows += run_web(store, size, tell)
    _print(rows, wants_json)
    if any(row.broken for row in rows):
        sys.exit(FOUND_SOMETHING)


def _require_checkout() -> None:
    """Find `tests` wherever the command is called from: the installed command knows only the packages it installs."""
    if not (CHECKOUT / "tests" / "bench").is_dir():
        raise BadInput("the benchmarks are part of the source: run sopflow bench in a checkout of the project")
    if str(CHECKOUT) not in sys.path:
        sys.path.insert(0, str(CHECKOUT))


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on the error stream; gives who is to be told what is made, and how much of how much is there."""
    # Here, and not above: the server is started from the command line too, and shows no bars.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
    shown: dict[str, Any] = {}

    def tell(what: str, done: int, total: int) -> None:
        if what not in shown:
            for other in shown.values():
                bar.stop_task(other)
            shown[what] = bar.add_task(what, total=total)
        bar.update(shown[what], completed=done, total=total)

    with bar:
        yield tell


def _print(rows: list[Any], wants_json: bool) -> None:
    if wants_json:
        print_json(rows)
        return
    columns = [field.name for field in dataclasses.fields(rows[0])]
    print_table(columns, [[_cell(getattr(row, name)) for name in columns] for row in rows], empty="")


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


COMMANDS = collect(bench)
