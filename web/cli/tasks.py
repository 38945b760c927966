"""Commands on work: start a case, see the inbox, complete a task, hand it over, give it back."""

from __future__ import annotations

from typing import IO, Any

import click
import orjson

from engine.errors import BadInput
from web.cli.output import as_json, collect, local_time, print_json, print_table
from web.cli.site import as_person, as_user, for_whom, open_site, operator, person
from web.handover import giving


def read_values(file: IO[bytes] | None, pairs: tuple[str, ...], what: str) -> dict[str, Any]:
    """Variables or answers from a JSON file and `NAME=VALUE` pairs; a value that is not JSON is taken as text.

    Raises `BadInput` for a file that is not a JSON object and for a pair without `=`.
    """
    values: dict[str, Any] = {}
    if file is not None:
        source = getattr(file, "name", "standard input")
        try:
            read = orjson.loads(file.read())
        except orjson.JSONDecodeError as error:
            raise BadInput(f"the {what} in {source} are not JSON: {error}") from error
        if not isinstance(read, dict):
            raise BadInput(f"the {what} in {source} are not a JSON object of names and values")
        values.update(read)
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name:
            raise BadInput(f"'{pair}' is not NAME=VALUE")
        try:
            values[name] = orjson.loads(text)
        except orjson.JSONDecodeError:
            values[name] = text
    return values


@click.command()
@click.argument("process_id")
@click.option("--file", type=click.File("rb"), help="JSON object with the case's variables; - for standard input.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="One variable; may be repeated.")
@click.option("--business-key", help="What people call the case, for example an application number.")
@as_user
@as_json
def start(
    process_id: str,
    file: IO[bytes] | None,
    pairs: tuple[str, ...],
    business_key: str | None,
    user: str | None,
    wants_json: bool,
) -> None:
    """Start a case of the newest version of a process; prints the case's id."""
    site = open_site()
    variables = read_values(file, pairs, "variables")
    case_id = site.engine.start(process_id, variables, by=operator(user), business_key=business_key)
    if wants_json:
        print_json({"case_id": case_id})
    else:
        click.echo(case_id)


@click.command()
@click.option("--role", help="Only tasks offered to this role.")
@click.option("--holder", help="Only tasks held by this account.")
@click.option("--case", "case_id", help="Only tasks of this case.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@as_json
def tasks(role: str | None, holder: str | None, case_id: str | None, limit: int, wants_json: bool) -> None:
    """List open tasks, most urgent first."""
    site = open_site()
    found = site.engine.queries.open_tasks(role=role, holder=holder, case_id=case_id, limit=limit)
    if wants_json:
        print_json(found)
        return
    print_table(
        ["task", "element", "label", "offered to", "holder", "due"],
        [
            [
                task.id,
                task.element,
                task.label,
                ", ".join(task.groups),
                task.holder,
                local_time(task.due_at, site.settings.time_zone),
            ]
            for task in found
        ],
        empty="No open task.",
    )


@click.command()
@click.argument("task_id")
@click.option("--file", type=click.File("rb"), help="JSON object with the answers; - for standard input.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="One answer; may be repeated.")
@as_person
@for_whom
@as_json
def complete(
    task_id: str, file: IO[bytes] | None, pairs: tuple[str, ...], user: str, principal: str | None, wants_json: bool
) -> None:
    """Complete a task with answers to its form, in the name of an account.

    The form's rules and the account's rights hold as in the browser; what only the customer may do is refused.
    """
    site = open_site()
    site.engine.complete(task_id, read_values(file, pairs, "answers"), by=person(user, principal))
    if wants_json:
        print_json({"task_id": task_id, "state": "completed"})
    else:
        click.echo(f"{task_id} completed")


@click.command()
@click.argument("task_id")
@click.option("--to", required=True, metavar="ACCOUNT", help="Who is to hold it.")
@click.option("--reason", required=True, help="Goes into the history; both are told.")
@as_person
@for_whom
def assign(task_id: str, to: str, reason: str, user: str, principal: str | None) -> None:
    """Hand a task over: whoever has it in hand, or leads the work on it. Four-eyes hold as in the browser."""
    site = open_site()
    giving.hand_over(site.engine, task_id, to, person(user, principal), reason)
    click.echo(f"{task_id} assigned to {to}")


@click.command()
@click.argument("task_id")
@click.option("--reason", required=True, help="Goes into the history; whoever had it is told.")
@as_person
@for_whom
def release(task_id: str, reason: str, user: str, principal: str | None) -> None:
    """Give a task back to its group."""
    giving.give_back(open_site().engine, task_id, person(user, principal), reason)
    click.echo(f"{task_id} released")


COMMANDS = collect(start, tasks, complete, assign, release)
