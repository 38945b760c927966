"""The application form 《投保单》 as a document: shown when it was filled in, then signed (SOP 4.4.1a, DOMAIN §6.6)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers.documents import (
    Section,
    SignatureLine,
    facts,
    issue_document,
    listed,
    newest_document,
    sign_document,
)
from handlers.new_business.application_file import health_of
from handlers.new_business.case_file import form_sections
from handlers.new_business.questions import QUESTIONS
from handlers.people import find_customer, identity_of
from handlers.records import Application

APPLICANT, INSURED = "投保人", "被保险人或监护人"
YES_NO = {"yes": "是", "no": "否"}


def issue_form(context: HandlerContext, application: Application) -> str:
    """The application form as the customer filled it in, for the customer to look through and sign."""
    session = context.session
    sections = [
        facts(each.title, [(line.label, line.value) for line in each.lines])
        for each in form_sections(session, application)
    ]
    before = newest_document(session, "application", application.id)
    return issue_document(
        context,
        kind="application",
        subject_id=application.applicant_id,
        agent_id=application.agent_id,
        application_id=application.id,
        matter_id=application.id,
        health_of=application.insured_id,
        replaces=before.id if before else None,
        sections=[*sections, _questions(session, application)],
        signatures=[
            SignatureLine(APPLICANT, _name(session, application.applicant_id)),
            SignatureLine(INSURED, _name(session, application.insured_id)),
        ],
    )


def sign_form(context: HandlerContext, application: Application, *, by_insured: bool) -> str:
    """The form once more, signed over the hash of what was shown."""
    return sign_document(context, "application", application.id, APPLICANT, *([INSURED] if by_insured else []))


def _name(session: Session, customer_id: str) -> str:
    return identity_of(session, find_customer(session, customer_id)).name


def _questions(session: Session, application: Application) -> Section:
    health = health_of(session, application)
    rows = [
        [text, YES_NO.get(str(health.answers.get(name)), "未问"), _detail(health.details.get(name))]
        for name, text in QUESTIONS.items()
    ]
    return listed("逐项告知", ["问题", "回答", "说明"], rows, widths=[6, 1, 3])


def _detail(said: object) -> str:
    return "；".join(str(part) for part in said.values() if part) if isinstance(said, dict) else ""
