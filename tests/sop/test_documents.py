"""Every document that the SOP or the trade names has a kind, an element that issues it, and a layout of its own."""

import ast
import re
from pathlib import Path

import pytest

import handlers
from engine.deployment import read_package
from handlers.documents import KINDS, Paragraph, UnknownKindError, kind_of
from handlers.reference import PARAMETERS
from handlers.scenarios import package_files
from handlers.scenarios.staff import STAFF
from tests.sop.decisions import BPMN
from web.i18n.labels import Labels

HANDLERS = Path(handlers.__file__).parent
README = HANDLERS / "documents" / "README.md"
ROW = re.compile(r"^\| `(\w+)` \| (《.+?》) \| .+? \| `(\w+)` `(\w+)` \|", re.MULTILINE)
"""A kind, its title, the process and the element that issue it."""
CHINESE = re.compile(r"[\u4e00-\u9fff]+(?:[，、：·（）《》“”]?[\u4e00-\u9fff]+)*")
OWN_CODES = ("labels.en.yaml", "phrases.en.yaml", "codes.yaml", "variables.yaml")
ALSO_PEOPLES = {"检查", "清单", "示例", "管理层", "通知"}
"""Words of the handlers that people use in their own sentences, too."""
DATA = ("reference.py", "clauses.py", "parameters.py")
ISSUES = {"Notice", "issue_document"}
"""What makes a document of a kind."""


def _calls(node):
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            yield getattr(one.func, "id", getattr(one.func, "attr", "")), one


def _trees():
    return [(path, ast.parse(path.read_text("utf-8"))) for path in sorted(HANDLERS.rglob("*.py"))]


def _issuing(trees):
    """Functions that are told a kind and issue it: by file and name, the place of the kind among their parameters."""
    for path, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(name in ISSUES for name, _ in _calls(node)):
                names = [one.arg for one in node.args.args]
                if "kind" in names:
                    yield (path if node.name.startswith("_") else None, node.name), names.index("kind")


def _kinds_issued():
    """Every kind that a handler names, with where."""
    trees = _trees()
    places = dict(_issuing(trees))
    for path, tree in trees:
        for name, call in _calls(tree):
            place = places.get((path, name), places.get((None, name)))
            named = [word.value for word in call.keywords if word.arg == "kind" and (name in ISSUES or place)]
            if place is not None and len(call.args) > place:
                named.append(call.args[place])
            for one in named:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value, f"{path.relative_to(HANDLERS)}:{call.lineno}"


def test_no_handler_issues_a_kind_that_has_no_row_and_so_no_readers():
    issued = list(_kinds_issued())
    assert len(issued) > 120
    unknown = []
    for kind, where in issued:
        try:
            assert kind_of(kind).readers
        except UnknownKindError:
            unknown.append(f"{kind} ({where})")
    assert unknown == []


def test_what_may_indicate_fraud_is_for_claims_and_compliance_alone():
    assert kind_of("investigation_report").readers == {"claims", "compliance"}
    assert not kind_of("investigation_report").for_customer


def test_a_kind_without_a_row_is_not_issued():
    with pytest.raises(UnknownKindError):
        kind_of("poem")


@pytest.fixture(scope="module")
def listed():
    return ROW.findall(README.read_text("utf-8"))


def test_the_readme_lists_every_kind_with_an_element_that_is_drawn(listed):
    processes = read_package(package_files(BPMN)).processes
    assert {kind for kind, *_ in listed} == set(KINDS) - BROUGHT
    assert [kind for kind, title, *_ in listed if title != f"《{KINDS[kind].zh}》"] == []
    assert [row for row in listed if row[3] not in processes[row[2]].nodes] == []


def test_every_kind_is_issued_in_a_scenario_and_is_more_than_a_paragraph(issued):
    laid_out = {
        each.kind
        for each in issued
        for section in each.spec.sections
        if any(not isinstance(block, Paragraph) for block in section.blocks)
    }
    assert sorted(set(KINDS) - laid_out - PLAIN - BROUGHT) == []
    assert sorted(set(KINDS) - {each.kind for each in issued} - BROUGHT) == []


BROUGHT = {"brought_paper", "brought_health_paper"}
"""What customers photograph: their page keeps it, no diagram."""
PLAIN = {
    "application_closed", "missing_list", "payment_refused", "policy_issued", "premium_demand", "premium_refund",
    "premium_short", "reminder",
}  # fmt: skip
"""Letters of a few sentences that have numbers of their own."""


def _labels(opened):
    """What the agency's own pages say, whatever people wrote beside it."""
    for section in opened.spec.sections:
        yield section.title
        for block in section.blocks:
            yield from (label for label, _ in getattr(block, "pairs", ()))
            yield from getattr(block, "columns", ()) if hasattr(block, "rows") else ()
    for line in opened.spec.signatures:
        yield from (line.role, line.method)


def _texts(opened):
    """What stands under the labels, where a person's own words may stand too."""
    if not opened.title_en:
        yield opened.title
    for section in opened.spec.sections:
        for block in section.blocks:
            match block:
                case Paragraph():
                    yield block.text
                case _ if hasattr(block, "items"):
                    yield from block.items
                case _ if hasattr(block, "pairs"):
                    yield from (value for _, value in block.pairs)
                case _:
                    yield from (cell for row in block.rows for cell in row)


def test_no_paper_says_an_account_or_a_code_where_a_person_reads_a_name(issued):
    known = [*STAFF, *(row[0] for row in PARAMETERS)]
    coded = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, known))}|[a-z]+(?:_[a-z0-9]+)+)(?![\w.])")
    assert coded.search("离职人员 agent.li 的账号")
    found = {
        (opened.kind, text)
        for opened in issued
        for text in (*_texts(opened), opened.spec.issued_by, *(line.name for line in opened.spec.signatures))
        if coded.search(text)
    }
    assert found == set()
    assert any("（运营支持）" in opened.spec.issued_by for opened in issued)


def test_no_paper_cites_a_law_in_english(issued):
    texts = {text for opened in issued for text in _texts(opened)}
    assert {text for text in texts if re.search(r"\barts? \d|\bOrder \d|\bPIPL\b", text)} == set()
    assert any("依据：《人身保险业务基本服务规定》第 15 条" in text for text in texts)


def test_every_label_of_a_document_has_its_english(issued):
    say = Labels.read(BPMN).english_composed
    labels = {label for opened in issued for label in _labels(opened)}
    assert len(labels) > 300
    assert {label: say(label) for label in labels if CHINESE.search(say(label))} == {}


def test_what_stays_chinese_in_english_is_what_people_wrote(issued):
    say = Labels.read(BPMN).english_composed
    files = [path for path in BPMN.rglob("*.yaml") if path.name not in OWN_CODES]
    files += [HANDLERS / "reference.py", *(HANDLERS / "scenarios").glob("*.py")]
    own = re.sub(r"\s", "", "".join(path.read_text("utf-8") for path in files))
    texts = {text for opened in issued for text in _texts(opened)}
    assert len(texts) > 1000
    left = {text: say(text) for text in texts if any(run not in own for run in CHINESE.findall(say(text)))}
    assert left == {}


def _constants():
    """Whole texts that handlers say, by module, without what is data for trying things out."""
    for path, tree in _trees():
        if path.name not in DATA and not {"scenarios", "simulation"} & {*path.parts}:
            yield path, tree


def test_no_word_of_a_handler_stays_chinese_in_english_even_where_somebody_wrote_it_too(issued):
    say = Labels.read(BPMN).english_composed
    words = {node.value for _, tree in _constants() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    left = {}
    for text in {text for opened in issued for text in _texts(opened)}:
        for run in CHINESE.findall(say(text)):
            if len(run) > 1 and run in words - ALSO_PEOPLES:
                left[text] = say(text)
    assert left == {}


def test_what_codes_are_called_has_its_english():
    """The tables of words at the head of a handler; the PDF's own words stand in both languages there."""
    say = Labels.read(BPMN).english_composed
    tables = [
        (path, node.value) for path, tree in _constants() if path.parent.name != "pdf"
        for node in tree.body if isinstance(getattr(node, "value", None), ast.Dict)
    ]  # fmt: skip
    words = {
        leaf.value: path.name
        for path, table in tables for value in table.values for leaf in (value, *getattr(value, "elts", ()))
        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and CHINESE.search(leaf.value)
    }  # fmt: skip
    assert len(words) > 400
    assert {word: path for word, path in words.items() if CHINESE.search(say(word))} == {}
