"""How does the average rise stand beside the guideline? W-GUIDE and W-GUIDE-INDUSTRY, notes only.

工资指导线 is advice for the enterprise's average, never a verdict on a post (工资集体协商试行办法
第8条), and a line published after the signature says nothing about the agreement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.wage_findings import Finding, Rule, Severity, per_cent
from bargaining.rules.wage_industry_lines import (
    IndustryLines,
    find_industry_lines,
    last_industry_lines,
)
from bargaining.rules.wage_law import TRIAL_MEASURES
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_question import ProfitState, WageQuestion
from bargaining.rules.wage_rises import Guideline, average_rise, find_guideline, last_guideline

_BASIS = Basis(TRIAL_MEASURES, "第8条")
_IN_TROUBLE = (ProfitState.DECLINING, ProfitState.LOSS)
_TROUBLE_WORDS = (
    "效益下降或亏损的企业经协商可以零增长或负增长，各岗位仍不得低于最低工资标准，"
    "请补充困难说明和职代会讨论或协商一致的材料"
)
_PLAIN_WORDS = "请补充困难说明和职代会讨论或协商一致的材料"
_ADVICE = "指导线供协商参考。"


@dataclass(frozen=True)
class _Rise:
    """The average rise, or why it is not held against a guideline."""

    rate: Decimal | None
    why_not: str = ""


def guideline_findings(asked: WageQuestion) -> Iterator[Finding]:
    """Set the average rise beside the guideline of the term's first year (工资指导线提示)."""
    if all(post.answers_to is Form.PART_TIME for post in asked.table.posts):
        return
    rise = _comparable_rise(asked)
    if rise.rate is None:
        yield _note(rise.why_not)
    else:
        found = _base(asked, rise)
        yield from [] if found is None else [found]
    if asked.industry is not None and not (rise.rate is not None and rise.why_not):
        industry = _industry(asked, rise.rate, asked.industry)
        yield from [] if industry is None else [industry]


# ── what there is to compare ─────────────────────────────────────────────────────────────────


def _comparable_rise(asked: WageQuestion) -> _Rise:
    """Take the rise on the same posts only, where it speaks for enough of the workers."""
    table, workforce, share = asked.table, asked.clauses.workforce, asked.guideline_share
    rise = average_rise(table)
    if rise is None or rise.rate is None:
        return _Rise(None, _why_no_rise(asked))
    if workforce is not None and table.people < workforce * share:
        return _Rise(
            rise.rate,
            f"工资表 {table.people} 人，不足职工人数 {workforce} 人的 {per_cent(share)}，"
            f"平均增幅 {per_cent(rise.rate)} 不与工资指导线比较。",
        )
    monthly = sum(post.people for post in table.posts if post.answers_to is not Form.PART_TIME)
    if rise.people < monthly * share:
        return _Rise(
            rise.rate,
            f"协商前后可比的岗位 {rise.people} 人，不足工资表 {monthly} 人的 {per_cent(share)}，"
            f"岗位构成变化较大，平均增幅 {per_cent(rise.rate)} 不与工资指导线比较。",
        )
    return _Rise(rise.rate)


def _why_no_rise(asked: WageQuestion) -> str:
    labels = {"before_amount": "协商前月工资", "proposed_amount": "协商后月工资"}
    absent = [labels[field] for field in labels if field not in asked.table.columns]
    if absent:
        names = "".join(f"“{label}”" for label in absent)
        return f"未检查：缺少{names}一列，平均增幅未计算，未与工资指导线比较。"
    return "未检查：缺少协商前后都有金额的岗位，平均增幅未计算，未与工资指导线比较。"


# ── the city's lines ─────────────────────────────────────────────────────────────────────────


def _base(asked: WageQuestion, rise: _Rise) -> Finding | None:
    rate, signed_on = rise.rate or Decimal(0), asked.clauses.signed_on
    year = asked.term.first_on.year
    if find_guideline(asked.law, year=year) is None:
        return _not_recorded(asked, rate)
    guideline = find_guideline(asked.law, year=year, signed_on=signed_on)
    if guideline is None:
        return None
    if signed_on is not None and not guideline.is_surely_before(signed_on):
        return _note(
            f"{year} 年{asked.law.place_name}工资指导线的发布日未收录，不能确定是否在签字之前，"
            f"平均增幅 {per_cent(rate)} 未作比较。",
            value=rate,
        )
    if rise.why_not:
        return _note(rise.why_not, value=rate)
    return _compared(asked, rate, guideline)


def _not_recorded(asked: WageQuestion, rate: Decimal) -> Finding:
    year = asked.term.first_on.year
    message = (
        f"系统未收录 {year} 年{asked.law.place_name}工资指导线，"
        f"平均增幅 {per_cent(rate)} 未作比较。"
    )
    reference = last_guideline(asked.law, before=year, signed_on=asked.clauses.signed_on)
    if reference is not None:
        message += f"最近收录的是 {reference.year} 年：{reference.words()}，仅供参考。"
    if rate < 0:
        message += f"平均工资下降，{_why_down(asked)}。"
    basis = () if reference is None else reference.basis()
    return _note(message, value=rate, basis=basis)


def _compared(asked: WageQuestion, rate: Decimal, guideline: Guideline) -> Finding:
    words, limit = _placed(asked, rate, guideline)
    return _note(
        f"系统提示：平均增幅 {per_cent(rate)}；{guideline.year} 年{asked.law.place_name}工资指导线"
        f"（{guideline.words()}）：{words}。{_ADVICE}",
        value=rate,
        limit=limit,
        basis=guideline.basis(),
    )


def _placed(asked: WageQuestion, rate: Decimal, guideline: Guideline) -> tuple[str, Decimal | None]:
    low = guideline.base_low_rate
    high = low if guideline.base_high_rate is None else guideline.base_high_rate
    upper, lower = guideline.upper_rate, guideline.lower_rate
    if upper is not None and rate > upper:
        return "高于上线，国有企业请核对是否在核定的工资总额内", upper
    if rate < 0:
        return f"平均工资下降，{_why_down(asked)}", lower
    if lower is not None and rate < lower:
        return f"低于下线，{_why_down(asked)}", lower
    if low is None:
        return "基准线未收录，未作比较", None
    if rate < low:
        return "低于基准线", low
    if high is not None and rate > high:
        return "高于基准线", high
    return ("与基准线持平" if low == high else "在基准线区间内"), low


def _why_down(asked: WageQuestion) -> str:
    return _TROUBLE_WORDS if asked.clauses.profit_state in _IN_TROUBLE else _PLAIN_WORDS


# ── the industry's lines ─────────────────────────────────────────────────────────────────────


def _industry(asked: WageQuestion, rate: Decimal | None, code: str) -> Finding | None:
    year, signed_on = asked.term.first_on.year, asked.clauses.signed_on
    lines = find_industry_lines(asked.law, year=year, code=code)
    if lines is None:
        return _industry_not_recorded(asked, code)
    if rate is None:
        return None
    if signed_on is not None and lines.published_after(signed_on):
        return None
    words, limit = _beside_lines(rate, lines)
    return _note(
        f"系统提示：平均增幅 {per_cent(rate)}；{year} 年{asked.law.place_name}{lines.industry}"
        f"工资指导线（{lines.words()}）：{words}。{_ADVICE}",
        value=rate,
        limit=limit,
        basis=lines.basis(),
        rule=Rule.GUIDE_INDUSTRY,
    )


def _beside_lines(rate: Decimal, lines: IndustryLines) -> tuple[str, Decimal | None]:
    if lines.upper_rate is not None and rate > lines.upper_rate:
        return "高于本行业上线，国有企业请核对是否在核定的工资总额内", lines.upper_rate
    if lines.lower_rate is not None and rate < lines.lower_rate:
        return "低于本行业下线", lines.lower_rate
    average = lines.average_rate
    if average is None:
        return "本行业平均线未收录，未作比较", None
    if rate == average:
        return "与本行业平均线持平", average
    return ("低于本行业平均线" if rate < average else "高于本行业平均线"), average


def _industry_not_recorded(asked: WageQuestion, code: str) -> Finding:
    year = asked.term.first_on.year
    message = (
        f"未检查：系统未收录 {year} 年{asked.law.place_name}"
        f"行业代码 {code} 的工资指导线，未作比较。"
    )
    last = last_industry_lines(asked.law, before=year, code=code, signed_on=asked.clauses.signed_on)
    if last is not None:
        message += f"最近收录的是 {last.year} 年{last.industry}：{last.words()}，仅供参考。"
    basis = () if last is None else last.basis()
    return _note(message, rule=Rule.GUIDE_INDUSTRY, basis=basis)


def _note(
    message: str,
    *,
    value: Decimal | None = None,
    limit: Decimal | None = None,
    basis: tuple[Basis, ...] = (),
    rule: Rule = Rule.GUIDE,
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.NOTE,
        message=message,
        value=value,
        limit=limit,
        basis=(_BASIS, *basis),
    )
