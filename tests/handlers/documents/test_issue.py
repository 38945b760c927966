import hashlib

import pytest

from handlers import privacy
from handlers.clauses import CLAUSES
from handlers.documents import (
    KINDS,
    Paragraph,
    Recipient,
    Section,
    UnknownKindError,
    announce_document,
    documents_of_case,
    documents_of_customer,
    find_document,
    issue_document,
    open_document,
)
from handlers.documents.content import LAYOUT, MalformedDocumentError, Table, as_json, content_sha256, from_json
from handlers.documents.kinds import GOVERNS
from handlers.records import Document, Parameter
from handlers.reference import load_reference
from tests.handlers.documents.papers import LONG_NAME, NOW, SECTIONS, SIGNATURES, context_of


def issue(session, kind="needs_report", **changes):
    context, _ = context_of(session, key=changes.pop("key", 2))
    given = {"subject_id": "CUS-1", "sections": SECTIONS, "signatures": SIGNATURES} | changes
    return issue_document(context, kind=kind, **given)


def test_what_is_sealed_opens_as_it_was_and_cannot_be_read_at_rest(session):
    row = session.get(Document, issue(session, about={"claim_id": "CLM-1"}))
    opened = open_document(session, row)
    assert opened.spec.sections == SECTIONS
    assert opened.spec.signatures == SIGNATURES
    assert opened.spec.about == {"claim_id": "CLM-1"}
    assert LONG_NAME in opened.text
    assert LONG_NAME.encode() not in row.content
    assert row.sha256 == hashlib.sha256(row.content).hexdigest()
    assert (row.layout, row.case_id, row.recipient) == (LAYOUT, "case-1", "both")


def test_the_hash_of_the_content_tells_one_changed_word(session):
    content = as_json(open_document(session, session.get(Document, issue(session))).spec)
    other = content | {"sections": [{**content["sections"][0], "title": "客户概況"}, *content["sections"][1:]]}
    assert content_sha256(from_json(content) and content) == content_sha256(as_json(from_json(content)))
    assert content_sha256(content) != content_sha256(other)


def test_a_number_says_kind_and_year_and_a_replacement_keeps_it(session):
    first = session.get(Document, issue(session))
    again = session.get(Document, issue(session, key=3, replaces=first.id))
    assert first.number.startswith("NAR-2026-")
    assert (again.number, again.version) == (first.number, 2)
    assert find_document(session, first.number).id == again.id
    with pytest.raises(LookupError):
        issue(session, kind="proposal", replaces=first.id)


def test_the_year_is_the_agencys_and_the_same_step_gives_the_same_number(session):
    context, _ = context_of(session, now=NOW.replace(month=12, day=31, hour=17, year=2025))
    first = session.get(Document, issue_document(context, kind="notice", subject_id="CUS-1", sections=[]))
    number = first.number
    assert number.startswith("NTC-2026-")
    session.delete(first)
    session.flush()
    context, _ = context_of(session)
    again = session.get(Document, issue_document(context, kind="notice", subject_id="CUS-1", sections=[]))
    assert again.number == number


def test_declarations_of_health_go_with_the_health_key_and_the_rest_stays(session):
    claim, report = issue(session, kind="claim_application"), issue(session, key=3)
    assert open_document(session, session.get(Document, claim)).number.startswith("CLA-")
    privacy.erase(session, "CUS-1/health")
    with pytest.raises(privacy.ErasedError):
        open_document(session, session.get(Document, claim))
    assert open_document(session, session.get(Document, report)).text
    assert [each.id for each in documents_of_case(session, "case-1", {}, {"agent", "claims"})] == [report]


def test_a_risk_disclosure_says_the_sentence_of_the_sop_whatever_its_sections_say(session):
    row = session.get(Document, issue(session, kind="risk_disclosure", sections=[]))
    assert GOVERNS in open_document(session, row).text


def test_the_agencys_name_is_the_one_of_the_day(session):
    load_reference(session)
    said = {"unit": "text", "source": "", "mark": "SOP", "code": "agency_name"}
    session.add(Parameter(value="甲代理", valid_from=NOW.date().replace(year=2020), **said))
    session.add(Parameter(value="乙代理", valid_from=NOW.date().replace(year=2027), **said))
    session.flush()
    assert open_document(session, session.get(Document, issue(session))).spec.agency.name == "甲代理"


def test_each_reads_what_is_for_them(session):
    customers = issue(session, kind="notice", recipient=Recipient.CUSTOMER)
    agents = issue(session, kind="notice", key=3, recipient=Recipient.AGENT)
    both = issue(session, key=4, policy_id="POL-1")
    inside = issue(session, kind="sampling_record", key=5)

    def staff(*roles, case="case-1", **variables):
        return {each.id for each in documents_of_case(session, case, variables, roles)}

    assert staff("agent") == {agents, both}
    assert staff("compliance") == {agents, both, inside}
    assert staff("process_owner") == set()
    assert staff("agent", case="case-2") == set()
    assert staff("agent", case="case-2", policy_id="POL-1") == {both}
    assert {each.id for each in documents_of_customer(session, "case-1", {}, "CUS-1")} == {customers, both}
    assert documents_of_customer(session, "case-1", {}, "CUS-2") == []


def test_a_message_about_a_document_holds_ids_only_and_one_key_per_recipient(session):
    context, sent = context_of(session)
    made = issue_document(context, kind="needs_report", subject_id="CUS-1", sections=SECTIONS)
    announce_document(context, made, to="CUS-1", recipient=Recipient.CUSTOMER)
    announce_document(context, made, to="agent.li", recipient=Recipient.AGENT, link_follows=True)
    assert [payload["link_follows"] for _, payload, _ in sent] == [False, True]
    assert len({key for _, _, key in sent}) == 2
    assert LONG_NAME not in str(sent)


def test_a_kind_that_nobody_knows_and_a_crooked_table_are_refused(session):
    with pytest.raises(UnknownKindError):
        issue(session, kind="poem")
    with pytest.raises(MalformedDocumentError):
        Table(["甲", "乙"], [["只有一格"]])
    with pytest.raises(MalformedDocumentError):
        Table(["甲"], [], widths=[0])


def test_an_old_notice_of_plain_text_is_a_document_too(session):
    sealed = privacy.seal(session, "CUS-1", "请补齐资料。", NOW)
    row = Document(
        id="DOC-OLD", kind="missing_list", number="DOC-OLD", version=1, layout=0, title="缺漏清单", subject_id="CUS-1",
        sealed_under="CUS-1", recipient="agent", content=sealed, sha256="", created_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert open_document(session, row).text == "请补齐资料。"
    assert open_document(session, row).title_en == "List of What Is Missing"


def test_a_page_gets_tables_as_tables_even_where_a_cell_holds_what_would_part_them(session):
    table = Table(["险种", "保额"], [["重疾 | 轻症", "500,000 元"]], numeric=[1])
    sections = [Section("方案", [Paragraph("甲 | 乙"), table]), Section("说明", [Paragraph("本方案不是要约。")])]
    opened = open_document(session, session.get(Document, issue(session, kind="proposal", sections=sections)))
    before, shown, after = opened.parts
    assert before.endswith("方案\n甲 | 乙")
    assert (shown, after) == (table, "说明\n本方案不是要约。")
    assert opened.text == f"{before}\n险种 | 保额\n重疾 | 轻症 | 500,000 元\n{after}"


def test_every_kind_has_a_number_of_its_own_and_clauses_of_the_sop():
    numbers = [kind.number for kind in KINDS.values()]
    assert len(set(numbers)) == len(numbers)
    assert [kind.id for kind in KINDS.values() if not kind.clauses or set(kind.clauses) - CLAUSES.keys()] == []
    assert [kind.id for kind in KINDS.values() if not (kind.zh and kind.en and kind.readers)] == []


def test_empty_sections_are_fine(session):
    assert issue(session, sections=[Section("", [Paragraph("")])])
