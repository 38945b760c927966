"""Messages, signals, errors and escalations: what events refer to, and that two do not claim the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.document import Document, id_of, is_event_sub_process, label_of, scope_of, trigger_of
from engine.bpmn.events import definitions_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.refs import reference, referred
from engine.bpmn.text import Text
from engine.bpmn.xml import Element, attribute, extension, local
from engine.bpmn.zeebe import value_of

_THROWS = frozenset({"endEvent", "intermediateThrowEvent"})
_CODES = {"error": ("errorRef", "errorCode"), "escalation": ("escalationRef", "escalationCode")}


def _roots(document: Document, trigger: str) -> Mapping[str, Element]:
    roots = document.roots
    return {"message": roots.messages, "error": roots.errors, "escalation": roots.escalations}.get(
        trigger, roots.signals
    )


def _message_users(document: Document) -> Iterator[tuple[Element, Element]]:
    """Every node with the element that holds its `messageRef`."""
    yield from document.events_of("message")
    for node in document.nodes_called("receiveTask"):
        yield node, node


def reference_known(case: Case) -> Iterator[Hit]:
    """What an event refers to must be in the file."""
    document = case.document
    for trigger in ("message", "signal", "error", "escalation"):
        for node, holder in _message_users(document) if trigger == "message" else document.events_of(trigger):
            found, ref = referred(holder, f"{trigger}Ref", _roots(document, trigger))
            if ref and found is None:
                yield hit(node, what=trigger, id=ref)


def message(case: Case) -> Iterator[Hit]:
    """Whoever waits for a message needs its name; a thrown message is sent by a handler and may go without."""
    for node, holder in _message_users(case.document):
        found, ref = referred(holder, "messageRef", case.document.roots.messages)
        missing = found is None and not ref and local(node) not in _THROWS
        if missing or (found is not None and not attribute(found, "name")):
            yield hit(node)


def correlation_key(case: Case) -> Iterator[Hit]:
    """A running case gets a message by its correlation key; without one it could not be told from the others.

    Only the message start event of a process needs none.
    """
    for node, holder in _message_users(case.document):
        found, _ = referred(holder, "messageRef", case.document.roots.messages)
        scope = scope_of(node)
        starts = local(node) == "startEvent" and scope is not None and local(scope) == "process"
        if local(node) in _THROWS or starts or found is None:
            continue
        if not attribute(extension(found, "subscription"), "correlationKey"):
            yield hit(node, message=label_of(found))


def signal(case: Case) -> Iterator[Hit]:
    """A signal is known by its name: who throws and who catches it meet there."""
    for node, holder in case.document.events_of("signal"):
        found, ref = referred(holder, "signalRef", case.document.roots.signals)
        if (found is None and not ref) or (found is not None and not attribute(found, "name")):
            yield hit(node)


def code(case: Case) -> Iterator[Hit]:
    """An error or escalation that is thrown needs a code; one that is referred to must have one.

    Only an event that catches may leave the reference out: then it catches everything.
    """
    for trigger, (ref_name, code_name) in _CODES.items():
        for node, holder in case.document.events_of(trigger):
            found, ref = referred(holder, ref_name, _roots(case.document, trigger))
            thrown_without = local(node) in _THROWS and found is None and not ref
            if thrown_without or (found is not None and not attribute(found, code_name)):
                yield hit(node, what=trigger)


def catch_code_is_static(case: Case) -> Iterator[Hit]:
    """What is caught is fixed when the diagram is deployed: a code with an expression would never match."""
    for trigger, (ref_name, code_name) in _CODES.items():
        for node, holder in case.document.events_of(trigger):
            found, _ = referred(holder, ref_name, _roots(case.document, trigger))
            value = value_of(attribute(found, code_name))
            if local(node) not in _THROWS and value is not None and value.is_feel:
                yield hit(node, what=trigger)


def start_name_is_static(case: Case) -> Iterator[Hit]:
    """Before a case has started there are no variables that the name of its message or signal could use."""
    for trigger in ("message", "signal"):
        for node, holder in case.document.events_of(trigger):
            found, _ = referred(holder, f"{trigger}Ref", _roots(case.document, trigger))
            name, scope = value_of(attribute(found, "name")), scope_of(node)
            starts = local(node) == "startEvent" and scope is not None and local(scope) == "process"
            if starts and name is not None and name.is_feel and _reads_variables(name.text):
                yield hit(node, what=trigger)


def _reads_variables(feel: str) -> bool:
    """Whether it is more than one string literal."""
    return not (len(feel) > 1 and feel[0] == feel[-1] == '"' and '"' not in feel[1:-1])


_EVERY = Text("A second event in the same place waits for every {what}.", "同一位置有第二个事件等待任何 {what}。")

_CODED = frozenset({"error", "escalation"})


def claimed_twice(case: Case) -> Iterator[Hit]:
    """Two events that wait for the same thing in the same place: which one gets it would be chance."""
    document, seen = case.document, set[tuple[str, str, str]]()
    for node in document.nodes:
        place = _place(document, node)
        claim = _claim(document, node)
        if place is None or claim is None:
            continue
        key = (place, *claim)
        if key in seen:
            yield Hit(
                node, {"what": claim[0], "name": claim[1]}, None if claim[1] or claim[0] not in _CODED else _EVERY
            )
        seen.add(key)


def _place(document: Document, node: Element) -> str | None:
    """Events of one place: those on one host, the starts of one scope, those behind one event-based gateway."""
    scope = scope_of(node)
    if local(node) == "boundaryEvent":
        return f"host {reference(node, 'attachedToRef')}"
    if local(node) == "startEvent" and scope is not None:
        holder = scope.getparent() if is_event_sub_process(scope) else scope
        return f"starts {is_event_sub_process(scope)} {id_of(holder) if holder is not None else ''}"
    for flow in document.incoming[id_of(node)]:
        source, _ = document.ends(flow)
        if source is not None and local(source) == "eventBasedGateway":
            return f"gateway {id_of(source)}"
    return None


def _claim(document: Document, node: Element) -> tuple[str, str] | None:
    trigger = trigger_of(node)
    if trigger not in {"message", "signal", *_CODES}:
        return None
    ref_name, name = _CODES.get(trigger, (f"{trigger}Ref", "name"))
    found, ref = referred(definitions_of(node)[0], ref_name, _roots(document, trigger))
    if found is None and ref:
        return None
    return trigger, attribute(found, name) or ""


def uncaught(case: Case) -> Iterator[Hit]:
    """An error that nobody catches stops the case with an incident, unless a calling process catches it."""
    for node, holder in case.document.events_of("error"):
        found, _ = referred(holder, "errorRef", case.document.roots.errors)
        thrown = attribute(found, "errorCode")
        if (
            local(node) in _THROWS
            and thrown
            and not thrown.startswith("=")
            and not _caught(case.document, node, thrown)
        ):
            yield hit(node, code=thrown)


def _caught(document: Document, node: Element, thrown: str) -> bool:
    scope = scope_of(node)
    while scope is not None:
        inside = [each for each in scope if is_event_sub_process(each)]
        starts = [start for each in inside for start in each if local(start) == "startEvent"]
        for event in (*starts, *document.boundaries[id_of(scope)]):
            claim = _claim(document, event)
            if claim is not None and claim[0] == "error" and claim[1] in {"", thrown}:
                return True
        scope = scope.getparent()
    return False


_SET = Text("Choose or create it in the properties of the element.", "请在元素属性中选择或新建。")

RULES = (
    Rule(
        "reference-known",
        Severity.ERROR,
        reference_known,
        Text('The {what} "{id}" is not in the file.', "文件中没有 {what} “{id}”。"),
        _SET,
    ),
    Rule(
        "message-named",
        Severity.ERROR,
        message,
        Text("The element waits for a message without a name.", "该元素等待的消息没有名称。"),
        _SET,
    ),
    Rule(
        "message-correlation-key",
        Severity.ERROR,
        correlation_key,
        Text("The message {message} has no correlation key.", "消息 {message} 没有关联键。"),
        Text(
            "Set the subscription correlation key, for example =application_no.",
            "请设置订阅关联键，例如 =application_no。",
        ),
    ),
    Rule(
        "signal-named",
        Severity.ERROR,
        signal,
        Text("The event has a signal without a name.", "该事件的信号没有名称。"),
        _SET,
    ),
    Rule(
        "event-code",
        Severity.ERROR,
        code,
        Text("The {what} of the event has no code.", "该事件的 {what} 没有代码。"),
        _SET,
    ),
    Rule(
        "event-code-static",
        Severity.ERROR,
        catch_code_is_static,
        Text("The code of the {what} that the event catches is an expression.", "该事件要捕获的 {what} 代码是表达式。"),
        Text(
            "Write the code as plain text, or leave the reference out to catch all.",
            "请把代码写成普通文本，或去掉引用以捕获全部。",
        ),
    ),
    Rule(
        "start-name-static",
        Severity.ERROR,
        start_name_is_static,
        Text("The {what} that starts a case has a name with variables in it.", "启动案件的 {what} 名称中使用了变量。"),
        Text("Write the name as plain text.", "请把名称写成普通文本。"),
    ),
    Rule(
        "event-claimed-twice",
        Severity.ERROR,
        claimed_twice,
        Text(
            'A second event in the same place waits for the {what} "{name}".',
            "同一位置有第二个事件等待 {what} “{name}”。",
        ),
        Text("Delete one of them, or give it another name or code.", "请删除其中一个，或改用其他名称或代码。"),
    ),
    Rule(
        "error-uncaught",
        Severity.WARNING,
        uncaught,
        Text(
            'Nothing in this process catches the error "{code}"; uncaught, it stops the case with an incident.',
            "本流程中没有元素捕获错误 “{code}”；未被捕获时，案件会以异常事件停下。",
        ),
        Text("Catch it with a boundary event or an event subprocess.", "请用边界事件或事件子流程捕获它。"),
    ),
)
