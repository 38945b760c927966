"""Who acts in every scenario, by the word that stories say; and what papers call the staff among them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from engine.actor import Actor, ActorKind, Channel
from engine.registry import Person


def _staff(name: str, *roles: str) -> Actor:
    return Actor(name, ActorKind.PERSON, Channel.TEST, frozenset(roles))


def _customer(link: str, customer_id: str) -> Actor:
    """A customer behind an own link: the role, and the group of that person alone (`web/customers/identity.py`)."""
    roles = frozenset({"customer", f"customer:{customer_id}"})
    return Actor(link, ActorKind.CUSTOMER, Channel.CUSTOMER_LINK, roles)


CAST: Mapping[str, Actor] = {
    "customer": _customer("link.zhang", "CUS-ZHANGWEI"),
    "customer_chen": _customer("link.chen", "CUS-CHENJING"),
    "customer_liu": _customer("link.liu", "CUS-LIUYANG"),
    "customer_group": _customer("link.group", "CUS-GROUP"),
    "agent": _staff("agent.li", "agent"),
    "compliance": _staff("compliance.wang", "compliance"),
    "operations": _staff("operations.zhao", "operations"),
    "operations_2": _staff("operations.qian", "operations"),
    "underwriter": _staff("underwriter.sun", "underwriter"),
    "underwriter_u2": _staff("underwriter.zhou", "underwriter", "underwriter_u2"),
    "underwriter_u3": _staff("underwriter.wu", "underwriter", "underwriter_u3"),
    "underwriter_u3b": _staff("underwriter.zheng", "underwriter", "underwriter_u3"),
    "committee": _staff("committee.chen", "underwriter", "underwriting_committee"),
    "committee_2": _staff("committee.chu", "underwriter", "underwriting_committee"),
    "claims": _staff("claims.feng", "claims"),
    "claims_2": _staff("claims.jiang", "claims"),
    "claims_3": _staff("claims.he", "claims"),
    "claims_senior": _staff("claims.shi", "claims", "claims_senior"),
    "claims_senior_2": _staff("claims.lv", "claims", "claims_senior"),
    "claims_manager": _staff("claims.zhang", "claims", "claims_manager"),
    "claims_committee": _staff("claims.kong", "claims", "claims_committee"),
    "claims_committee_2": _staff("claims.cao", "claims", "claims_committee"),
    "management": _staff("management.shen", "management"),
    "management_2": _staff("management.han", "management"),
    "compliance_2": _staff("compliance.yang", "compliance"),
    "agent_2": _staff("agent.zhu", "agent"),
    "lead": _staff("lead.lin", "agent_lead", "operations_lead", "compliance_lead", "underwriter_lead", "claims_lead"),
    "auditor": _staff("auditor.qin", "auditor"),
    "admin": _staff("admin.you", "admin"),
    "system": Actor("system", ActorKind.SYSTEM, Channel.TEST),
}
NAMES: Mapping[str, str] = {
    "agent": "李梅",
    "agent_2": "朱琳",
    "compliance": "王正",
    "compliance_2": "杨柳",
    "operations": "赵倩",
    "operations_2": "钱程",
    "underwriter": "孙悦",
    "underwriter_u2": "周明",
    "underwriter_u3": "吴昊",
    "underwriter_u3b": "郑洁",
    "committee": "陈宇",
    "committee_2": "褚宁",
    "claims": "冯雪",
    "claims_2": "蒋涛",
    "claims_3": "何苗",
    "claims_senior": "施敏",
    "claims_senior_2": "吕航",
    "claims_manager": "张弛",
    "claims_committee": "孔维",
    "claims_committee_2": "曹颖",
    "management": "沈岚",
    "management_2": "韩松",
    "lead": "林峰",
    "auditor": "秦朗",
    "admin": "尤佳",
}
"""What papers call the staff of the cast."""
STAFF: Mapping[str, Person] = {CAST[who].id: Person(name, CAST[who].roles) for who, name in NAMES.items()}
"""By account id."""


def staff_of_the_cast(session: Session, account_ids: Collection[str]) -> dict[str, Person]:  # noqa: ARG001 - a directory
    """The engine's directory in a scenario."""
    return {each: STAFF[each] for each in account_ids if each in STAFF}
