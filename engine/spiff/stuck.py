"""Tokens that can never move again are an incident at once, not a case that silently sleeps for ever (DESIGN §4)."""

from __future__ import annotations

from engine.spiff.incidents import IncidentKind, Phase, Problem
from engine.spiff.specs.gateways import Joining
from engine.spiff.step import Step


def raise_stuck_incidents(step: Step) -> None:
    """Look at the scopes with a waiting join: if nothing else lives there, no token can come any more."""
    for join in list(step.case.gathering.values()):
        scope = join.workflow
        others_wait_too = all(each.id in step.case.gathering for each in scope.live.values())
        if others_wait_too and not any(each.incident for each in scope.live.values()):
            spec = join.task_spec
            assert isinstance(spec, Joining)  # noqa: S101 - nothing else gathers
            missing = [flow for flow in spec.incoming if flow not in join.internal_data["arrived"]]
            sentence = "This gateway waits for a token that can no longer come."
            step.raise_incident(join, Phase.ENTER, Problem(IncidentKind.STUCK, sentence, ", ".join(missing)))
