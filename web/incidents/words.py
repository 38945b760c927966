"""What an incident is called: a sentence per kind, for people; the engine's own words stand below, as it wrote them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

KIND_WORDS = {
    "assignment": _l("不能确定这一步由谁办、何时到期。"),
    "called_process": _l("要调用的流程不存在，或调用层数太深。"),
    "collection": _l("要逐项办理的清单不能用。"),
    "condition": _l("判断走向的条件算不出是或否。"),
    "decision": _l("决策表没有得出结果。"),
    "endless_loop": _l("同一步骤反复执行，没有停下来的地方。"),
    "event": _l("消息、信号或错误的名称不能确定。"),
    "form": _l("表单里的一项计算没有尽头，任务不能完成。"),
    "io_mapping": _l("步骤的输入或输出数据不能取得。"),
    "job_failed": _l("自动步骤多次没有成功，不再自动重试。"),
    "no_flow": _l("没有一个走向的条件成立，也没有默认走向。"),
    "script": _l("步骤里的计算没有成功。"),
    "stuck": _l("在等不会再来的另一条路，案件不能继续。"),
    "timer": _l("定时的时间写得不对。"),
    "too_much": _l("一次要办的项目太多。"),
    "unhandled_error": _l("出现了流程没有处理办法的错误。"),
}


def incident_words(kind: str, sentence: str) -> str:
    """The sentence of this kind; of one that nobody has words for, the engine's own."""
    return str(KIND_WORDS.get(kind, sentence))
