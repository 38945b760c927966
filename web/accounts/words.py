"""What accounts' fixed words are called on pages. Tests walk the vocabularies."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.views import AccessEntry
from web.accounts.events import Event
from web.accounts.tables import AccountEvent
from web.i18n.words import role_word
from web.notices.kinds import Channel
from web.notices.words import CHANNEL_WORDS

METHOD_WORDS = {
    "password": _l("密码"),
    "password+code": _l("密码 + 验证码"),
    "provider": _l("统一登录"),
    "provider+code": _l("统一登录 + 验证"),
}
REASON_WORDS = {
    "code_locked": _l("验证码连续输错，已锁定 15 分钟"),
    "code_wrong": _l("验证码不对"),
    "csrf": _l("表单没有有效的防伪标记"),
    "no_permission": _l("角色没有这项权限"),
    "provider_failed": _l("统一登录没有成功"),
    "too_many": _l("尝试次数过多"),
    "unknown_identity": _l("统一登录的身份在这里没有账号"),
    "wrong_password": _l("账号或密码不对"),
}
"""The doors' own reasons (`denied.record_denied`)."""
ERROR_WORDS = {
    "AnswersRefused": _l("填写的内容不完整"),
    "CaseSuspended": _l("案件已暂停"),
    "CaseNotRunning": _l("案件已经结束"),
    "DutiesNotSeparated": _l("双人复核：前一步是本人办的"),
    "Forbidden": _l("没有这项权限"),
    "NotFound": _l("没有这样的任务或案件"),
    "StaleCase": _l("别人先改过了"),
    "TaskAlreadyClaimed": _l("别人已领取"),
    "TaskAlreadyClosed": _l("任务已关闭"),
}
"""The engine's refusals by class; one that is not here is called by its class."""
VERB_WORDS = {
    "assign": _l("指派任务"),
    "cancel": _l("取消案件"),
    "claim": _l("领取任务"),
    "complete": _l("完成任务"),
    "correlate": _l("发送消息"),
    "deploy": _l("部署流程"),
    "log_in": _l("登录"),
    "migrate": _l("迁移案件"),
    "modify": _l("修改案件"),
    "open": _l("打开页面"),
    "release": _l("退回任务"),
    "resolve": _l("处理异常"),
    "resume": _l("恢复案件"),
    "start": _l("启动流程"),
    "suspend": _l("暂停案件"),
}
_DOOR = re.compile(r"^(?P<reason>[a-z_]+) \((?P<address>[^)]*)\)$")


def say_method(method: str) -> str:
    """How somebody logged in."""
    return str(METHOD_WORDS.get(method, method))


def say_event(line: AccountEvent) -> str:
    """A line of an account's history as a sentence."""
    return EVENT_WORDS[Event(line.event)](line.facts)


def say_verb(verb: str) -> str:
    """What was attempted; the verb itself where nobody has named it."""
    return str(VERB_WORDS.get(verb, verb))


def say_reason(entry: AccessEntry) -> str:
    """Why it was refused; of a form's refusal also the fields, which are names and never values."""
    if door := _DOOR.match(entry.reason):
        return str(REASON_WORDS.get(door["reason"], door["reason"]))
    kind, _, fields = entry.reason.partition(": ")
    said = str(ERROR_WORDS.get(kind, kind))
    return gettext("%(reason)s（%(fields)s）", reason=said, fields=fields) if fields else said


def address_of(entry: AccessEntry) -> str:
    """Where the attempt came from, where the doors have written it down."""
    door = _DOOR.match(entry.reason)
    return door["address"] if door else ""


def _roles(ids: Any) -> str:
    return gettext("、").join(role_word(role) for role in ids)


EVENT_WORDS: dict[Event, Callable[[dict[str, Any]], str]] = {
    Event.CREATED: lambda said: gettext("账号建立，角色：%(roles)s", roles=_roles(said["roles"])),
    Event.DISABLED: lambda _: gettext("账号停用，所有登录、二次验证和绑定随之失效"),
    Event.ENABLED: lambda _: gettext("账号重新启用"),
    Event.IDENTITY_BOUND: lambda said: gettext("绑定统一登录 %(issuer)s", issuer=said["issuer"]),
    Event.IDENTITY_REMOVED: lambda said: gettext("解除统一登录绑定 %(issuer)s", issuer=said["issuer"]),
    Event.NOTICE_ADDRESS_REMOVED: lambda said: gettext(
        "删除通知地址：%(channel)s", channel=CHANNEL_WORDS[Channel(said["channel"])]
    ),
    Event.NOTICE_ADDRESS_SET: lambda said: gettext(
        "设置通知地址：%(channel)s", channel=CHANNEL_WORDS[Channel(said["channel"])]
    ),
    Event.PASSWORD_CHANGED: lambda _: gettext("更改密码，其他登录失效"),
    Event.PASSWORD_RESET: lambda _: gettext("重置为一次性密码，所有登录失效"),
    Event.RECOVERY_CODE_USED: lambda _: gettext("使用了一个恢复码"),
    Event.RECOVERY_CODES_MADE: lambda _: gettext("生成一组新的恢复码"),
    Event.RENAMED: lambda said: gettext("姓名由 %(old)s 改为 %(new)s", old=said["old"], new=said["new"]),
    Event.ROLES_CHANGED: lambda said: gettext(
        "角色由 %(old)s 改为 %(new)s", old=_roles(said["old"]), new=_roles(said["new"])
    ),
    Event.SECOND_FACTOR_ADDED: lambda _: gettext("启用二次验证"),
    Event.SECOND_FACTOR_LOCKED: lambda _: gettext("验证码连续输错，二次验证锁定 15 分钟"),
    Event.SECOND_FACTOR_REMOVED: lambda _: gettext("解除二次验证"),
    Event.SESSIONS_ENDED: lambda _: gettext("撤销登录"),
}
