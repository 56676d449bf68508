"""What holds for people past their retiring age, and from which day? W-RETIRED.

超龄劳动者基本权益保障暂行规定 (人力资源社会保障部等五部门令第56号) is in force from 2026-07-01: for
normal work the minimum wage holds (第11条), in money and monthly (第12条), with a written
agreement (第6条), overtime as 劳动法 has it (第9条) and work injury insurance (第15条). Before
that day nothing is said here; that their wage is held to the floor on every day of the term is
W-FLOOR-MONTHLY's.
"""

from __future__ import annotations

from bargaining.rules.basis import Basis
from bargaining.rules.wage_findings import Finding, Rule, Severity, day_words, to_cent
from bargaining.rules.wage_floors import countable_amount, rules_of
from bargaining.rules.wage_law import OVERAGE_RULES_SINCE, RULES_ON_OVERAGE, Term, WageLaw
from bargaining.rules.wage_posts import WagePost
from bargaining.rules.wage_question import WageQuestion

_BASIS = tuple(
    Basis(RULES_ON_OVERAGE, article) for article in ("第6条", "第9条", "第11条", "第12条", "第15条")
)


def retired_findings(asked: WageQuestion) -> list[Finding]:
    """Say of every post past the retiring age what is to be looked at (超龄、退休返聘)."""
    table, law, term = asked.table, asked.law, asked.term
    if term.last_on < OVERAGE_RULES_SINCE:
        return []
    return [_note(post, law=law, term=term) for post in table.posts if post.is_overage]


def _note(post: WagePost, *, law: WageLaw, term: Term) -> Finding:
    on = max(term.first_on, OVERAGE_RULES_SINCE)
    monthly = rules_of(post) == (Rule.MONTHLY,)
    countable = countable_amount(post, law=law) if monthly else None
    floor = law.monthly.find(on) if countable is not None else None
    limit = None if floor is None else floor.value
    begun = term.first_on > OVERAGE_RULES_SINCE
    since = "" if begun else f"{day_words(OVERAGE_RULES_SINCE)}起，"
    return Finding(
        rule=Rule.RETIRED,
        severity=Severity.NOTE,
        message=f"{post.post}按超龄人员列示。{since}超龄人员提供正常劳动的，报酬不得低于最低工资标准，"
        "以货币支付、至少每月一次；应订立书面用工协议，参加工伤保险，安排加班的依法支付加班工资。"
        "请核对。弹性延迟退休期间的职工仍按劳动合同办理，不属超龄。",
        row=post.row,
        post=post.post,
        value=None if countable is None or limit is None else to_cent(countable),
        limit=None if limit is None else to_cent(limit),
        starts_on=on,
        basis=_BASIS,
    )
