"""By what may coverage be counted? The words of the question, and what people call them."""

from __future__ import annotations

from enum import StrEnum


class Denominator(StrEnum):
    """Which enterprises are asked about (分母口径)."""

    UNIONISED = "unionised"
    UNIONISED_100 = "unionised_100"
    SEPARATE = "separate"
    OPERATING = "operating"
    UNIONISED_100_OPERATING = "unionised_100_operating"
    ALL = "all"


DENOMINATOR_LABELS: dict[Denominator, str] = {
    Denominator.UNIONISED: "建会企业",
    Denominator.UNIONISED_100: "百人以上建会企业",
    Denominator.SEPARATE: "单独建会企业",
    Denominator.OPERATING: "正常经营企业",
    Denominator.UNIONISED_100_OPERATING: "正常经营的百人以上建会企业",
    Denominator.ALL: "全部企业",
}


class Numerator(StrEnum):
    """By which way of contract an enterprise counts as covered (分子口径)."""

    ANY = "any"
    OWN = "own"
    REGION = "region"
    INDUSTRY = "industry"


NUMERATOR_LABELS: dict[Numerator, str] = {
    Numerator.ANY: "各种方式（去重）",
    Numerator.OWN: "单独签订",
    Numerator.REGION: "区域性合同覆盖",
    Numerator.INDUSTRY: "行业性合同覆盖",
}


class Stage(StrEnum):
    """How far a contract must have come to count (统计阶段).

    `signed`, `filed` (with proof of receipt) and `effective` count whoever ever came so far;
    `live` asks for a contract in force on the day: 生效日 ≤ 当日 ≤ 期满日, both included.
    """

    SIGNED = "signed"
    FILED = "filed"
    EFFECTIVE = "effective"
    LIVE = "live"

    @property
    def level(self) -> int:
        """Number the stages from 1, the first, to 4 (阶段序号)."""
        return _LEVELS[self]


_LEVELS = {stage: number for number, stage in enumerate(Stage, start=1)}
STAGE_LABELS: dict[Stage, str] = {
    Stage.SIGNED: "已签订",
    Stage.FILED: "已报送（有回执）",
    Stage.EFFECTIVE: "已生效",
    Stage.LIVE: "期内有效",
}


class Grouping(StrEnum):
    """By what the figures are broken down (分组)."""

    DISTRICT = "district"
    STREET = "street"
    INDUSTRY = "industry"
    OWNERSHIP = "ownership"
    SIZE = "size"


GROUPING_LABELS: dict[Grouping, str] = {
    Grouping.DISTRICT: "区",
    Grouping.STREET: "街道（乡镇）",
    Grouping.INDUSTRY: "行业门类",
    Grouping.OWNERSHIP: "登记注册类型",
    Grouping.SIZE: "职工人数",
}
