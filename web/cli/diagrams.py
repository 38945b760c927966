"""Commands on diagrams: what may be drawn, what is wrong with a file, deploy."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import click

from engine.bpmn.elements import CHAPTER_NAMES, Verdict, element_rows
from engine.bpmn.findings import Severity
from engine.deployment import Vocabulary, check, read_package
from engine.engine import registry_types
from engine.errors import BadInput
from handlers.clauses import CLAUSES
from handlers.page_properties import READ_BY_PAGES
from handlers.registry import registry
from handlers.scenarios import ScenarioFault, package_files, read_scenarios, run_scenarios, throwaway_engines
from web.cli.files import kind_by_content, misnamed, read_files, read_to_lint
from web.cli.output import as_json, collect, finding_line, print_json
from web.cli.site import as_user, open_site, operator
from web.installation import DIAGRAM_ROLES
from web.settings import read_settings

FOUND_SOMETHING = 1
READ = click.Path(exists=True, path_type=Path)
VERDICT_MARKS = {Verdict.RUNS: "✓", Verdict.DRAWN: "·", Verdict.REFUSED: "✗"}


@click.command()
@click.option("--verdict", type=click.Choice([str(verdict) for verdict in Verdict]), help="Only these rows.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the table.")
@as_json
def elements(verdict: str | None, lang: str, wants_json: bool) -> None:
    """Print the table of BPMN elements: what runs, what is only drawn, what is refused and what to draw instead."""
    rows = element_rows(Verdict(verdict) if verdict else None)
    if wants_json:
        print_json(list(rows))
        return
    for chapter, in_chapter in itertools.groupby(rows, key=lambda row: row.chapter):
        click.secho(f"\n{getattr(CHAPTER_NAMES[chapter], lang)}", bold=True)
        for row in in_chapter:
            click.echo(f"  {VERDICT_MARKS[row.verdict]} {getattr(row, 'name_' + lang)}  [{row.id}]")
            if row.verdict is Verdict.REFUSED:
                click.echo(f"      {getattr(row, 'reason_' + lang)} {getattr(row, 'remedy_' + lang)}")
    counts = {one: sum(row.verdict is one for row in rows) for one in Verdict}
    click.echo(f"\n{counts[Verdict.RUNS]} run, {counts[Verdict.DRAWN]} drawn only, {counts[Verdict.REFUSED]} refused")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=READ, metavar="FILE|FOLDER…")
@as_json
def lint(paths: tuple[Path, ...], wants_json: bool) -> None:
    """Check diagrams, decisions and forms: what deploy would refuse, where, why, and what to do.

    Files given together are checked together, so that a called process, decision or form is found. A file that is
    named is checked whatever its name and content are. Exit status 0: nothing that deploy would refuse; 1: findings of
    severity error; 2: a file cannot be read.
    """
    read = read_to_lint(paths)
    package = read_package(read.files, kind_by_content)
    findings = [*read.findings, *misnamed(read.files), *check(package, vocabulary())]
    if wants_json:
        print_json(findings)
    else:
        for finding in findings:
            click.echo(finding_line(finding))
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        click.echo(f"{errors} errors, {len(findings) - errors} other findings", err=True)
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(FOUND_SOMETHING)


def vocabulary() -> Vocabulary:
    """What diagrams of this installation may name; needs no database."""
    return Vocabulary(registry_types(registry), DIAGRAM_ROLES, frozenset(CLAUSES), READ_BY_PAGES)


@click.command()
@click.argument("paths", nargs=-1, type=READ, metavar="[FILE|FOLDER…]")
@as_user
@as_json
def deploy(paths: tuple[Path, ...], user: str | None, wants_json: bool) -> None:
    """Deploy diagrams with their decisions and forms; without arguments, the whole SOP.

    All or nothing: one finding of severity error refuses everything. The same files again change nothing.
    """
    site = open_site()
    deployment = site.engine.deploy(read_files(paths or (site.settings.bpmn,)), by=operator(user))
    if wants_json:
        print_json(deployment)
        return
    for process in deployment.processes:
        click.echo(f"{process.process_id} version {process.version}")


@click.command()
@click.argument("scenarios", nargs=-1, type=READ, metavar="[FILE|FOLDER…]")
@as_json
def test(scenarios: tuple[Path, ...], wants_json: bool) -> None:
    """Run the scenarios of the SOP on throw-away databases, and print what of the diagrams they walked.

    Without arguments, all of them. Exit status 1: a story went otherwise, or something was never walked.
    """
    folder = read_settings().bpmn
    paths = scenario_files(scenarios or (folder,))
    if not paths:
        raise BadInput(f"there is no scenario in {', '.join(map(str, scenarios or (folder,)))}")
    files = package_files(folder)
    try:
        # Before anything is deployed, which takes many seconds: a file that cannot be read.
        told = [scenario for path in sorted(paths) for scenario in read_scenarios(path)]
        with throwaway_engines(registry, files) as engines:
            report = run_scenarios(told, engines, files)
    except ScenarioFault as fault:
        raise BadInput(str(fault)) from fault
    if wants_json:
        print_json(
            {
                "ok": report.ok,
                "covered": report.is_covered,
                "stories": [
                    {"process": story.scenario.process, "name": story.scenario.name, "problems": list(story.problems)}
                    for story in report.stories
                ],
                "coverage": list(report.coverage.values()),
            }
        )
    else:
        for line in report.lines():
            click.echo(line)
    if not report.ok or not (report.is_covered or scenarios):
        sys.exit(FOUND_SOMETHING)


def scenario_files(paths: tuple[Path, ...]) -> list[Path]:
    """The scenario files named, and in folders every `scenarios/*.yaml`."""
    return [
        file
        for path in paths
        for file in (sorted(path.rglob("scenarios/*.yaml")) or sorted(path.glob("*.yaml")) if path.is_dir() else [path])
    ]


COMMANDS = collect(elements, lint, deploy, test)
