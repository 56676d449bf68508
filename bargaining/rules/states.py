"""Where a case stands. Overdue is never a state: it is asked of a day."""

from __future__ import annotations

from enum import StrEnum

from bargaining.rules.deadline_rules import CONTRACT_LABELS


class CaseState(StrEnum):
    """The stations of one yearly cycle (案件状态)."""

    PREPARING = "preparing"
    PROPOSED = "proposed"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    TALKING = "talking"
    SUSPENDED = "suspended"
    DEADLOCKED = "deadlocked"
    COORDINATING = "coordinating"
    DRAFTED = "drafted"
    VOTE_PASSED = "vote_passed"
    VOTE_FAILED = "vote_failed"
    SIGNED = "signed"
    FILED = "filed"
    OBJECTED = "objected"
    EFFECTIVE = "effective"
    PUBLISHED = "published"
    TERMINATED = "terminated"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Name the station as people say it (状态名称)."""
        return LABELS[self]


LABELS: dict[CaseState, str] = {
    CaseState.PREPARING: "准备",
    CaseState.PROPOSED: "已要约，尚未答复",
    CaseState.DECLINED: "对方暂不同意",
    CaseState.ACCEPTED: "已应约",
    CaseState.TALKING: "协商中",
    CaseState.SUSPENDED: "协商中止",
    CaseState.DEADLOCKED: "协商未达成一致",
    CaseState.COORDINATING: "人社部门协调中",
    CaseState.DRAFTED: "草案已形成",
    CaseState.VOTE_PASSED: "审议通过",
    CaseState.VOTE_FAILED: "审议未通过",
    CaseState.SIGNED: "已签字，待报送",
    CaseState.FILED: "已报送，待审查",
    CaseState.OBJECTED: "审查有异议",
    CaseState.EFFECTIVE: "已生效，待公布",
    CaseState.PUBLISHED: "已公布，履行中",
    CaseState.TERMINATED: "已终止，待备案",
    CaseState.CLOSED: "已办结",
}


# By the code in an event's payload.
KIND_WORDS: dict[str, str] = {kind.value: label for kind, label in CONTRACT_LABELS.items()}


class ContractWay(StrEnum):
    """Who concludes a contract for whom (签订方式)."""

    OWN = "own"
    GROUP = "group"
    REGION = "region"
    INDUSTRY = "industry"


WAY_LABELS: dict[ContractWay, str] = {
    ContractWay.OWN: "企业单独签订",
    ContractWay.GROUP: "集团（总分）签订",
    ContractWay.REGION: "区域性",
    ContractWay.INDUSTRY: "行业性",
}


class Side(StrEnum):
    """One of the two sides at the table (协商方)."""

    UNION = "union"
    EMPLOYER = "employer"


SIDE_LABELS: dict[Side, str] = {Side.UNION: "职工方", Side.EMPLOYER: "企业方"}


class Holder(StrEnum):
    """Whose duty a step is (义务人)."""

    UNION = "union"
    EMPLOYER = "employer"
    BOTH = "both"
    AUTHORITY = "authority"
    GOVERNMENT = "government"
    SYSTEM = "system"


HOLDER_LABELS: dict[Holder, str] = {
    Holder.UNION: "工会",
    Holder.EMPLOYER: "企业",
    Holder.BOTH: "双方",
    Holder.AUTHORITY: "人力资源和社会保障局",
    Holder.GOVERNMENT: "政府、有关部门",
    Holder.SYSTEM: "系统",
}
