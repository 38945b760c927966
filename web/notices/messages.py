"""What goes outside: what happened, task, process, the case's number and a link. No customer's data (DOMAIN §8).

Works without a request, in the reader's language: the outbox sends where no page is served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from babel.support import NullTranslations, Translations
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.commands.ids import split_id
from engine.store.cases import cases, user_tasks
from engine.store.deployments import process_versions
from web.i18n.labels import Labels
from web.notices.kinds import KINDS, N_, Kind
from web.notices.sending import Line, Message
from web.tables import Account, StaffNotice

TRANSLATIONS = Path(__file__).parents[1] / "translations"
MOST_LINES = 20
ONE, MANY, MORE = N_("sopflow：%(sentence)s"), N_("sopflow：%(count)s 条通知"), N_("另有 %(count)s 条，请登录查看。")
TEST, TEST_ABOUT = N_("这是一条测试消息"), N_("收到它，说明这个渠道可以用。")
CUSTOMER, CASE = N_("客户"), N_("案件 %(number)s")
SYSTEM = {"system": N_("系统"), "timer": N_("定时器"), "customer": CUSTOMER}


class About(Protocol):
    """What a notice is about."""

    @property
    def task_id(self) -> str | None: ...
    @property
    def case_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says sentences and labels in one language."""

    language: str
    labels: Callable[[], Labels]

    def say(self, sentence: str, /, **values: object) -> str:
        return self.plain(sentence) % values

    def plain(self, sentence: str) -> str:
        return str(_translations(self.language).gettext(sentence))

    def label(self, text: str) -> str:
        return self.labels().english(text) if self.language == "en" else text


@cache
def _translations(language: str) -> NullTranslations:
    # Where the catalogue was not compiled this is Chinese, as on the pages.
    return Translations.load(TRANSLATIONS, [language]) if language == "en" else NullTranslations()


def compose(rows: Session, notices: Sequence[StaffNotice], speaker: Speaker, site_address: str, key: str) -> Message:
    """One message about these notices, the first first."""
    shown, names = notices[:MOST_LINES], _names(rows, notices)
    places = places_of(rows, shown)
    lines = tuple(_line(notice, places, names, speaker, site_address) for notice in shown)
    is_one = len(notices) == 1
    title = speaker.say(ONE, sentence=lines[0].sentence) if is_one else speaker.say(MANY, count=len(notices))
    left = len(notices) - len(shown)
    return Message(title, lines, speaker.say(MORE, count=left) if left else "", key)


def compose_test(speaker: Speaker, site_address: str, key: str) -> Message:
    """What the button sends."""
    said = speaker.plain(TEST)
    line = Line(said, speaker.plain(TEST_ABOUT), f"{site_address}/notices/preferences")
    return Message(speaker.say(ONE, sentence=said), (line,), "", key)


@dataclass(frozen=True, slots=True)
class Place:
    """The labels of a task and a process, as the diagram says them, and the case's business key: for pages only."""

    task: str
    process: str
    business_key: str


def _line(
    notice: StaffNotice, places: Mapping[str, Place], names: Mapping[str, str], speaker: Speaker, site_address: str
) -> Line:
    kind: Kind = KINDS[notice.kind]
    sentence = speaker.say(
        kind.sentence, who=_name(notice.by, names, speaker), other=_name(notice.other or "", names, speaker)
    )
    case_id = case_of(notice)
    place = places.get(notice.task_id or case_id)
    about = [speaker.label(text) for text in (place.task, place.process) if text] if place else []
    if case_id:
        about.append(speaker.say(CASE, number=case_id))
    return Line(sentence, " · ".join(about), f"{site_address}{path_of(notice)}")


def case_of(notice: About) -> str:
    """The case that it is about; empty: none."""
    return split_id(notice.task_id)[0] if notice.task_id else notice.case_id or ""


def path_of(notice: StaffNotice) -> str:
    """Where on the site to look."""
    if notice.task_id:
        return f"/tasks/{notice.task_id}"
    return "/incidents" if notice.kind == "incident" else "/notices"


def _name(actor_id: str, names: Mapping[str, str], speaker: Speaker) -> str:
    if actor_id in SYSTEM:
        return speaker.plain(SYSTEM[actor_id])
    return speaker.plain(CUSTOMER) if actor_id.startswith("link-") else names.get(actor_id, actor_id)


def _names(rows: Session, notices: Iterable[StaffNotice]) -> dict[str, str]:
    wanted = {one for notice in notices for one in (notice.by, notice.other) if one}
    return {row.id: row.name for row in rows.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))}


def places_of(rows: Session, notices: Iterable[About]) -> dict[str, Place]:
    """By task, or by case where a notice is about no single task."""
    notices = list(notices)
    named = select(process_versions.c.process_id, process_versions.c.version, process_versions.c.name).subquery()
    latest = {row.process_id: row.name for row in rows.execute(select(named).order_by(named.c.version))}
    tasks = [notice.task_id for notice in notices if notice.task_id]
    found = rows.execute(
        select(user_tasks.c.id, user_tasks.c.label, user_tasks.c.process_id, cases.c.business_key)
        .join(cases, cases.c.id == user_tasks.c.case_id)
        .where(user_tasks.c.id.in_(tasks))
    )
    places = {row.id: Place(row.label, latest.get(row.process_id, ""), row.business_key or "") for row in found}
    of_cases = [notice.case_id for notice in notices if notice.case_id and not notice.task_id]
    about = rows.execute(select(cases.c.id, cases.c.process_id, cases.c.business_key).where(cases.c.id.in_(of_cases)))
    return places | {row.id: Place("", latest.get(row.process_id, ""), row.business_key or "") for row in about}
