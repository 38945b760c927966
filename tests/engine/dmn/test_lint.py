"""Findings on decisions."""

import re
import time
from pathlib import Path

import pytest

from engine.bpmn.findings import Severity
from engine.dmn import lint
from engine.dmn.lint import lint_decision
from tests.engine.dmn.files import decision, definitions, input_data, knowledge, literal, table

GOOD_TABLE = table(["x: number"], ["r: string"], [["< 1", '"a"'], ["-", '"b"']], hit_policy="FIRST")
GOOD = definitions(input_data("x"), decision("d", GOOD_TABLE, needs=["in_x"]))


def found(*elements):
    """Rule, element and severity of every finding on a file of these elements."""
    return {(one.rule, one.element_id, one.severity.value) for one in lint_decision(definitions(*elements), "a.dmn")}


def with_table(*args, **options):
    return found(input_data("x"), decision("d", table(*args, **options), needs=["in_x"]))


def test_a_good_file_has_no_findings():
    assert lint_decision(GOOD) == []


def test_a_finding_tells_file_line_and_way_out_in_two_languages():
    (finding,) = lint_decision("<?xml version='1.0'?>\n\n" + definitions(decision("d", "")), "rates.dmn")

    assert (finding.file, finding.line, finding.element_name) == ("rates.dmn", 3, "d")
    assert finding.remedy
    assert finding.sentence_zh


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ([decision("d", literal("ghost"), needs=["ghost"])], ("dmn-unknown-reference", "d", "error")),
        ([decision("d", literal("f()"), knows=["f"])], ("dmn-unknown-reference", "d", "error")),
        ([decision("d", literal("1"), needs=["urn:x#y"])], ("dmn-missing-import", "d", "error")),
        ([decision("a", literal("b"), needs=["b"]), decision("b", literal("a"), needs=["a"])],
         ("dmn-cycle", "a", "error")),
        ([input_data("x"), decision("d", literal("1"))], ("dmn-unused-input", "in_x", "warning")),
        ([input_data("x"), decision("d", literal("1"), needs=["in_x"])],
         ("dmn-unmentioned-requirement", "d", "info")),
        ([decision("d", "")], ("dmn-no-logic", "d", "warning")),
        ([decision("d", literal("1"), id_="one"), decision("d", literal("1"), id_="two")],
         ("dmn-name-twice", "one", "warning")),
        ([knowledge("f", [], literal("{}")).replace("<encapsulatedLogic>", '<encapsulatedLogic kind="Java">')],
         ("dmn-function-language", "f", "error")),
        ([input_data("x", "tNothing"), decision("d", literal("x"), needs=["in_x"])],
         ("dmn-unknown-type", "in_x", "warning")),
        (['<itemDefinition id="A" name="tA"><typeRef>tB</typeRef></itemDefinition>',
          '<itemDefinition id="B" name="tB"><typeRef>tA</typeRef></itemDefinition>'], ("dmn-type-cycle", "A", "error")),
        ([decision("d", literal("1 +"))], ("dmn-feel-syntax", "d", "error")),
    ],
)  # fmt: skip
def test_finding_on_the_model(elements, expected):
    assert expected in found(*elements)


@pytest.mark.parametrize(
    ("arguments", "options", "expected"),
    [
        ((["x"], ["r"], []), {}, ("dmn-no-rules", "table", "warning")),
        ((["x"], ["r"], [["1", ""], ["-", "1"]]), {}, ("dmn-empty-output", "rule1", "warning")),
        ((["x"], ["r"], [["1", "1"]]), {}, ("dmn-no-catch-all", "table", "info")),
        ((["x"], ["r"], [["1", "1"], ["[0..2]", "2"]]), {}, ("dmn-overlap", "rule2", "warning")),
        ((["x"], ["r"], [["-", "1"], ["2", "2"]]), {"hit_policy": "FIRST"},
         ("dmn-unreachable-rule", "rule2", "warning")),
        ((["x"], ["r"], [["-", "1"]]), {"more": 'aggregation="SUM"'}, ("dmn-aggregation", "table", "warning")),
        ((["x"], ["a", "b"], [["-", "1", "2"]]), {"hit_policy": "COLLECT", "more": 'aggregation="SUM"'},
         ("dmn-aggregation", "table", "warning")),
        ((["x"], ["r: string"], [["-", '"a"']]), {"hit_policy": "COLLECT", "more": 'aggregation="SUM"'},
         ("dmn-aggregation", "table", "error")),
        ((["x"], ["r"], [["-", "1"]]), {"hit_policy": "PRIORITY"}, ("dmn-priority", "table", "error")),
        ((["x"], ["a", "a"], [["-", "1", "2"]]), {}, ("dmn-output-name", "output1", "error")),
        ((["x"], ["a", ""], [["-", "1", "2"]]), {}, ("dmn-output-name", "output1", "error")),
        ((["x"], ["r: string"], [["-", "1"]]), {}, ("dmn-cell-type", "rule1", "error")),
        ((["x"], ["r: number"], [["-", '"1"']]), {}, ("dmn-cell-type", "rule1", "error")),
        ((["x: number"], ["r"], [['"a"', "1"]]), {}, ("dmn-cell-type", "rule1", "warning")),
        ((["x: string"], ["r"], [["> 5", "1"]]), {}, ("dmn-cell-type", "rule1", "warning")),
        ((["x"], ["r"], [["-", "adult"]]), {}, ("dmn-bare-word", "rule1", "warning")),
        ((["x"], ["r"], [["very old", "1"]]), {}, ("dmn-bare-word", "rule1", "warning")),
        ((["x"], ["r"], [["> ", "1"]]), {}, ("dmn-feel-syntax", "rule1", "error")),
        ((["x"], ["r"], [["-", "1 +"]]), {}, ("dmn-feel-syntax", "rule1", "error")),
        ((["x +"], ["r"], [["-", "1"]]), {}, ("dmn-feel-syntax", "input0", "error")),
    ],
)  # fmt: skip
def test_finding_on_a_table(arguments, options, expected):
    assert expected in with_table(*arguments, **options)


def test_cells_that_may_be_of_the_type_are_not_reported():
    rules = [["1, 2", '"a"', 'x + "b"'], ["not(3)", "true, false", "null"], ["null", "-", 'if x = 1 then "a" else "b"']]

    findings = with_table(["x: number", "y"], ["r: string"], rules)

    assert {one for one in findings if one[0] == "dmn-cell-type"} == set()


def test_names_that_a_cell_may_use_are_no_bare_words():
    files = [
        input_data("the limit"), decision("base", literal("1")), knowledge("f", [("n", "Any")], literal("n")),
        decision("d", table(["x.y", "the limit"], ["r"], [["the limit", "base", "x"], ["null", "-", "the  limit"]]),
                 needs=["in_the_limit", "base"]),
    ]  # fmt: skip

    assert {one for one in found(*files) if one[0] == "dmn-bare-word"} == set()


def test_rules_that_do_not_meet_are_not_reported():
    rules = [["< 10", '"a"', "1"], [">= 10", '"a"', "2"], ["< 10", '"b"', "3"], ["> y", "-", "4"]]

    assert {one for one in with_table(["x", "c"], ["r"], rules) if one[0] == "dmn-overlap"} == set()


def test_names_with_spaces_are_known_to_the_syntax_check():
    files = definitions(
        '<itemDefinition name="tLoan"><itemComponent name="interest rate - new"><typeRef>number</typeRef>'
        "</itemComponent></itemDefinition>",
        input_data("the loan", "tLoan"),
        knowledge("yearly cost of", [("some loan", "tLoan")], literal("some loan.interest rate - new * 12")),
        decision("cost", literal("yearly cost of(the loan)"), needs=["in_the_loan"], knows=["yearly cost of"]),
    )

    assert lint_decision(files) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff",
        b"<",
        b"PK\x03\x04 a zip",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<bpmn/>",
        definitions("<decision/>"),
        definitions(decision("d", table([], [], []))),
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'>" + "<a>" * 100_000,
        definitions(decision("d", "<list>" * 150 + "</list>" * 150)),
        definitions(decision("d", literal("(" * 20_000))),
        definitions(decision("d", literal("[" * 3_000 + "]" * 3_000))),
    ],
)
def test_any_bytes_whatever_give_findings(data):
    findings = lint_decision(data, "hostile.dmn")

    assert [one for one in findings if one.severity is Severity.ERROR or one.rule] == findings
    assert all("\n" not in one.sentence for one in findings)


def test_a_large_table_is_read_in_seconds():
    rules = [[f"[{number}..{number})", f'"{number}"'] for number in range(3_000)]
    file = definitions(input_data("x"), decision("d", table(["x"], ["r"], rules), needs=["in_x"]))
    began = time.monotonic()

    lint_decision(file)

    assert time.monotonic() - began < 20


def test_every_rule_is_told_in_the_readme():
    folder = Path(lint.__file__).parent
    told = set(re.findall(r"^\| `(dmn-[a-z-]+)`", (folder / "README.md").read_text(), re.MULTILINE))
    used = {rule for module in folder.glob("*.py") for rule in re.findall(r'"(dmn-[a-z-]+)"', module.read_text())}

    assert told == used
