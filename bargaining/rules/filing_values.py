"""Which values does the labour authority's own site ask for, and in which order?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

SETTING = "filing_values"

# Every value that can be copied, in the order a new office begins with.
LABELS: Mapping[str, str] = {
    "employer_name": "单位名称",
    "uscc": "统一社会信用代码",
    "legal_representative": "法定代表人",
    "employer_address": "单位地址",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "union_name": "工会名称",
    "headcount": "职工人数",
    "women": "女职工人数",
    "contract_title": "合同名称",
    "signed_on": "签订日期",
    "term_from": "合同期限起",
    "term_to": "合同期限止",
    "covered": "覆盖人数",
    "last_average": "上年月平均工资（元）",
    "this_average": "本年月平均工资（元）",
    "rise_rate": "平均工资调整幅度（%）",
    "lowest_pay": "最低岗位月工资（元）",
    "minimum_wage": "当地最低工资标准（元）",
    "delivered_on": "要约送达日期",
    "replied_on": "应约日期",
    "congress_form": "审议形式",
    "congress_on": "职代会日期",
    "entitled": "应到人数",
    "present": "实到人数",
    "in_favour": "赞成票数",
    "union_chief": "职工方首席代表",
    "employer_chief": "企业方首席代表",
    "case_number": "案号",
}
DEFAULT = tuple(key for key in LABELS if key not in {"women", "minimum_wage", "case_number"})


def as_setting(order: Iterable[str]) -> dict[str, Any]:
    """Put an office's order into the shape that is stored (抄录顺序)."""
    return {"order": [key for key in dict.fromkeys(order) if key in LABELS]}


def read_setting(value: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Read an office's order (抄录顺序); what it never knew or emptied is the usual one."""
    said = value.get("order", []) if value else []
    return tuple(key for key in dict.fromkeys(said) if key in LABELS) or DEFAULT
