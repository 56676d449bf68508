"""Where does a dispute go? Concluding is coordinated, performing is arbitrated: 劳动法 第84条."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bargaining.errors import Refusal
from bargaining.rules.basis import Basis
from bargaining.rules.states import CaseState

LABOUR_LAW = "劳动法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
ARBITRATION = "劳动人事争议仲裁办案规则"


class Dispute(StrEnum):
    """What a dispute is about (争议种类): reaching a collective contract, or keeping it."""

    CONCLUDING = "concluding"
    PERFORMANCE = "performance"


DISPUTE_LABELS: Mapping[Dispute, str] = {
    Dispute.CONCLUDING: "签订集体合同的争议",
    Dispute.PERFORMANCE: "履行集体合同的争议",
}


@dataclass(frozen=True)
class WayOut:
    """One way a dispute can be settled (解决途径).

    `open` is False for a way the law does not give for this kind of dispute; `words` then say
    why. `rule_id` names the clock that runs, if there is one.
    """

    name: str
    open: bool
    words: str
    basis: tuple[Basis, ...]
    rule_id: str = ""


def ways_out(dispute: Dispute, *, place: str) -> tuple[WayOut, ...]:
    """List where a dispute can be taken, in order, and where it cannot (争议解决途径).

    `place` is a GB/T 2260 code; Beijing and Shanghai add their own steps to the nation's.
    """
    if dispute is Dispute.PERFORMANCE:
        return _performance(place)
    return (*_before_coordination(place), _coordination(place), NO_ARBITRATION)


# What is in dispute before there is a contract is what the contract shall say.
_CONCLUDING = frozenset(
    {
        CaseState.PROPOSED, CaseState.DECLINED, CaseState.ACCEPTED, CaseState.TALKING,
        CaseState.SUSPENDED, CaseState.DEADLOCKED, CaseState.COORDINATING, CaseState.DRAFTED,
        CaseState.VOTE_FAILED, CaseState.VOTE_PASSED, CaseState.OBJECTED,
    }
)  # fmt: skip
_ARBITRATING = frozenset({"apply_arbitration", "record_arbitration"})


def why_not_arbitrated(move: str, state: CaseState) -> Refusal | None:
    """Say why a dispute over concluding is not arbitrated (签订争议不能仲裁); None for others."""
    if move not in _ARBITRATING or state not in _CONCLUDING:
        return None
    return Refusal("not_arbitrated", NO_ARBITRATION.words, basis=str(NO_ARBITRATION.basis[0]))


NO_ARBITRATION = WayOut(
    name="劳动争议仲裁",
    open=False,
    words="因签订集体合同发生的争议由人社部门协调处理，不能申请仲裁；履行中的争议才可以。",
    basis=(Basis(LABOUR_LAW, "第84条"),),
)


def _before_coordination(place: str) -> tuple[WayOut, ...]:
    """Shanghai puts the guidance of the union above before the coordination."""
    if not place.startswith("31"):
        return ()
    guidance = WayOut(
        name="提请上级工会指导",
        open=True,
        words="职工一方可以提请上级工会、企业一方可以提请企业方面代表进行指导，仍未一致的再提请协调处理。",
        basis=(Basis(SHANGHAI, "第34条"),),
    )
    return (guidance,)


def _coordination(place: str) -> WayOut:
    local: tuple[Basis, ...] = ()
    words = "向人社部门申请协调处理；未申请的，人社部门认为必要时也可以主动协调。"
    if place.startswith("11"):
        local = (Basis(BEIJING, "第49条"), Basis(BEIJING, "第50条"))
        words = "由一方或者双方向用人单位所在地的区人社部门提出协调处理的书面申请。"
    elif place.startswith("31"):
        local = (Basis(SHANGHAI, "第34条"),)
    return WayOut(
        name="人社部门协调处理",
        open=True,
        words=words,
        basis=(Basis(LABOUR_LAW, "第84条"), Basis(NATIONAL, "第49条"), *local),
        rule_id="T-COORD",
    )


def _performance(place: str) -> tuple[WayOut, ...]:
    local = (Basis(BEIJING, "第45条"),) if place.startswith("11") else ()
    local = (Basis(SHANGHAI, "第36条"),) if place.startswith("31") else local
    return (
        WayOut(
            name="劳动争议仲裁",
            open=True,
            words="协商不成的，可以申请仲裁；仲裁庭按三方原则组成。",
            basis=(
                Basis(LABOUR_LAW, "第84条"),
                Basis(NATIONAL, "第55条"),
                *local,
                Basis(ARBITRATION, "第65条"),
            ),
            rule_id="T-ARB-ACCEPT",
        ),
        WayOut(
            name="向人民法院起诉",
            open=True,
            words="对仲裁裁决不服的，自收到仲裁裁决书之日起 15 日内起诉。",
            basis=(Basis(LABOUR_LAW, "第84条"),),
            rule_id="T-SUE",
        ),
    )
