"""How the command line prints: tables for people, JSON for programs, one sentence for a refusal."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
import orjson

from engine.errors import EngineError

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON for a program.")


def print_json(value: Any) -> None:
    """Print a value, dataclasses included, as one JSON document."""
    click.echo(orjson.dumps(value, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], empty: str) -> None:
    """Print rows under columns; `empty` is the sentence for none. Piped output is never cut to a width."""
    rows = list(rows)
    if not rows:
        click.echo(empty)
        return
    # Here, and not above: the server is started from the command line too, and prints no tables.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console(soft_wrap=False, width=None if sys.stdout.isatty() else 200)
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)


def complain(error: EngineError) -> None:
    """Print a refusal: its sentence, then what it carries (findings, errors by field), on standard error."""
    click.echo(f"sopflow: {error}", err=True)
    for finding in error.facts.get("findings", ()):
        click.echo(f"  {finding_line(finding)}", err=True)
    for path, sentences in error.facts.get("errors", {}).items():
        for sentence in sentences:
            click.echo(f"  {path}: {sentence}", err=True)


def finding_line(finding: Any) -> str:
    """One finding in one line: `file:line element 'name' severity rule: sentence — remedy`."""
    where = finding.file + (f":{finding.line}" if finding.line else "")
    element = finding.element_id or ""
    name = f" '{finding.element_name}'" if finding.element_name else ""
    remedy = f" — {finding.remedy}" if finding.remedy else ""
    place = " ".join(part for part in (where, element + name) if part)
    line = f"{place} {finding.severity}: {finding.sentence}{remedy} [{finding.rule}]"
    # Sentences quote the file, which may hold line breaks, or what would command the terminal.
    return " ".join("".join(sign if sign.isprintable() else " " for sign in line).split())


def local_time(at: datetime | None, zone: str) -> str:
    """A time on the agency's wall clock, to the minute; nothing for None."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if at else ""


def collect(*commands: click.Command) -> tuple[click.Command, ...]:
    """The commands a module offers."""
    return commands
