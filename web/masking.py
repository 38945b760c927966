"""Masks of DOMAIN §8: what a list, a history or a notice may show of a person. Always done on the server."""

from __future__ import annotations

from typing import Any

import orjson
from flask_babel import gettext

from handlers.masks import mask_address, mask_mobile, mask_name, mask_number
from handlers.parameter_words import CYCLE, value_text
from handlers.task_limits import TASKS
from web.i18n.dates import say_if_day
from web.names import name_of_actor
from web.site import site


def mask_email(address: str) -> str:
    """anna@example.com → a***@example.com."""
    local, at, host = address.strip().partition("@")
    return f"{local[:1]}***{at}{host}" if at else "****"


UNDERWRITING = "underwriting"
HEALTH_PROCESSES = frozenset(
    {UNDERWRITING, "servicing_underwriting", "claim_assessment", "claim_investigation", "claim_determination"}
)
"""Processes whose decisions look at health data (`bpmn/README.md`: `risk` lives only inside underwriting)."""
PLAIN_NAMES = frozenset(
    {
        "application_id",
        "application_no",
        "agent_id",
        "applicant_id",
        "claim_id",
        "claim_no",
        "claim_outcome",
        "claim_outcome_text",
        "clock_text",
        "customer_id",
        "determination_result",
        "insured_id",
        "investigation_due_at",
        "investigation_id",
        "policy_id",
        "policy_no",
        "decision_id",
        "sla",
        "servicing_id",
        "servicing_no",
        "servicing_reminders",
        "item",
        "item_code",
        "item_name",
        "underwriting_result",
    }
)
"""What is known outside underwriting anyway: who, which, and how it ended."""
HEALTH_NAMES = frozenset(
    [
        "risk",
        "health",
        "findings",
        "disclosures",
        "measurements",
        "paper_facts",
        "risk_levels",
        "claim_types",
        "documents",
        "paper_choices",
        "papers_text",
        "risk_level",
        "risk_reason",
    ]
)
PEOPLE_NAMES = frozenset({"agent_id", "started_by", "submitted_by", "proposers", "requesters"})
"""Accounts of the staff, one or several: shown by name."""
LIMITS = "sla"
FORM_NAMES = frozenset({"answers"})
"""What a person filled in: a handler moves it to sealed tables in the same step."""
_NAME_KEYS = frozenset({"name", "applicant_name", "insured_name", "customer_name", "payer_name", "account_holder"})
_MOBILE_KEYS = frozenset({"mobile", "phone", "telephone"})
_NUMBER_KEYS = frozenset({"id_no", "id_number", "account", "account_no", "bank_account"})
_CLOSED_KEYS = frozenset({"employer", "signature", "income", "signed_name"})
LONGEST = 160


def say_value(name: str, value: Any, *, process_id: str = "", sees_health: bool) -> str:
    """A variable's value for a history: personal data masked, health data closed to who may not see it.

    `process_id`: where the value was set or looked at; within underwriting everything may tell of health.
    """
    if process_id in HEALTH_PROCESSES and name not in PLAIN_NAMES and value is not None and not sees_health:
        if process_id in (UNDERWRITING, "servicing_underwriting"):
            return gettext("（核保数据，仅核保和理赔可见）")
        return gettext("（健康信息，仅核保和理赔可见）")
    root = name.split(".", maxsplit=1)[0].strip()
    if root in FORM_NAMES and value is not None:
        return gettext("（表单内容，保存在加密的业务记录里）")
    if (root in HEALTH_NAMES or name in HEALTH_NAMES) and value is not None and not sees_health:
        return gettext("（健康信息，仅核保和理赔可见）")
    if root in PEOPLE_NAMES and (ids := [value] if isinstance(value, str) else value):
        value = [name_of_actor(str(one)) for one in ids]
    if root == LIMITS and isinstance(value, dict):
        value = {_task_name(task): days for task, days in value.items()}
    if isinstance(value, str) and CYCLE.fullmatch(value):
        return site().labels.say_composed(value_text(name, value, "cycle"))
    return _shorten(_words(mask_value(name.rsplit(".", maxsplit=1)[-1], value)))


def _task_name(task: str) -> str:
    """What a limit of the diagrams is of: `sla.check_papers`; the servicing processes say theirs without the prefix."""
    return TASKS.get(f"sla_{task}") or TASKS.get(f"sla_servicing_{task}") or task


def mask_value(key: str, value: Any) -> Any:
    """The value with personal fields masked, at any depth."""
    if isinstance(value, dict):
        return {inner: mask_value(inner, one) for inner, one in value.items()}
    if isinstance(value, list):
        return [mask_value(key, one) for one in value]
    if not isinstance(value, str) or not value:
        return value
    if key in _NAME_KEYS:
        return mask_name(value)
    if key in _MOBILE_KEYS:
        return mask_mobile(value)
    if key in _NUMBER_KEYS:
        return mask_number(value)
    if key == "address":
        return mask_address(value)
    if key == "email":
        return mask_email(value)
    if key in _CLOSED_KEYS:
        return "****"
    return value


def _words(value: Any) -> str:
    if value is None or value == "":
        return gettext("空")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, str):
        return say_if_day(value)
    if isinstance(value, dict):
        labels = site().labels  # only after the masking, which goes by the keys themselves
        named = [(labels.say(labels.say_variable(name)), one) for name, one in value.items()]
        return gettext("；").join(f"{name} {_inner(one)}" for name, one in named) or gettext("空")
    if isinstance(value, list):
        return gettext("、").join(_inner(one) for one in value) or gettext("空")
    return orjson.dumps(value).decode()


def _inner(value: Any) -> str:
    words = _words(value)
    return f"({words})" if isinstance(value, dict | list) and value else words


def _shorten(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
