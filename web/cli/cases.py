"""Commands on cases: list them."""

from __future__ import annotations

import click

from web.cli.output import as_json, collect, local_time, print_json, print_table
from web.cli.site import open_site

STATUSES = ("active", "suspended", "completed", "terminated", "cancelled")


@click.command()
@click.option("--process", "process_id", help="Only cases of this process.")
@click.option("--status", type=click.Choice(STATUSES), help="Only cases that stand so.")
@click.option("--key", "business_key", help="Only cases whose business key begins so.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@as_json
def cases(process_id: str | None, status: str | None, business_key: str | None, limit: int, wants_json: bool) -> None:
    """List cases, the newest first."""
    site = open_site()
    page = site.engine.queries.cases(process_id=process_id, status=status, business_key=business_key, limit=limit)
    if wants_json:
        print_json(list(page.cases))
        return
    print_table(
        ["case", "process", "key", "status", "steps", "started", "changed", "end"],
        [
            [
                case.id,
                f"{case.process_id} v{case.process_version}",
                case.business_key,
                case.status,
                case.version,
                local_time(case.started_at, site.settings.time_zone),
                local_time(case.changed_at, site.settings.time_zone),
                case.end_event,
            ]
            for case in page.cases
        ],
        empty="No case.",
    )
    if page.more:
        click.echo(f"There are more; --limit {limit * 2} shows them.", err=True)


COMMANDS = collect(cases)
