"""What goes to the authority, how many of each, and is it there? By the place's regulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bargaining.rules import congress
from bargaining.rules.facts import CaseFacts
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side


class Readiness(StrEnum):
    """Whether a paper is there (是否齐备); `CHECK`: the case cannot tell, somebody looks."""

    READY = "ready"
    MISSING = "missing"
    CHECK = "check"


@dataclass(frozen=True)
class Material:
    """One paper that is filed (报送材料); `on` is the day it came about."""

    name: str
    copies: int
    state: Readiness
    on: date | None = None
    note: str = ""


def materials(
    facts: CaseFacts, *, mandated: Sequence[Representative], statement_is_whole: bool
) -> tuple[Material, ...]:
    """List what is filed with a wage contract (报送材料目录).

    `mandated` are the chiefs who sit there for somebody else, `statement_is_whole` says that
    nothing is blank in the statement that goes with the contract. 北京市集体合同条例 第46条 and
    上海市集体合同条例 第23条 name the same but for the licence, which Shanghai does not ask for.
    """
    return (
        _ready("工资专项集体合同正式文本", 3, facts.signed_on, "签字"),
        _drawn_up("工资专项集体合同报送说明", statement_is_whole),
        _resolution(facts),
        _roster(facts),
        *_licence(facts.place),
        *(
            Material("首席代表委托书", 1, Readiness.CHECK, note=f"受托人{one.name}")
            for one in mandated
        ),
    )


def _licence(place: str) -> tuple[Material, ...]:
    if place.startswith("31"):
        return ()
    return (Material("用人单位注册登记证明（复印件）", 1, Readiness.CHECK),)


def _ready(name: str, copies: int, on: date | None, word: str) -> Material:
    if on is None:
        return Material(name, copies, Readiness.MISSING, note=f"尚未{word}")
    return Material(name, copies, Readiness.READY, on=on, note=word)


def _drawn_up(name: str, whole: bool) -> Material:
    if not whole:
        return Material(name, 1, Readiness.MISSING, note="内容未填全")
    return Material(name, 1, Readiness.READY)


def _resolution(facts: CaseFacts) -> Material:
    passed = [event for event, vote in facts.votes if vote.passed]
    if not passed:
        return Material("职代会（职工大会）决议", 1, Readiness.MISSING, note="尚未审议通过")
    body = dict(congress.FORMS)[passed[-1].payload["form"]]
    return _ready(f"{body}决议", 1, passed[-1].occurred_on, "通过")


def _roster(facts: CaseFacts) -> Material:
    sides = {one.side for one in facts.representatives}
    if sides != set(Side):
        return Material("首席代表和协商代表名单", 1, Readiness.MISSING, note="代表未登记全")
    note = "身份证号码由本人手写"
    return Material("首席代表和协商代表名单", 1, Readiness.READY, note=note)
