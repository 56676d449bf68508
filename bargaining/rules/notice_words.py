"""How is a notice said to whom the persons of a case are no business?"""

from __future__ import annotations

import re

from bargaining.rules.notices import Notice
from bargaining.rules.states import SIDE_LABELS

# The rules whose sentences name persons, and what is said in their place after the side.
_NAMELESS = {
    "P-SIGNER": "签字人不是登记的首席代表。",
    "R-CHAIR-EMPLOYER": "工会主席与法定代表人为同一人，请核对由谁代表职工方。",
    "R-BOTH-SIDES": "有人同时列入双方名单，双方代表不得相互兼任。",
    "R-CHIEF-POST": "首席代表同时担任企业职务，建议委托其他职工代表任首席，或者请指导员到场。",
    "R-CONTRACT": "有代表的劳动合同在履职期间期满，期限自动延长至完成履行职责之时。",
    "R-MANDATE": "有代表在开会或者签字之日委托已经到期，请补办委托书，并请委托人书面确认。",
    "R-CHIEF-INSIDE": "首席代表为外聘人员，首席代表不得由非本单位人员担任。",
    "R-TWICE": "名单中有人重复出现。",
}

# Where the people are too few to be told, the rows are not told either: a row may be a person.
_FEW_PAID = re.compile(r"(?<=实发工资)有 \d+ 行低于约定")


def plain(notice: Notice) -> str:
    """Say a notice without anybody's name (不含姓名的提示)."""
    words = _NAMELESS.get(notice.rule_id)
    if words is None:
        return _FEW_PAID.sub("有低于约定的", notice.message)
    return f"{_side(notice.message)}{words}"


def _side(message: str) -> str:
    return next((side for side in SIDE_LABELS.values() if message.startswith(side)), "")
