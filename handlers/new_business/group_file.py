"""The file of a group's application: names to whom works on the list, counts to others (DOMAIN §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from handlers import privacy
from handlers.masks import mask_account, mask_number
from handlers.new_business.application_file import plan_lines
from handlers.new_business.codes import GROUP_FINDINGS, GROUP_PAPERS, GROUP_RELATIONS
from handlers.new_business.group import lives_of
from handlers.people import find_customer, identity_of
from handlers.records import Application, GroupApplication, GroupLife
from handlers.sections import Line, Section
from handlers.words import yuan_text

NAMES = frozenset({"customer", "operations"})
FULL_NUMBERS = frozenset({"customer"})


def group_file(
    session: Session, application: Application, held: frozenset[str], decisions: Iterable[Line]
) -> list[Section]:
    """Plans, group, lives, papers, what the rules found, decisions; sections without lines are left out."""
    declared = session.get_one(GroupApplication, application.id)
    parts = (
        ("投保方案", _plans(session, application)),
        ("投保单位", _group(session, application, declared, held)),
        ("被保险人名单", _lives(session, application, held)),
        ("资料", (Line(GROUP_PAPERS.get(kind, kind), "已见原件") for kind in declared.papers)),
        ("团体核保规则", (Line(f"第 {number} 项", GROUP_FINDINGS.get(code, code))
                    for number, code in enumerate(declared.findings, start=1))),
        ("核保决定", decisions),
    )  # fmt: skip
    sections = [Section(title, tuple(lines)) for title, lines in parts]
    return [section for section in sections if section.lines]


def _plans(session: Session, application: Application) -> Iterator[Line]:
    yield Line("投保单号", f"{application.number}（第 {application.version} 版）")
    for line, product in plan_lines(session, application):
        yield Line(f"{line.line}. {product.name}", f"保额合计 {yuan_text(line.sum_assured)} 元，保险期间一年")


def _group(
    session: Session, application: Application, declared: GroupApplication, held: frozenset[str]
) -> Iterator[Line]:
    identity = identity_of(session, find_customer(session, application.applicant_id))
    yield Line("单位名称", identity.name)
    if application.content is None:
        return
    content = privacy.unseal(session, application.applicant_id, application.content)
    account = str(content["payment"]["account_no"])
    yield Line("在职人数", str(declared.headcount))
    yield Line("保费来源", {"employer": "单位全额", "shared": "单位与员工分担"}.get(declared.premium_source or "", ""))
    yield Line("近三年保费与赔款", f"{yuan_text(declared.premium_3y)} 元，{yuan_text(declared.claims_3y)} 元")
    yield Line("缴费账户", account if held & FULL_NUMBERS else mask_account(account))
    yield Line("签署人", str(content["signed_name"]))
    if content.get("remark"):
        yield Line("说明", str(content["remark"]))


def _lives(session: Session, application: Application, held: frozenset[str]) -> Iterator[Line]:
    lives = lives_of(session, application)
    if lives:
        yield Line("人数", str(len(lives)))
    if not held & NAMES:
        classes = Counter(life.occupation_class for life in lives)
        for occupation_class, count in sorted(classes.items()):
            yield Line(f"{occupation_class} 类职业", f"{count} 人")
        return
    for life in lives:
        yield _life(session, application, life, held)


def _life(session: Session, application: Application, life: GroupLife, held: frozenset[str]) -> Line:
    known = privacy.unseal(session, application.applicant_id, life.identity)
    number = str(known["id_no"]) if held & FULL_NUMBERS else mask_number(str(known["id_no"]))
    words = [number, GROUP_RELATIONS.get(life.relation, life.relation), f"{life.occupation_class} 类"]
    words += [] if life.actively_at_work else ["未在岗"]
    words += ["不承保"] if life.excluded else []
    return Line(f"{life.line}. {known['name']}", "，".join(words))
