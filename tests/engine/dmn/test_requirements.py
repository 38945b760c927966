"""Decision requirements: inputs, decisions, knowledge models, services, imports, scopes (DMN chapters 6 and 10.4)."""

import pytest

from engine import evaluate_decision
from engine.errors import DecisionError
from tests.engine.dmn.files import decision, definitions, input_data, knowledge, literal, variable

BASE = (input_data("Customer Age", "number"), decision("Base Rate", literal("Customer Age / 10"), id_="base",
                                                         needs=["in_Customer_Age"]))  # fmt: skip


def test_a_required_decision_is_in_scope_by_its_name():
    file = definitions(*BASE, decision("Total", literal("Base Rate + 1"), id_="total", needs=["base"]))

    assert evaluate_decision(file, "total", {"Customer Age": 50}) == 6


def test_the_result_of_a_required_decision_may_be_given():
    file = definitions(*BASE, decision("Total", literal("Base Rate + 1"), id_="total", needs=["base"]))

    assert evaluate_decision(file, "total", {"Customer Age": 50, "Base Rate": 100}) == 101
    assert evaluate_decision(file, "base", {"Customer Age": 50, "Base Rate": 100}) == 5


def test_a_decision_is_found_by_id_or_name():
    file = definitions(*BASE)

    assert evaluate_decision(file, "base", {"Customer Age": 50}) == 5
    assert evaluate_decision(file, "Base  Rate", {"Customer Age": 50}) == 5


def test_what_is_not_required_is_not_in_scope():
    file = definitions(*BASE, decision("lonely", literal("Base Rate")), decision("stranger", literal("Customer Age")))

    assert evaluate_decision(file, "lonely", {"Customer Age": 50}) is None
    assert evaluate_decision(file, "stranger", {"Customer Age": 50}) is None


def test_a_file_without_input_data_sees_the_whole_context():
    assert evaluate_decision(definitions(decision("d", literal("a + b"))), "d", {"a": 1, "b": 2}) == 3


def test_an_input_that_is_not_given_is_null():
    file = definitions(input_data("x"), decision("d", literal("x = null"), needs=["in_x"]))

    assert evaluate_decision(file, "d", {}) is True


def test_the_name_of_the_variable_is_what_expressions_use():
    base = decision("Base", literal("7"), id_="b").replace(variable("Base"), variable("the base"))
    file = definitions(base, decision("d", literal("the base + 1"), needs=["b"]))

    assert evaluate_decision(file, "d", {}) == 8


def test_an_unknown_decision_is_refused():
    with pytest.raises(DecisionError, match=r"no decision .*'nothing'"):
        evaluate_decision(definitions(*BASE), "nothing", {})


def test_a_requirement_that_does_not_exist_is_refused():
    with pytest.raises(DecisionError, match="'ghost'"):
        evaluate_decision(definitions(decision("d", literal("1"), needs=["ghost"])), "d", {})


def test_decisions_that_require_each_other_are_refused():
    file = definitions(decision("a", literal("b"), needs=["b"]), decision("b", literal("a"), needs=["a"]))

    with pytest.raises(DecisionError, match="require"):
        evaluate_decision(file, "a", {})


def test_a_decision_without_logic_gives_what_somebody_decided():
    file = definitions(decision("verdict", ""), decision("d", literal("verdict"), needs=["verdict"]))

    assert evaluate_decision(file, "d", {}) is None
    assert evaluate_decision(file, "d", {"verdict": "guilty"}) == "guilty"


DOUBLE = knowledge("double it", [("n", "number")], literal("n * 2"))


def known(expression, *models):
    return definitions(*models, decision("d", literal(expression), knows=[_id(models[-1])]))


def _id(element):
    return element.partition('id="')[2].partition('"')[0]


def test_a_knowledge_model_is_a_function():
    assert evaluate_decision(known("double it(21)", DOUBLE), "d", {}) == 42
    assert evaluate_decision(known("double it(n: 21)", DOUBLE), "d", {}) == 42


def test_a_knowledge_model_can_be_asked_itself():
    assert evaluate_decision(definitions(DOUBLE), "double it", {"n": 4}) == 8


def test_a_call_with_an_argument_that_does_not_fit_gives_null():
    is_null = knowledge("is null", [("n", "number")], literal("n = null"))

    assert evaluate_decision(known('is null("text")', is_null), "d", {}) is None
    assert evaluate_decision(known("is null([1])", is_null), "d", {}) is False
    assert evaluate_decision(known("is null(null)", is_null), "d", {}) is True


def test_the_wrong_number_of_arguments_gives_null():
    assert evaluate_decision(known("double it()", DOUBLE), "d", {}) is None
    assert evaluate_decision(known("double it(1, 2)", DOUBLE), "d", {}) is None
    assert evaluate_decision(known("double it(m: 1)", DOUBLE), "d", {}) is None


def test_a_knowledge_model_may_use_another():
    four = knowledge("four times", [("n", "number")], literal("double it(double it(n))"), knows="double it")

    assert evaluate_decision(known("four times(3)", DOUBLE, four), "d", {}) == 12


def test_a_knowledge_model_sees_only_its_parameters():
    peeking = knowledge("peek", [], literal("x"))
    file = definitions(input_data("x"), peeking, decision("d", literal("peek()"), needs=["in_x"], knows=["peek"]))

    assert evaluate_decision(file, "d", {"x": 1}) is None


def test_a_knowledge_model_may_call_itself():
    factorial = knowledge("factorial", [("n", "number")], literal("if n < 2 then 1 else n * factorial(n - 1)"))

    assert evaluate_decision(known("factorial(5)", factorial), "d", {}) == 120


def test_a_knowledge_model_without_end_is_refused():
    endless = knowledge("endless", [("n", "number")], literal("endless(n + 1)"))

    with pytest.raises(DecisionError, match="without end"):
        evaluate_decision(known("endless(1)", endless), "d", {})


def service(name, *, outputs, inputs=(), input_decisions=(), type_="Any"):
    parts = [f'<outputDecision href="#{one}"/>' for one in outputs]
    parts += [f'<inputDecision href="#{one}"/>' for one in input_decisions]
    parts += [f'<inputData href="#{one}"/>' for one in inputs]
    return f'<decisionService id="{name}" name="{name}">{variable(name, type_)}{"".join(parts)}</decisionService>'


GREETING = (
    input_data("name", "string"),
    decision("salute", literal('"Hello"'), type_="string"),
    decision("greeting", literal('salute + " " + name'), needs=["salute", "in_name"]),
)


def test_a_service_with_one_output_gives_its_value():
    file = definitions(*GREETING, service("greet", outputs=["greeting"], inputs=["in_name"]))

    assert evaluate_decision(file, "greet", {"name": "Ann"}) == "Hello Ann"


def test_a_service_with_several_outputs_gives_a_context():
    file = definitions(*GREETING, service("greet", outputs=["greeting", "salute"], inputs=["in_name"]))

    assert evaluate_decision(file, "greet", {"name": "Ann"}) == {"greeting": "Hello Ann", "salute": "Hello"}


def test_an_input_decision_of_a_service_is_given_not_decided():
    file = definitions(
        *GREETING, service("greet", outputs=["greeting"], inputs=["in_name"], input_decisions=["salute"])
    )

    assert evaluate_decision(file, "greet", {"name": "Ann", "salute": "Bye"}) == "Bye Ann"


def test_a_service_is_a_function_of_its_input_data_then_its_input_decisions():
    greet = service("greet", outputs=["greeting"], inputs=["in_name"], input_decisions=["salute"])
    file = definitions(*GREETING, greet, decision("d", literal('greet("Ann", "Bye")'), knows=["greet"]))

    assert evaluate_decision(file, "d", {}) == "Bye Ann"


def test_a_service_called_with_the_wrong_arguments_gives_null():
    greet = service("greet", outputs=["salute"])

    for call in ('greet("Ann")', 'greet(name: "Ann")'):
        file = definitions(*GREETING, greet, decision("d", literal(call), knows=["greet"]))
        assert evaluate_decision(file, "d", {}) is None


def test_a_service_is_not_called_with_an_argument_that_does_not_fit():
    file = definitions(
        input_data("s", "string"),
        decision("echo", literal("s = null"), needs=["in_s"]),
        service("svc", outputs=["echo"], inputs=["in_s"]),
        decision("d", literal("svc(1)"), knows=["svc"]),
    )

    assert evaluate_decision(file, "d", {}) is None


OTHER = definitions(
    input_data("person", "tPerson"),
    '<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent>'
    "</itemDefinition>",
    decision("adult", literal("person.age >= 18"), needs=["in_person"]),
    knowledge("older", [("p", "tPerson")], literal("p.age + 1")),
    namespace="urn:other",
)
IMPORT = '<import name="lib x" namespace="urn:other" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'


def test_imported_elements_are_known_under_the_name_of_the_import():
    logic = literal("if lib x.adult then lib x.older({age: 40}) else 0")
    file = definitions(IMPORT, decision("d", logic, needs=["urn:other#adult"], knows=["urn:other#older"]))

    assert evaluate_decision(file, "d", {"person": {"age": 20}}, imports=[OTHER]) == 41
    assert evaluate_decision(file, "d", {"lib x.person": {"age": 3}}, imports=[OTHER]) == 0
    assert evaluate_decision(file, "d", {"lib x": {"person": {"age": 3}}, "person": {"age": 20}}, imports=[OTHER]) == 0


def test_imported_types_are_known_under_the_name_of_the_import():
    file = definitions(IMPORT, input_data("p", "lib x.tPerson"), decision("d", literal("p"), needs=["in_p"]))

    assert evaluate_decision(file, "d", {"p": {"age": 1}}, imports=[OTHER]) == {"age": 1}
    assert evaluate_decision(file, "d", {"p": {"age": "one"}}, imports=[OTHER]) is None


def test_a_reference_may_name_the_files_own_namespace():
    file = definitions(*BASE, decision("d", literal("Base Rate"), needs=["urn:test#base"]))

    assert evaluate_decision(file, "d", {"Customer Age": 10}) == 1
