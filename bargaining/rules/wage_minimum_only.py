"""Is anybody paid the minimum wage and not a cent more? W-ONLY-MINIMUM.

劳社部函〔2007〕20号 三(三): who fares well should pay more; who cannot needs the consent of the
workers or their congress, and files it with the authority.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.wage_clauses import is_beijing
from bargaining.rules.wage_findings import Finding, Rule, Severity, to_cent
from bargaining.rules.wage_floors import countable_amount, rules_of
from bargaining.rules.wage_law import amount_of, source_basis
from bargaining.rules.wage_posts import WagePost
from bargaining.rules.wage_question import ProfitState, WageQuestion

_LETTER = Basis("关于进一步健全最低工资制度的通知（劳社部函〔2007〕20号）", "三（三）")
# Beijing said it once in a notice of its own, which the next notice replaced.
_BEIJING = Basis("关于调整北京市2013年最低工资标准的通知（京人社劳发〔2012〕349号）", "四")
_BEIJING_FROM, _BEIJING_TO = date(2013, 1, 1), date(2014, 3, 31)


def minimum_only_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Point at posts paid exactly the minimum wage (按最低工资标准支付); silent once approved."""
    if asked.clauses.minimum_approved:
        return
    for post in asked.table.posts:
        countable = countable_amount(post, law=asked.law)
        if countable is not None and rules_of(post) == (Rule.MONTHLY,):
            yield from _exactly_minimum(asked, post, countable)


def _exactly_minimum(asked: WageQuestion, post: WagePost, countable: Decimal) -> Iterator[Finding]:
    for day in asked.term.days_of_change([asked.law.monthly]):
        floor = asked.law.monthly.value_on(day)
        if countable == amount_of(floor):
            yield Finding(
                rule=Rule.ONLY_MINIMUM,
                severity=Severity.NOTE,
                message=f"{post.post}计入最低工资的工资恰好等于最低工资标准。{_words(asked)}",
                row=post.row,
                post=post.post,
                value=to_cent(countable),
                limit=to_cent(amount_of(floor)),
                starts_on=day,
                basis=_basis(asked, on=day, source=source_basis(floor)),
            )
            return


def _words(asked: WageQuestion) -> str:
    fares_well = asked.clauses.profit_state in (ProfitState.GROWING, ProfitState.STEADY)
    words = (
        "生产经营正常、效益增长的单位，原则上应高于最低工资标准支付；"
        if fares_well
        else "因生产经营原因确须按最低工资标准支付的，"
    )
    words += "应经全体职工或者职工代表大会讨论同意，并报人社部门备案，请补充材料。"
    if is_beijing(asked.law):
        words += "按最低工资标准发放工资的企业是工资集体协商的重点对象。"
    return words


def _basis(asked: WageQuestion, *, on: date, source: Basis) -> tuple[Basis, ...]:
    beijing = is_beijing(asked.law) and _BEIJING_FROM <= on <= _BEIJING_TO
    return (_LETTER, *([_BEIJING] if beijing else []), source)
