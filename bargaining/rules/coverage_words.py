"""What do the coverage figures count, said in words?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from bargaining.rules.coverage import Denominator, Numerator, Question, Stage, Standing
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind

_ASKED: Mapping[Denominator, str] = {
    Denominator.UNIONISED: "该日已建会的企业",
    Denominator.UNIONISED_100: "该日已建会、职工一百人以上（含一百人）的企业",
    Denominator.SEPARATE: "该日已建会、单独建立工会的企业",
    Denominator.OPERATING: "该日正常经营的企业，不论是否建会",
    Denominator.UNIONISED_100_OPERATING: "该日已建会、职工一百人以上（含一百人）、正常经营的企业",
    Denominator.ALL: "该日名册上的全部企业，不论是否建会",
}
_BY: Mapping[Numerator, str] = {
    Numerator.ANY: "单独签订的与区域性、行业性合同覆盖的合并去重",
    Numerator.OWN: "只计企业（集团）自己签订的，不计被区域性、行业性合同覆盖的",
    Numerator.REGION: "只计被区域性合同覆盖的",
    Numerator.INDUSTRY: "只计被行业性合同覆盖的",
}
_REACHED: Mapping[Stage, str] = {
    Stage.SIGNED: "到该日为止签订过{kind}的",
    Stage.FILED: "到该日为止报送过{kind}、有收到凭证或已经生效的",
    Stage.EFFECTIVE: "到该日为止有{kind}生效过的，不论现在是否期满",
    Stage.LIVE: "该日有有效{kind}的（自生效日起至期满日止，两头都算）",
}


def denominator_in_words(question: Question) -> str:
    """Say who is asked about (分母说明)."""
    return f"{_ASKED[question.denominator]}。"


def numerator_in_words(question: Question, *, kind: ContractKind) -> str:
    """Say who counts as covered (分子说明)."""
    reached = _REACHED[question.stage].format(kind=CONTRACT_LABELS[kind])
    return f"{reached}；{_BY[question.numerator]}。区域性、行业性合同只计签字名册上的企业。"


COLUMN_LABELS: Mapping[str, str] = {
    "enterprises": "企业",
    "covered": "覆盖",
    "uncovered": "未覆盖",
    "covered_own": "单独签订",
    "covered_region": "区域覆盖",
    "covered_industry": "行业覆盖",
    "presumed": "推定待核",
    "lapsing_90": "90天内到期",
    "expired": "到期未续",
    "in_talks": "期满在谈",
    "lapsed": "断档",
    "workers": "职工",
    "workers_covered": "覆盖职工",
}
LIST_NAMES: Mapping[str, str] = {
    "enterprises": "全部企业",
    "covered": "已覆盖的企业",
    "uncovered": "未覆盖的企业",
    "covered_own": "单独签订的企业",
    "covered_region": "区域性合同覆盖的企业",
    "covered_industry": "行业性合同覆盖的企业",
    "presumed": "推定生效待核的企业",
    "lapsing_90": "90 天内到期的企业",
    "expired": "到期未续的企业",
    "in_talks": "期满在谈的企业",
    "lapsed": "断档的企业",
}
COLUMN_MEANINGS: Mapping[str, str] = {
    "enterprises": "分母内的全部企业。",
    "covered": "按所选口径计为覆盖的企业。",
    "uncovered": "分母内还没有覆盖的企业。",
    "covered_own": "有自己（或集团）签订的合同，达到所选阶段的企业。",
    "covered_region": "在区域性合同的签字名册上，合同达到所选阶段的企业。",
    "covered_industry": "在行业性合同的签字名册上，合同达到所选阶段的企业。",
    "presumed": "审查期已过而没有收到意见，但收到凭证或届满日还待核的企业；不计入覆盖。",
    "lapsing_90": "现有合同在 90 天内全部期满、还没有接续的企业。",
    "expired": "上一份合同已经期满或终止、现在没有有效合同的企业；其中又分期满在谈和断档。",
    "in_talks": "合同已经期满或终止，新一轮协商已经开始、还没有生效的企业。",
    "lapsed": "合同已经期满或终止，也没有新一轮协商的企业。",
}


class Said(NamedTuple):
    """How an enterprise stands, in words (情况); the tone only repeats it: good amber grey."""

    words: str
    tone: str


def state(one: Standing, *, on: date) -> Said:
    """Say in words how an enterprise stands (情况)."""
    if one.lapses_on is not None:
        days = (one.lapses_on - on).days
        return Said(f"{days} 天后期满" if days else "当天期满", "amber")
    if one.expired or one.presumed:
        said = _ended(one)
        return Said(f"计入，{said}", "grey") if one.covered else Said(said, "amber")
    if one.covered:
        return Said("已覆盖", "good")
    return Said(_not_yet(one, on=on), "grey")


def _not_yet(one: Standing, *, on: date) -> str:
    contract = one.contract
    if contract is None or contract.effective_on is not None:
        return "未覆盖"
    if not contract.walked:
        return "生效日待补"
    if contract.signed_on is not None and contract.signed_on <= on:
        return "已签字，未生效"
    return "在谈" if contract.is_under_way(on=on) else "未覆盖"


def _ended(one: Standing) -> str:
    if one.presumed:
        return "推定待核"
    return "期满在谈" if one.in_talks else "断档"
