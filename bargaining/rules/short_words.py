"""How are an enterprise and a step named where a calendar leaves room for a few characters?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

# What is to be done, by duty, in as few characters as a square of a calendar holds.
STEPS: Final[Mapping[str, str]] = {
    "reply": "书面答复",
    "data": "提供资料",
    "representatives_appoint": "产生代表",
    "representatives_publish": "公布代表",
    "representative_vacancy": "补选代表",
    "suspend": "恢复协商",
    "congress_document": "提交审议文件",
    "file": "报送",
    "file_industry": "报送",
    "review": "审查期满",
    "review_objection": "送达意见书",
    "refile": "重新报送",
    "publish": "公布合同",
    "publish_general": "公布合同",
    "renew_wage": "提出新一轮",
    "renew_general": "提出续订",
    "coordinate": "协调期满",
    "terminate_file": "终止备案",
    "change_file": "报送变更",
    "annual_report": "报告履行",
    "union_demand_reply": "答复工会",
    "government_feedback": "告知结果",
    "arbitration_accept": "仲裁受理",
    "arbitration_notice": "告知受理",
    "sue": "起诉",
    "delayed_pay": "付清工资",
    "minimum_wage_notice": "公示标准",
    "minimum_wage_adjust": "调整标准",
    "platform_cycle": "平台协商",
    "platform_publish": "公布成果",
}
_ASIDE: Final = re.compile("（[^）]*）")
# The longest first: of 有限责任公司 nothing but the whole is cut off.
_FORMS: Final = re.compile(
    "(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|分公司|公司|普通合伙|有限合伙)$"
)
_SHORTEST: Final = 2


def step_words(proof: Mapping[str, Any]) -> str:
    """Name the step a deadline is about, as short as can be (步骤简称)."""
    words = STEPS.get(str(proof.get("duty") or ""))
    return words or _ASIDE.sub("", str(proof.get("label") or "")) or "期限"


def short_name(name: str, *, places: tuple[str, ...] = ()) -> str:
    """Leave out of an enterprise's name its place and its legal form (企业简称).

    `places` are the names that may stand at the beginning, such as 北京市 and 海淀区, with or
    without their last character. What would be left too short to be known stays whole.
    """
    short = _without_form(name.strip())
    for place in places:
        short = _without_place(short, place)
    return short if len(short) >= _SHORTEST else name.strip()


def _without_form(name: str) -> str:
    # A branch says its head's form before its own: 甲有限公司乙分公司.
    cut = _FORMS.sub("", name)
    return cut if len(cut) >= _SHORTEST else name


def _without_place(name: str, place: str) -> str:
    for start in (place, place[:-1]):
        if len(start) >= _SHORTEST and name.startswith(start):
            rest = name[len(start) :]
            return rest if len(rest) >= _SHORTEST else name
    return name
