"""What could be done better next time? Said to the chair and whoever helps, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bargaining.rules import basis as bases
from bargaining.rules import women_clauses
from bargaining.rules.basis import Basis
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import Side

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"


@dataclass(frozen=True)
class Improvement:
    """One thing that would make the next round better (可改进之处); no duty, no reproach."""

    message: str
    basis: tuple[Basis, ...] = ()


def improvements(facts: CaseFacts) -> tuple[Improvement, ...]:
    """List what could still be done better (可改进之处).

    What the law asks for is a 系统提示 (rules/notices.py) and never said here again; of a 补录
    nobody asks how it came about.
    """
    if facts.is_backfilled:
        return ()
    return tuple(one for part in _PARTS for one in part(facts))


def _opinions(facts: CaseFacts) -> Iterator[Improvement]:
    if facts.last("send_proposal") and not facts.last("record_opinions"):
        yield Improvement(
            "协商前听过职工意见的，补一条登记：方式、人数和主要诉求，协商时有依据。",
            (Basis(TRIAL, "第15条"),),
        )


def _documents(facts: CaseFacts) -> Iterator[Improvement]:
    met = facts.every("record_meeting")
    if met and not any(event.payload.get("data_received_on") for event in met):
        yield Improvement(
            "协商前可以书面请企业提供经营和工资资料，收到后登记日期。", (Basis(TRIAL, "第18条"),)
        )


def _minutes(facts: CaseFacts) -> Iterator[Improvement]:
    met = facts.every("record_meeting")
    if any(not event.payload.get("minutes_signed", True) for event in met):
        yield Improvement(
            "会议记录请双方首席代表补签，今后对照时不会各说各的。",
            bases.at((Basis(BEIJING, "第35条"), Basis(SHANGHAI, "第18条")), facts.place),
        )
    elif met and not any(event.payload.get("notes") for event in met):
        yield Improvement("把各方意见和归纳记进会议登记，会议记录可以直接打印。")


def _women(facts: CaseFacts) -> Iterator[Improvement]:
    """Of a general contract the law asks for more than this: that is a notice."""
    if not facts.last("record_clauses") or facts.kind is not ContractKind.WAGE:
        return
    found = women_clauses.women_notice(facts.kind, has_clause=women_clauses.has_clause(facts))
    if found is not None:
        yield Improvement(found.message, found.basis)


def _team(facts: CaseFacts) -> Iterator[Improvement]:
    mine = [one for one in facts.representatives if one.side is Side.UNION]
    if mine and not any(one.title and not one.chief and not one.outside for one in mine):
        yield Improvement("写明职工方代表的岗位，名单公布时大家知道是谁在代表自己。")


def _wages(facts: CaseFacts) -> Iterator[Improvement]:
    if facts.wages and facts.wages.payload.get("verdict") == "to_verify":
        yield Improvement(
            "工资方案是“待核”：把个人社保、公积金两列补全再上传一次，就能核到底。",
            (Basis("最低工资规定", "第12条"),),
        )


def _proofs(facts: CaseFacts) -> Iterator[Improvement]:
    published = facts.every("publish")
    if published and not any(event.payload.get("photos") for event in published):
        yield Improvement("公布的照片还没有存，检查时要看，现在补拍一张也行。")


_PARTS: tuple[Callable[[CaseFacts], Iterator[Improvement]], ...] = (
    _opinions, _documents, _minutes, _team, _wages, _women, _proofs,
)  # fmt: skip
