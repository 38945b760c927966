"""Gateways: where tokens part and meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.facts import ConditionOutcome, FlowTaken, GatewayDecided
from engine.ports import FeelAnswer
from engine.spiff.case import Token
from engine.spiff.incidents import IncidentKind, Phase, Problem
from engine.spiff.specs.base import Element, Flow
from engine.spiff.step import Step, why
from engine.spiff.variables import visible

Json = Any


class Deciding(Element):
    """A gateway that sends tokens down the flows whose conditions are true."""

    def _run_hook(self, token: Token) -> bool:
        if len(self.flows) < 2 and not any(flow.condition for flow in self.flows):  # noqa: PLR2004 - no choice
            return True
        step = token.case.step
        context = visible(token)
        asked = [flow for flow in self.flows if flow.condition is not None and not flow.is_default]
        # All in one call: a call into the isolate costs more than the evaluation.
        answers = step.evaluate([flow.condition for flow in asked], context)
        told = dict(zip((flow.id for flow in asked), answers, strict=True))
        chosen = self._choose(told)
        outcomes = tuple(
            ConditionOutcome(
                flow=flow.id,
                expression=flow.condition,
                value=told[flow.id].value,
                inputs={name: context[name] for name in told[flow.id].read if name in context},
            )
            for flow in asked
        )
        step.emit(GatewayDecided(key=token.id, element=self.bpmn_id, conditions=outcomes, chosen=tuple(chosen)))
        token.internal_data["chosen"] = chosen
        return True

    def _choose(self, told: Mapping[str, FeelAnswer]) -> list[str]:
        raise NotImplementedError

    def _is_true(self, flow: Flow, told: Mapping[str, FeelAnswer]) -> bool:
        if flow.is_default:
            return False
        if flow.condition is None:
            return True
        answer = told[flow.id]
        if answer.problem is not None or not isinstance(answer.value, bool):
            sentence = f"The condition of “{flow.id}” is neither true nor false: {why(answer)}"
            raise Problem(IncidentKind.CONDITION, sentence, flow.condition)
        return answer.value

    def _default(self) -> list[str]:
        default = [flow.id for flow in self.flows if flow.is_default]
        if not default and self.flows:
            raise Problem(
                IncidentKind.NO_FLOW, "No condition is true and there is no default flow: the case has nowhere to go."
            )
        return default

    def leave(self, step: Step, token: Token) -> None:
        chosen = token.internal_data.get("chosen")
        for flow in self.flows:
            if chosen is None or flow.id in chosen:
                self.take(step, token, flow)


class ExclusiveGateway(Deciding):
    """The first flow, in order, whose condition is true; else the default. Every token passes by itself."""

    def _choose(self, told: Mapping[str, FeelAnswer]) -> list[str]:
        first = next((flow.id for flow in self.flows if self._is_true(flow, told)), None)
        return self._default() if first is None else [first]


class Joining(Element):
    """A gateway at which tokens wait for one another; one per activation of its scope gathers them at a time.

    The tokens that have come are counted by flow in `internal_data["arrived"]` of the gathering one.
    """

    incoming: tuple[str, ...] = ()

    def arrive(self, step: Step, scope: Any, flow: str, after: Token) -> None:
        if len(self.incoming) < 2:  # noqa: PLR2004 - nothing to wait for
            super().arrive(step, scope, flow, after)
            return
        join = scope.joins.get(self.name)
        if join is None:
            join = self._gather(step, scope, after, {})
        arrived = join.internal_data["arrived"]
        arrived[flow] = arrived.get(flow, 0) + 1
        step.enqueue(join)

    def _update_hook(self, token: Token) -> bool:
        arrived = token.internal_data.get("arrived")
        if token.state == TaskState.FUTURE or arrived is None:
            token.case.step.enter(token)
        if arrived is None:
            return True
        if not self.is_full(token):
            return False
        self._take_one_each(token)
        return True

    def is_full(self, token: Token) -> bool:
        """Whether every token to wait for has come."""
        raise NotImplementedError

    def may_fire(self, token: Token) -> bool:
        """Asked when nothing else can run: whether the join goes on now (and then it has)."""
        del token
        return False

    def _take_one_each(self, token: Token) -> None:
        """Use one token of each flow; those left over gather for the next time."""
        case, scope = token.case, token.workflow
        case.gathering.pop(token.id, None)
        scope.joins.pop(self.name, None)
        left = {flow: n - 1 for flow, n in token.internal_data.pop("arrived").items() if n > 1}
        if left:
            case.step.enqueue(self._gather(case.step, scope, token, left))

    def _gather(self, step: Step, scope: Any, after: Token, arrived: dict[str, int]) -> Token:
        join = step.spawn(scope, self, after, arrived=arrived)
        scope.joins[self.name] = step.case.gathering[join.id] = join
        return join


class ParallelGateway(Joining):
    """One token from each incoming flow in, one down each outgoing flow out."""

    def is_full(self, token: Token) -> bool:
        arrived = token.internal_data["arrived"]
        return all(flow in arrived for flow in self.incoming)


class InclusiveGateway(Deciding, Joining):
    """All flows whose conditions are true; as a join it waits while a token can still come by another flow.

    BPMN 2.0, 13.4.3: a token elsewhere is waited for if it can reach an empty incoming flow without passing this
    gateway, unless it can reach one that has a token as well.
    """

    reached_from: Mapping[str, frozenset[str]]
    """By incoming flow: the elements of the scope from which a token can come to it."""

    def _choose(self, told: Mapping[str, FeelAnswer]) -> list[str]:
        return [flow.id for flow in self.flows if self._is_true(flow, told)] or self._default()

    def is_full(self, token: Token) -> bool:
        return token.internal_data.get("go", False)  # type: ignore[no-any-return]

    def may_fire(self, token: Token) -> bool:
        if token.incident is not None and token.case.incidents[token.incident].kind is not IncidentKind.STUCK:
            return False
        if any(self._is_awaited(token, each) for each in token.workflow.live.values()):
            return False
        token.internal_data["go"] = True
        token.case.step.attempt(token, Phase.ENTER)
        return True

    def _is_awaited(self, token: Token, other: Token) -> bool:
        if other is token or other.task_spec is self:
            return False
        arrived: Mapping[str, int] = token.internal_data["arrived"]
        at = other.task_spec.bpmn_id
        coming = [flow for flow in self.incoming if at in self.reached_from[flow]]
        return bool(coming) and not any(flow in arrived for flow in coming)


class EventBasedGateway(Element):
    """Whichever of the events behind it happens first takes the token."""

    def _own_waits(self) -> Sequence[Any]:
        return [flow.target for flow in self.flows]

    def _update_hook(self, token: Token) -> bool:
        super()._update_hook(token)
        return False

    def happened(self, step: Step, token: Token, event: Any, variables: Mapping[str, Json]) -> None:
        """One of the events came: go to it, it has happened already."""
        token.internal_data["event"] = event.bpmn_id
        token.internal_data["payload"] = dict(variables)
        step.attempt(token, Phase.FINISH)

    def leave(self, step: Step, token: Token) -> None:
        chosen, payload = token.internal_data["event"], token.internal_data["payload"]
        flow = next(flow for flow in self.flows if flow.target.bpmn_id == chosen)
        step.emit(FlowTaken(flow=flow.id, scope_key=token.workflow.owner.id))
        step.enqueue(step.spawn(token.workflow, flow.target, token, payload=payload))
