"""Reading DMN files: all versions, other modelers' habits, hostile bytes."""

import pytest

from engine.dmn.model import DecisionTable, HitPolicy, Literal
from engine.dmn.parse import parse
from engine.errors import DecisionError
from tests.engine.dmn.files import NAMESPACES, decision, definitions, input_data, literal, table

BILLION_LAUGHS = """<!DOCTYPE definitions [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="&b;"/>"""


@pytest.mark.parametrize("version", sorted(NAMESPACES))
def test_reads_every_version_of_the_format(version):
    model = parse(definitions(decision("Price", literal("1 + 1")), version=version))

    assert model.decisions[0].expression == Literal(None, None, "1 + 1")


def test_collapses_white_space_in_names():
    model = parse(definitions(decision("Monthly \n  rate", literal("1"), id_="d")))

    assert model.decisions[0].name == "Monthly rate"


def test_reads_types_with_the_prefix_of_the_first_version():
    file = definitions(
        input_data("Age", "feel:number"), version="1.1", attributes='xmlns:feel="http://www.omg.org/spec/FEEL/20140401"'
    )

    assert parse(file).input_data[0].variable.type == "number"


@pytest.mark.parametrize(("written", "meant"), [("integer", "number"), ("dateTime", "date and time"), ("Any", None)])
def test_reads_the_spellings_of_types(written, meant):
    assert parse(definitions(input_data("x", written))).input_data[0].variable.type == meant


def test_reads_a_table_as_the_camunda_modeler_writes_it():
    file = """<?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
      xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
      id="Definitions_1" name="DRD" namespace="http://camunda.org/schema/1.0/dmn"
      modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
      <decision id="Decision_1" name="Discount">
        <decisionTable id="T1" hitPolicy="RULE ORDER">
          <input id="I1" label="Amount"><inputExpression id="IE1" typeRef="number"><text>amount</text></inputExpression>
          </input>
          <output id="O1" name="percent" typeRef="number"/>
          <rule id="R1"><description>large order</description>
            <inputEntry id="U1"><text>&gt; 100</text></inputEntry>
            <outputEntry id="L1"><text>5</text></outputEntry></rule>
        </decisionTable>
      </decision>
      <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="Decision_1"/></dmndi:DMNDiagram></dmndi:DMNDI>
    </definitions>"""

    model = parse(file)

    found = model.decisions[0].expression
    assert isinstance(found, DecisionTable)
    assert (found.hit_policy, found.inputs[0].label) == (HitPolicy.RULE_ORDER, "Amount")
    assert (found.rules[0].tests[0].text, found.rules[0].description) == ("> 100", "large order")
    assert model.is_camunda


def test_text_may_still_name_the_encoding_that_it_had():
    assert (
        parse('<?xml version="1.0" encoding="UTF-16"?>' + definitions(input_data("年龄"))).input_data[0].name == "年龄"
    )


def test_the_hash_covers_the_files_that_are_imported():
    importing = definitions('<import name="other" namespace="urn:other" importType=""/>')
    one = definitions(decision("d", literal("1")), namespace="urn:other")
    two = definitions(decision("d", literal("2")), namespace="urn:other")

    assert parse(importing, [one]).sha256 != parse(importing, [two]).sha256
    assert parse(importing, [one]).sha256 == parse(importing, [one, definitions()]).sha256


def test_other_files_that_cannot_be_read_do_no_harm():
    file = definitions(decision("d", literal("1")))

    assert parse(file, ["<broken", b"", "<svg/>"]).decisions[0].id == "d"


def test_refuses_imports_in_a_circle():
    first = definitions('<import name="b" namespace="urn:b" importType=""/>', namespace="urn:a")
    second = definitions('<import name="a" namespace="urn:a" importType=""/>', namespace="urn:b")

    with pytest.raises(DecisionError, match="circle"):
        parse(first, [first, second])


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "not well-formed"),
        ("<definitions", "not well-formed"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "not DMN"),
        (BILLION_LAUGHS, "DTD"),
        (BILLION_LAUGHS.encode("utf-16"), "DTD"),
        ("<a>" * 5_000, "deep|nested"),
        (definitions("<decision/>"), "neither id nor name"),
        (definitions(decision("d", literal("1")), decision("d", literal("1"))), "used twice"),
        (definitions(decision("d", table(["a"], ["b"], [["-"]]))), "Rule 1"),
        (definitions(decision("d", table([], [], []))), "no output column"),
        (definitions(decision("d", table([], ["b"], [], hit_policy="MAYBE"))), "hit policy 'MAYBE'"),
        (definitions(decision("d", table([], ["b"], [], more='aggregation="AVERAGE"'))), "aggregation 'AVERAGE'"),
        (definitions(decision("d", '<literalExpression expressionLanguage="juel"><text>1</text></literalExpression>')),
         "only FEEL"),
    ],
)  # fmt: skip
def test_refuses_in_one_sentence(file, sentence):
    with pytest.raises(DecisionError, match=sentence) as refusal:
        parse(file)

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "broken",
    [
        table(["a"], ["b"], [["-"]]),
        table([], [], []),
        table([], ["b"], [], hit_policy="MAYBE"),
        '<literalExpression expressionLanguage="juel"><text>1</text></literalExpression>',
    ],
)
def test_what_stops_the_reading_is_found_by_its_id(broken):
    with pytest.raises(DecisionError) as refusal:
        parse(definitions(decision("a", literal("1")), decision("d", broken)))

    assert refusal.value.facts["element_id"] is not None
    assert "None" not in str(refusal.value)
