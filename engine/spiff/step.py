"""One command at work: the queue of tokens that are about to enter their elements, and the facts so far."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.model import Value
from engine.facts import ElementActivated, Fact, IncidentRaised, IncidentResolved, LimitReached
from engine.ports import DecisionAnswer, FeelAnswer, FeelQuestion, World
from engine.spiff.case import Case, Scope, Token
from engine.spiff.incidents import Incident, IncidentKind, Phase, Problem, described

Json = Any


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one command. A re-execution needs the same ones, so they are not settings."""

    same_element: int = 5_000
    """How often one element may be entered in one activation of its scope."""
    patient_visits: int = 2_500
    """After so many entries of one element the time that the command has taken counts too."""
    elements: int = 100_000
    """How many elements one command may enter."""
    items: int = 10_000
    """How many items a multi-instance activity may repeat over."""
    call_depth: int = 64


class Step:
    """The running command. Nothing of it outlives the command."""

    def __init__(self, case: Case, world: World, library: Mapping[str, Any], limits: Limits) -> None:
        self.case = case
        self.world = world
        self.library = library
        self.limits = limits
        self.facts: list[Fact] = []
        self._queue: deque[Token | Callable[[], None]] = deque()
        self._visits: Counter[tuple[int, str]] = Counter()
        self._entered = 0
        self._questions = 0
        self._decisions = 0

    def emit(self, fact: Fact) -> None:
        """Keep a fact."""
        self.facts.append(fact)

    def spawn(self, scope: Scope, spec: Any, after: Token | None = None, **notes: Json) -> Token:
        """Create a token that will enter an element. `notes` go to its `internal_data`."""
        case = self.case
        parent = after or scope.task_tree  # type: ignore[attr-defined]
        token = Token(scope, spec, parent, case.count("key"))
        token.internal_data.update(notes)
        scope.live[token.id] = token
        case.tokens[token.id] = token
        return token

    def enqueue(self, what: Token | Callable[[], None]) -> None:
        """Have a token enter its element, or something done, after all that is due before it."""
        self._queue.append(what)

    def drain(self) -> None:
        """Run until nothing is left to run."""
        while True:
            while self._queue:
                what = self._queue.popleft()
                if not isinstance(what, Token):
                    what()
                elif what.is_live:
                    self.attempt(what, Phase.ENTER)
            if not any(join.task_spec.may_fire(join) for join in list(self.case.gathering.values())):
                return

    def attempt(self, token: Token, phase: Phase) -> None:
        """Carry an element instance as far as it goes; a problem becomes an incident."""
        try:
            if phase is Phase.ENTER:
                token.task_spec._update(token)
                if token.state != TaskState.READY:
                    return
                phase = Phase.RUN
            if phase is Phase.RUN:
                if token.run() is None:
                    return
                phase = Phase.FINISH
            token.task_spec.finish(token)
        except Problem as problem:
            if token.is_live:
                self.raise_incident(token, phase, problem)
            return
        token.complete()

    def attempt_finish(self, token: Token) -> None:
        """The work of an element instance is done: hand on its result and go on."""
        self.attempt(token, Phase.FINISH)

    def finish_if_live(self, token: Token) -> None:
        """As `attempt_finish`, unless the element instance was taken away meanwhile."""
        if token.is_live:
            self.attempt_finish(token)

    def finish_later(self, owner: Token) -> None:
        """The inside of an element instance is empty: finish it after all that is due before, if it still is."""

        def finish() -> None:
            # Through the queue, not at once: deep nesting must not become deep recursion.
            if owner.state == TaskState.STARTED and owner.incident is None and not owner.body.live:
                self.attempt_finish(owner)

        self.enqueue(finish)

    def enter(self, token: Token) -> None:
        """Note that a token came in. Raises Problem where a case runs in circles."""
        if token.state == TaskState.FUTURE:
            token._set_state(TaskState.WAITING)
            self.emit(
                ElementActivated(
                    key=token.id,
                    element=token.task_spec.bpmn_id,
                    scope_key=token.scope_key,
                    process_id=token.task_spec.process_id,
                )
            )
        self._entered += 1
        if self._entered > self.limits.elements:
            raise Problem(
                IncidentKind.TOO_MUCH,
                f"The case did more than {self.limits.elements} steps at one go, without waiting for anybody.",
            )
        if not token.task_spec.is_loop_instance:
            self._refuse_circles(token)

    def _refuse_circles(self, token: Token) -> None:
        visited = (token.workflow.owner.id, token.task_spec.name)
        self._visits[visited] = visits = self._visits[visited] + 1
        too_often = visits > self.limits.same_element
        if too_often or (visits > self.limits.patient_visits and self._is_overdue()):
            raise Problem(
                IncidentKind.ENDLESS_LOOP,
                "The case runs in circles: this element was entered again and again without waiting for anybody.",
                f"{visits} times in one command",
            )

    def _is_overdue(self) -> bool:
        if not self.world.is_overdue(self._entered):
            return False
        self.emit(LimitReached(what="time", number=self._entered, problem=""))
        return True

    def raise_incident(self, token: Token, phase: Phase, problem: Problem) -> None:
        """Let an element instance stand still until somebody resolves what is wrong."""
        self.close_incident(token)
        incident = Incident(
            self.case.count("incident"),
            token.id,
            token.task_spec.bpmn_id,
            problem.kind,
            problem.sentence,
            problem.detail,
            phase,
        )
        self.case.incidents[incident.number] = incident
        token.incident = incident.number
        self.emit(
            IncidentRaised(
                incident=incident.number,
                key=incident.key,
                element=incident.element,
                kind=incident.kind.value,
                sentence=incident.sentence,
                detail=incident.detail,
            )
        )

    def close_incident(self, token: Token) -> Incident | None:
        """Forget the incident of an element instance, if it has one."""
        if token.incident is None:
            return None
        incident = self.case.incidents.pop(token.incident)
        token.incident = None
        self.emit(IncidentResolved(incident=incident.number, key=token.id))
        return incident

    def evaluate(self, expressions: Iterable[str], context: Mapping[str, Json]) -> list[FeelAnswer]:
        """Evaluate FEEL expressions over one context in one call."""
        return self.ask([FeelQuestion(expression, context) for expression in expressions])

    def ask(self, questions: Sequence[FeelQuestion]) -> list[FeelAnswer]:
        """Answers in order, in one call; a limit that was hit is a fact."""
        if not questions:
            return []
        answers = self.world.evaluate(questions)
        for number, answer in enumerate(answers, self._questions + 1):
            if answer.over_limit:
                self.emit(LimitReached(what="expression", number=number, problem=answer.problem or ""))
        self._questions += len(questions)
        return answers

    def decide(self, decision_id: str, context: Mapping[str, Json]) -> DecisionAnswer:
        """Evaluate a decision; a limit that was hit is a fact."""
        self._decisions += 1
        answer = self.world.decide(decision_id, context)
        if answer.over_limit:
            self.emit(LimitReached(what="decision", number=self._decisions, problem=answer.problem or ""))
        return answer

    def values(
        self, kind: IncidentKind, wanted: Mapping[str, Value | None], context: Mapping[str, Json]
    ) -> dict[str, Json]:
        """Tell attributes that are static text or FEEL, in one call; absent ones are None. Raises Problem."""
        told: dict[str, Json] = {name: each.text if each else None for name, each in wanted.items()}
        asked = [(name, each) for name, each in wanted.items() if each is not None and each.is_feel]
        answers = self.evaluate([each.text for _, each in asked], context)
        for (name, each), answer in zip(asked, answers, strict=True):
            if answer.problem is not None:
                raise Problem(kind, f"The {name} cannot be told: {answer.problem}", each.text)
            told[name] = answer.value
        return told


def why(answer: FeelAnswer) -> str:
    """Why an expression's value cannot be used: its problem, or the value with what FEEL remarked on the way."""
    if answer.problem is not None:
        return answer.problem
    remarks = f" ({'; '.join(answer.warnings)})" if answer.warnings else ""
    return f"it gave {described(answer.value)}{remarks}"
