"""What papers call the people of the agency: name and department, as they are when the paper is issued (SOP 5.3)."""

from __future__ import annotations

from engine.registry import HandlerContext, Person

OFFICES = {
    "management": "管理层",
    "agent_lead": "代理人团队负责人",
    "operations_lead": "运营负责人",
    "compliance_lead": "合规负责人",
    "underwriter_lead": "核保负责人",
    "claims_lead": "理赔负责人",
    "agent": "保险代理人",
    "compliance": "合规监督",
    "operations": "运营支持",
    "underwriter": "核保",
    "claims": "理赔",
    "process_owner": "流程负责人",
    "auditor": "审计",
    "admin": "系统管理员",
}
"""What a paper adds to a name: the first of these roles that the person has. Levels of authority are no office."""

MACHINES = {"system": "系统", "timer": "系统", "auto": "系统"}
"""What works without a person."""


def named(context: HandlerContext, account_id: str | None) -> str:
    """`王敏（运营支持）`; the id itself when nobody has the account, nothing for None."""
    if not account_id:
        return ""
    person = context.people([account_id]).get(account_id)
    return call(person) if person else MACHINES.get(account_id, account_id)


def call(person: Person) -> str:
    """The name, with the person's office where there is one."""
    office = next((word for role, word in OFFICES.items() if role in person.roles), "")
    return f"{person.name}（{office}）" if office else person.name
