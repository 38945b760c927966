"""Papers say who somebody is, as of the day they are issued; an older paper stays as it was."""

from dataclasses import replace

from engine.registry import Person
from handlers.documents import BulletList, KeyValues, Paragraph, Section, SignatureLine, Table, issue_document
from handlers.documents.reading import open_document
from handlers.records import Document
from handlers.staff import named
from tests.handlers.documents.papers import NOW, context_of

WANG = Person("王敏", frozenset({"claims", "claims_senior"}))
LIN = Person("林峰", frozenset({"agent", "agent_lead"}))
PEOPLE = {"operations_2": WANG, "agent.li": LIN, "guest": Person("客座")}
SECTIONS = [
    Section(
        "办理",
        [
            KeyValues([("经办人", "operations_2"), ("成员", "operations_2、guest、mr.nobody"), ("方式", "auto")]),
            Table(["步骤", "人员"], [["复核", "agent.li"], ["部门", "underwriter"]]),
            BulletList(["guest"]),
            Paragraph("operations_2 说：agent.li"),
        ],
    )
]


def issued(session, people, *, key=2, **changes):
    context, _ = context_of(session, key=key)
    context.directory = lambda _session, ids: {one: people[one] for one in ids if one in people}
    signatures = [SignatureLine("代理人", "agent.li", NOW), SignatureLine("投保人", "张伟", NOW)]
    given = {"kind": "needs_report", "subject_id": "CUS-1", "sections": SECTIONS, "signatures": signatures}
    return open_document(session, session.get(Document, issue_document(context, **given | changes)))


def test_an_id_under_a_label_in_a_table_or_at_a_signature_becomes_a_name(session):
    spec = issued(session, PEOPLE).spec
    pairs, table, bullets, written = spec.sections[0].blocks
    assert [value for _, value in pairs.pairs] == ["王敏（理赔）", "王敏（理赔）、客座、mr.nobody", "系统"]
    assert table.rows == [["复核", "林峰（代理人团队负责人）"], ["部门", "核保"]]
    assert bullets.items == ["客座"]
    assert written.text == "operations_2 说：agent.li"  # what somebody wrote is not touched
    assert [line.name for line in spec.signatures] == ["林峰", "张伟"]
    assert spec.issued_by == "林峰（代理人团队负责人）"


def test_the_name_is_sealed_and_a_later_change_does_not_reach_it(session):
    before = issued(session, PEOPLE)
    after = issued(session, PEOPLE | {"operations_2": replace(WANG, name="王敏敏")}, key=3)
    assert "王敏（理赔）" in before.text
    assert before.sha256 == open_document(session, session.get(Document, before.id)).sha256
    assert "王敏敏（理赔）" in after.text


def test_without_a_directory_an_id_stays_as_it_is(session):
    assert "经办人：operations_2" in issued(session, {}).text


def test_a_sentence_asks_for_a_name_itself(session):
    context, _ = context_of(session)
    context.directory = lambda _session, ids: {one: PEOPLE[one] for one in ids if one in PEOPLE}
    assert [named(context, one) for one in ("operations_2", "guest", "nobody", "system", None)] == [
        "王敏（理赔）", "客座", "nobody", "系统", "",
    ]  # fmt: skip
