"""Makes a working installation out of nothing, step by step, and does no step twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.actor import Actor, ActorKind, Channel
from handlers.demo import load_demo
from handlers.reference import load_reference
from handlers.scenarios import package_files
from web.accounts.operations import create_account, list_accounts
from web.installation import Installation, create_keys, open_installation
from web.search.indexing import index_some
from web.settings import Settings

OPERATOR = Actor("setup", ActorKind.SYSTEM, Channel.COMMAND_LINE, frozenset({"admin", "process_owner"}), "setup")
ACCOUNTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "agent": ("李娜", ("agent",)),
    "agent.2": ("陈浩", ("agent",)),  # nobody sees the accounts of another; a leaver has a successor
    "agent.3": ("宋佳", ("agent",)),
    "compliance": ("何静", ("compliance",)),
    "compliance.2": ("许宁", ("compliance",)),  # a complaint is reviewed by another person
    "operations": ("王强", ("operations",)),
    "operations.2": ("刘畅", ("operations",)),  # four eyes on servicing
    "underwriter": ("赵敏", ("underwriter",)),
    "underwriter.2": ("钱伟", ("underwriter", "underwriter_u2")),
    "underwriter.3": ("孙立", ("underwriter", "underwriter_u3")),
    "underwriter.4": ("吴越", ("underwriter", "underwriter_u3", "underwriting_committee")),  # four eyes at every level
    "claims": ("周涛", ("claims",)),
    "claims.2": ("郑洁", ("claims", "claims_senior")),
    "claims.3": ("王磊", ("claims", "claims_senior", "claims_manager")),
    "claims.4": ("陈曦", ("claims", "claims_manager", "claims_committee")),
    "claims.5": ("沈岚", ("claims", "claims_senior")),
    "claims.6": ("何帆", ("claims", "claims_senior", "claims_manager", "claims_committee")),
    "claims.7": ("戴宁", ("claims_manager",)),  # takes no part in claims, so may review every appeal
    "management": ("吴芳", ("management", "underwriting_committee")),
    "management.2": ("郭敏", ("management",)),  # four eyes on strategy
    "lead": ("林峰", ("agent_lead", "operations_lead", "compliance_lead", "underwriter_lead", "claims_lead")),
    "process.owner": ("郑凯", ("process_owner",)),
    "auditor": ("冯雪", ("auditor",)),
    "admin": ("系统管理员", ("admin",)),
}
"""The demo agency's people: account → name and roles."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What a set-up made; `passwords`: account → name and one-time password, only of accounts made now."""

    home: Path
    store: str
    processes: Mapping[str, int]
    passwords: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    demo_cases: int = 0


def is_new(settings: Settings) -> bool:
    """Whether nobody has an account yet; makes keys and tables where there are none."""
    create_keys(settings)
    installation = open_installation(settings)
    try:
        with installation.store.session() as session:
            return not list_accounts(session)
    finally:
        installation.close()


def set_up(
    settings: Settings,
    *,
    demo: bool = True,
    passwords: Mapping[str, tuple[str, str]] | None = None,
    tell: Tell = lambda _: None,
) -> Done:
    """Keys, database, diagrams, accounts and, into a store without accounts, the demo agency.

    `passwords`: of the accounts that its past (`web/past.py`) has just made; then its stories are played as well.
    Raises what a deploy raises when the diagrams are not fit to run; then nothing of them is deployed.
    """
    if create_keys(settings):
        tell(f"made a master key in {settings.key_file}; keep a copy: without it nothing can be read")
    installation = open_installation(settings)
    try:
        tell(f"database ready: {_without_password(installation)}")
        processes = deploy_sop(installation)
        tell(f"deployed {len(processes)} processes")
        while index_some(installation.engine):
            continue  # what is there from before the search was
        made, cases = _demo(installation, passwords, tell) if demo else ({}, 0)
        return Done(settings.home, _without_password(installation), processes, made, cases)
    finally:
        installation.close()


def deploy_sop(installation: Installation) -> dict[str, int]:
    """Deploy the SOP's folder; gives each process's version. The same files again change nothing."""
    files = package_files(installation.settings.bpmn)
    made = installation.engine.deploy(files, by=OPERATOR)
    return {process.process_id: process.version for process in made.processes}


def _demo(
    installation: Installation, made: Mapping[str, tuple[str, str]] | None, tell: Tell
) -> tuple[Mapping[str, tuple[str, str]], int]:
    passwords = made or add_accounts(installation)
    if not passwords:
        tell("there are accounts already: the demo agency is left as it is")
        return {}, 0
    tell("loading the demo agency")
    return passwords, load_demo(installation.engine, demo_people())


def add_accounts(installation: Installation) -> dict[str, tuple[str, str]]:
    """The demo agency's accounts and sample data; account → name and one-time password, none if any is there."""
    now = installation.engine.clock.now()
    with installation.store.session() as session:
        if list_accounts(session):
            return {}
        load_reference(session)
        return {
            account_id: (name, create_account(session, account_id, name, roles, now))
            for account_id, (name, roles) in ACCOUNTS.items()
        }


def demo_people() -> dict[str, Actor]:
    """The demo agency's people as actors."""
    return {
        account_id: Actor(account_id, ActorKind.PERSON, Channel.COMMAND_LINE, frozenset(roles), name)
        for account_id, (name, roles) in ACCOUNTS.items()
    }


def _without_password(installation: Installation) -> str:
    return installation.store.engine.url.render_as_string(hide_password=True)
