"""Who was called or visited in the example data, when, and what came of it?"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bargaining.actions.contacts import Entry
from bargaining.actions.demo_cycles import Station, working_day
from bargaining.actions.demo_register import Firm

# How many days ago enterprises were heard of last: most lately, some for a long time not.
_AGES = ((1, 6, 40), (7, 13, 25), (15, 29, 15), (31, 75, 20))
# Of the cases, those at hand are called again when instructors are sent out.
_CALLED, _CALLED_IN_CASE = 0.6, 0.35
_SAID = (
    ("phone", "企业同意月底前给书面答复。", "月底再打电话", 9),
    ("phone", "法定代表人出差，请下周再联系。", "下周联系法定代表人", 6),
    ("visit", "到单位看了工资表，主席希望先谈夜班津贴。", "送草案样本", 12),
    ("visit", "企业担心增幅过高，讲解了指导线和近三年的做法。", "约双方首席代表见面", 8),
    ("message", "已提醒公布协商代表名单，主席说本周贴出来。", "", 0),
    ("phone", "主席已收到提醒，材料在准备。", "", 0),
)
_SAID_WITHOUT_CASE = (
    ("phone", "企业今年还没有安排协商，答应九月以后谈。", "届时送达要约书", 20),
    ("visit", "走访了解到合同快到期，主席想续签。", "送续签要约书样本", 7),
    ("phone", "电话没有人接。", "换时间再打", 4),
)


@dataclass(frozen=True)
class Call:
    """One call or visit on its day (示例联系)."""

    firm: Firm
    entry: Entry


def calls(
    chance: random.Random,
    dealt: Sequence[tuple[Firm, Station]],
    *,
    begun: dict[int, date],
    today: date,
) -> Iterator[Call]:
    """Invent who was heard of when (编排联系), never before a cycle had begun."""
    weights = [weight for _first, _last, weight in _AGES]
    for firm, station in dealt:
        if chance.random() >= (_CALLED_IN_CASE if station.acts else _CALLED):
            continue
        first, last, _weight = chance.choices(_AGES, weights)[0]
        on = working_day(today - timedelta(days=chance.randint(first, last)))
        begun_on = begun.get(firm.id)
        if begun_on is not None and on <= begun_on:
            continue  # what was said before the cycle began is not told
        method, result, next_step, days = chance.choice(
            _SAID if station.acts else _SAID_WITHOUT_CASE
        )
        yield Call(
            firm,
            Entry(
                on=on,
                method=method,
                with_whom=f"{firm.fields['chair_name']}（主席）",
                result=result,
                next_step=next_step,
                next_on=on + timedelta(days=days) if days else None,
            ),
        )
