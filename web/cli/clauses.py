"""`sopflow clauses`: from each clause of the SOP to elements, scenarios, runs and breaches."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict

import click

from engine.deployment import read_package
from engine.errors import BadInput
from handlers.registry import registry
from handlers.scenarios import ScenarioFault, package_files, read_scenarios, run_scenarios, throwaway_engines
from handlers.traceability import BREACH, Held, Place, Trace, carried, count_held, named_by, summary, trace, walked_by
from web.cli.diagrams import scenario_files
from web.cli.output import as_json, collect, print_json, print_table
from web.cli.site import open_site
from web.settings import Settings, read_settings

FOUND_SOMETHING = 1


@click.command()
@click.option("--run", is_flag=True, help="Run the scenarios and count what they walk; else what they name.")
@click.option("--gaps", "gaps_only", is_flag=True, help="Only clauses without element or scenario.")
@as_json
def clauses(run: bool, gaps_only: bool, wants_json: bool) -> None:
    """Show how each clause of the SOP is carried: elements, scenarios, runs and breaches.

    Runs are cases of the store that came to an element of the clause. A breach is an overdue task, an escalation, or an
    element that the diagram marks with sop:breach. Without a store the two are left out. Exit status 1: with --run, a
    clause has no element or no scenario.
    """
    settings = read_settings()
    files = package_files(settings.bpmn)
    processes = read_package(files).processes.values()
    paths = scenario_files((settings.bpmn,))
    places, marks = carried(processes), carried(processes, BREACH)
    try:
        told = [each for path in sorted(paths) for each in read_scenarios(path)]
        if run:
            with throwaway_engines(registry, files) as engines:
                walked: Mapping[str, frozenset[Place]] = walked_by(run_scenarios(told, engines, files).stories)
        else:
            walked = named_by(told, processes)
    except ScenarioFault as fault:
        raise BadInput(str(fault)) from fault
    held = count_held(open_site().engine.queries, places, marks) if _has_store(settings) else None
    traces = trace(places, walked, held)
    _show([each for each in traces if each.gap] if gaps_only else traces, wants_json)
    counted = summary(traces)
    click.echo("; ".join(f"{count} {what}" for what, count in sorted(counted.items())), err=True)
    if run and counted.total() != counted["carried"]:
        sys.exit(FOUND_SOMETHING)


def _has_store(settings: Settings) -> bool:
    return settings.key_file.exists() or not settings.store_url.startswith("sqlite")


def _show(traces: list[Trace], wants_json: bool) -> None:
    if wants_json:
        print_json([_plain(each) for each in traces])
        return
    print_table(
        ["clause", "what", "elements", "scenarios", "runs", "breaches", "gap"],
        [
            [
                each.clause.id,
                each.clause.en,
                _some([f"{place.process_id}.{place.element}" for place in each.places]),
                len(each.scenarios),
                each.held.runs if each.held else None,
                each.held.breaches if each.held else None,
                each.gap,
            ]
            for each in traces
        ],
        empty="No gap.",
    )


def _some(names: list[str]) -> str:
    return f"{', '.join(names[:2])} and {len(names) - 2} more" if len(names) > 2 else ", ".join(names)  # noqa: PLR2004


def _plain(each: Trace) -> dict[str, object]:
    held: Held | None = each.held
    return {
        "clause": each.clause.id,
        "zh": each.clause.zh,
        "en": each.clause.en,
        "elements": [{"process": place.process_id, "element": place.element} for place in each.places],
        "documents": list(each.documents),
        "scenarios": list(each.scenarios),
        "runs": held.runs if held else None,
        "breaches": {**asdict(held), "all": held.breaches} if held else None,
        "gap": each.gap,
    }


COMMANDS = collect(clauses)
