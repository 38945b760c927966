"""Commands on history: prove that nothing was changed, run a case again from its journal."""

from __future__ import annotations

import sys

import click

from engine.errors import NotFound
from web.cli.output import as_json, collect, print_json
from web.cli.site import open_site

FOUND_SOMETHING = 1


@click.command()
@click.argument("case_id", required=False)
@as_json
def verify(case_id: str | None, wants_json: bool) -> None:
    """Prove that the journal is intact: of one case, or of all.

    Follows the hash chain of each case and holds it against the case's row: a changed, removed, reordered or cut entry
    is named. Exit status 0: intact; 1: broken.
    """
    verdicts, entries, broken = 0, 0, []
    for verdict in open_site().engine.verify(case_id):
        verdicts += 1
        entries += verdict.entries
        if not verdict.intact:
            broken.append(verdict)
            if not wants_json:
                click.echo(f"{verdict.case_id} entry {verdict.broken_at}: {verdict.sentence}")
    if case_id is not None and not verdicts:
        raise NotFound(what="case", id=case_id)
    if wants_json:
        print_json({"intact": not broken, "chains": verdicts, "entries": entries, "broken": broken})
    else:
        click.echo(f"{'BROKEN' if broken else 'intact'}: {verdicts} chains, {entries} entries, {len(broken)} broken")
    if broken:
        sys.exit(FOUND_SOMETHING)


@click.command()
@click.argument("case_id", metavar="CASE")
@as_json
def replay(case_id: str, wants_json: bool) -> None:
    """Run a case again from its journal, through the diagrams it ran on, and compare.

    Commands, recorded times and handler results come from the journal; FEEL, decisions, path and values are worked out
    anew. Exit status 0: path, values and final snapshot agree; 1: they differ, and where.
    """
    result = open_site().engine.replay(case_id)
    if wants_json:
        print_json({"agrees": result.agrees, "entries": result.entries, "differences": list(result.differences)})
    else:
        for difference in result.differences:
            click.echo(f"entry {difference.seq} ({difference.command}) differs in {difference.what}:")
            click.echo(f"  recorded: {difference.recorded}\n  replayed: {difference.replayed}")
        click.echo(f"{'agrees' if result.agrees else 'DIFFERS'}: {result.entries} entries run again")
    if not result.agrees:
        sys.exit(FOUND_SOMETHING)


COMMANDS = collect(verify, replay)
