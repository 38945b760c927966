"""Everything a process says in Chinese has its English (`labels.en.yaml`), and nothing there is left over."""

import json
import re
from xml.sax.saxutils import unescape

import pytest
import yaml
from lxml import etree

from engine.deployment import read_package
from handlers.claims import codes as claim_codes
from handlers.new_business.codes import DIFFERENCES, DISCLOSED, EVIDENCE, FROM_CUSTOMER, OUTCOMES, PAPERS
from handlers.new_business.questions import QUESTIONS
from handlers.scenarios import package_files
from handlers.words import EXCLUSIONS
from tests.sop.decisions import BPMN
from web.i18n.labels import Labels

PROCESSES = sorted(path.parent.name for path in BPMN.glob("*/*.bpmn"))
SPOKEN = re.compile(r' name="sop:(?:customer|withdraw)-[a-z]+" value="([^"]*)"| (?:name|label)="([^"]*)"')
"""Labels of shapes and tables, and what properties have the customer's pages say."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SHOWN = {"label", "dateLabel", "text", "description", "patternErrorMessage"}


def shown_in(process):
    folder = BPMN / process
    said = set()
    for path in [*folder.glob("*.bpmn"), *folder.glob("decisions/*.dmn")]:
        for words in SPOKEN.findall(path.read_text()):
            said |= {unescape(text, {"&quot;": '"'}) for text in words}
    for path in folder.glob("forms/*.form"):
        said |= set(texts(json.loads(path.read_text("utf-8"))))
    return {text for text in said if CHINESE.search(text)}


def texts(node):
    if isinstance(node, list):
        for item in node:
            yield from texts(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in SHOWN and isinstance(value, str):
                yield value
            else:
                yield from texts(value)


@pytest.mark.parametrize("process", PROCESSES)
def test_every_label_has_its_english(process):
    english = yaml.safe_load((BPMN / process / "labels.en.yaml").read_text("utf-8"))
    assert shown_in(process) == set(english)
    assert all(isinstance(text, str) and not CHINESE.search(text) for text in english.values())


def options(form, key):
    """The values that a field of a form offers."""

    def find(node):
        if isinstance(node, list):
            return next((found for item in node if (found := find(item)) is not None), None)
        if isinstance(node, dict):
            if node.get("key") == key and "values" in node:
                return [option["value"] for option in node["values"]]
            return find(list(node.values()))
        return None

    return set(find(json.loads((BPMN / form).read_text("utf-8"))))


@pytest.mark.parametrize(
    ("form", "key", "codes"),
    [
        ("application/forms/papers.form", "kind", PAPERS),
        ("application/forms/papers_review.form", "review_missing", PAPERS | FROM_CUSTOMER),
        ("application/forms/papers_check.form", "check_papers_missing", PAPERS | FROM_CUSTOMER),
        ("underwriting/forms/read_file.form", "ask_for", EVIDENCE),
        ("underwriting/forms/read_file.form", "disclosures", DISCLOSED),
        ("underwriting/forms/underwrite.form", "ask_for", EVIDENCE),
        ("underwriting/forms/underwrite.form", "outcome", OUTCOMES),
        ("underwriting/forms/underwrite.form", "exclusions", EXCLUSIONS),
        ("policy_issue/forms/check_policy.form", "check_differences", DIFFERENCES),
        ("claim/forms/report_loss.form", "claim_types", claim_codes.TYPES),
        ("claim_assessment/forms/review_claim.form", "ground", claim_codes.GROUNDS),
        ("claim_determination/forms/determine_claim.form", "outcome", claim_codes.OUTCOMES),
        ("claim_investigation/forms/investigation_report.form", "indicators", claim_codes.INDICATORS),
        ("claim_investigation/forms/investigation_report.form", "outcome", claim_codes.INVESTIGATED),
    ],
)
def test_a_form_offers_exactly_the_codes_that_the_handlers_know(form, key, codes):
    assert options(form, key) == set(codes)


def test_every_code_of_the_tables_is_known_to_forms_and_handlers():
    plan = (BPMN / "underwriting/decisions/plan.dmn").read_text("utf-8")
    coded = set(re.findall(r'list contains\(\?, "([a-z_0-9]+:[a-z_0-9]+)"\)', plan))
    assert options("underwriting/forms/read_file.form", "disclosures") == coded
    assert set(re.findall(r'exclusion: "([a-z_]+)"', plan)) <= set(EXCLUSIONS)
    evidence = (BPMN / "underwriting/decisions/requirements.dmn").read_text("utf-8")
    asked = set(re.findall(r'<outputEntry id="uw_evidence_r\d+_o1">\s*<text>"(\w+)"', evidence)) - {"none"}
    assert asked <= set(EVIDENCE)
    papers = (BPMN / "application/decisions/required_papers.dmn").read_text("utf-8")
    assert set(re.findall(r'<outputEntry id="required_papers_r\d+_o1">\s*<text>"(\w+)"', papers)) <= set(PAPERS)


def test_whatever_a_person_may_begin_says_in_english_what_it_is_for():
    english = yaml.safe_load((BPMN / "labels.en.yaml").read_text("utf-8"))
    begun = [
        process
        for process in read_package(package_files(BPMN)).processes.values()
        if process.properties.get("sop:starters") or process.id == "new_business"
    ]
    assert [process.id for process in begun if not english.get(process.documentation)] == []


def test_every_remark_of_a_rule_has_its_english():
    say = Labels.read(BPMN).english_composed
    remarks = {
        text.text.strip()
        for path in BPMN.glob("*/decisions/*.dmn")
        for rule in etree.parse(path).iter("{*}rule")
        for text in (*rule.findall("{*}description"), *rule.findall("{*}annotationEntry/{*}text"))
        if text.text
    }
    assert len(remarks) > 200
    assert {text: say(text) for text in remarks if CHINESE.search(say(text))} == {}


def test_the_application_document_asks_what_the_form_asks():
    form = json.loads((BPMN / "application/forms/application_form.form").read_text("utf-8"))
    assert dict(questions(form, within=False)) == QUESTIONS


def questions(node, *, within):
    """Name and text of every question of the declaration of health."""
    within = within or "health" in (node.get("path"), node.get("key"))
    if within and node.get("type") == "radio":
        yield node["key"], node["label"]
    for part in node.get("components", ()):
        yield from questions(part, within=within)
