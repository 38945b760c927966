"""What the fixed words of notices are called on pages. Tests walk the vocabularies."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from web.notices.kinds import Channel, Pace, Topic
from web.notices.sending import Problem

CHANNEL_WORDS = {
    Channel.PAGE: _l("页面内"),
    Channel.EMAIL: _l("电子邮件"),
    Channel.WECOM: _l("企业微信"),
    Channel.DINGTALK: _l("钉钉"),
}
TOPIC_WORDS = {
    Topic.HANDOVER: (_l("任务交接"), _l("交给我、转走、放回、交回的任务")),
    Topic.DUE: (_l("到期与超期"), _l("我手上的任务快到期或已超期")),
    Topic.ESCALATION: (_l("升级"), _l("我负责的岗位有任务超期")),
    Topic.LETTER: (_l("流程通知"), _l("会议、合规、出单、核保、理赔等流程发给我或我的岗位的通知")),
    Topic.COMMENT: (_l("留言"), _l("我参与的案件里有人留言")),
    Topic.SUBSTITUTION: (_l("代理"), _l("我代理别人，或别人代理我")),
    Topic.CLOCK: (_l("时限"), _l("我的任务的时限暂停或恢复")),
    Topic.INCIDENT: (_l("异常"), _l("案件停下来，等运营处理")),
    Topic.NEW_WORK: (_l("岗位新任务"), _l("我的岗位有新的待领取任务")),
}
"""Name and explanation, in the order of the page."""
PACE_WORDS = {Pace.OFF: _l("不发"), Pace.NOW: _l("马上"), Pace.DIGEST: _l("每日汇总")}
STATE_WORDS = {
    "queued": _l("待发送"),
    "sent": _l("已发送"),
    "failed": _l("没有送达"),
    "dropped": _l("不再发送"),
}
PROBLEM_WORDS = {
    Problem.ADDRESS_REFUSED: _l("对方说没有这个地址"),
    Problem.HOST_NOT_ALLOWED: _l("地址不在允许的主机名单里"),
    Problem.LOGIN_FAILED: _l("邮件服务器不接受登录"),
    Problem.NO_ADDRESS: _l("没有设置地址"),
    Problem.NOT_CONFIGURED: _l("系统没有配置这个渠道"),
    Problem.PRIVATE_ADDRESS: _l("主机指向内部网络地址"),
    Problem.REFUSED: _l("对方没有接受"),
    Problem.RESTING: _l("对方刚才没有应答，稍后再试"),
    Problem.TIMED_OUT: _l("对方没有按时应答"),
    Problem.UNREACHABLE: _l("连接不上"),
    Problem.UNSAFE: _l("连接没有可信的加密"),
}


def say_problem(problem: str | None) -> str:
    """Why a message did not get through, with the other side's code; a program's own word for it is for the log."""
    if not problem:
        return ""
    name, _, code = problem.partition(" ")
    said = str(PROBLEM_WORDS[Problem(name)])
    return gettext("%(reason)s（%(fields)s）", reason=said, fields=code) if code.isdigit() else said
