"""The command line: `sopflow COMMAND --help`. One module per group of commands; this one joins them."""

from __future__ import annotations

import sys

import click

from engine.errors import EngineError
from web.cli import bench, cases, clauses, diagrams, history, papers, serving, simulate, tasks, users
from web.cli.output import complain

REFUSED = 2
"""Exit status when the input was refused and nothing was changed, as for a usage error."""


class Commands(click.Group):
    """Turns what the engine refuses into one sentence on standard error and exit status 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except EngineError as error:
            complain(error)
            sys.exit(REFUSED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sopflow", message="sopflow %(version)s")
def main() -> None:
    """Run an insurance agency's standard operating procedure from BPMN diagrams.

    \b
    Where things are is told by environment variables:
      SOPFLOW_HOME          folder of the database, keys and outbox (default: ./var)
      SOPFLOW_STORE         database, sqlite:///FILE or postgresql://USER@HOST/NAME
      SOPFLOW_BPMN          folder of the diagrams, decisions and forms
      SOPFLOW_MASTER_KEY    key that wraps every case's key (default: a file in the home)

    \b
    Exit status: 0 done, 1 done and found something wrong (lint, verify, replay, test), 2 refused, nothing changed.
    """  # noqa: D301 - click reads the backspace


for group in (serving, diagrams, clauses, tasks, cases, papers, history, users, simulate, bench):
    for command in group.COMMANDS:
        main.add_command(command)
