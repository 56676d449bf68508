"""By what is a street's enterprise stuck? One key for every group of its first screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from bargaining.rules.states import CaseState, Side
from bargaining.rules.waiting import Waiting, waiting_for

# The window of 集体合同规定 第38条 is three months; a new round should run before it ends.
LAPSING = timedelta(days=90)

UNOPENED, LAPSES, SETTLED = "unopened", "lapses", "settled"
UNDELIVERED, UNION_REPLY, UNRECEIPTED, OTHER_SIDE = (
    "undelivered", "union_reply", "unreceipted", "other_side",
)  # fmt: skip

OPEN = "open_case"


@dataclass(frozen=True)
class Group:
    """What a number of enterprises wait for (卡在同一步的企业).

    `waiting` is None for those without a case that waits; `move` is the step most take next.
    """

    key: str
    words: str
    move: str
    waiting: Waiting | None = None


def key_of(
    state: CaseState, *, initiator: Side | None, delivered: bool, received: bool, published: bool
) -> str:
    """Name the group a case's waiting belongs to (分组); empty where it waits for nothing."""
    if state is CaseState.PROPOSED and not delivered:
        return UNDELIVERED
    if state is CaseState.PROPOSED and initiator is Side.EMPLOYER:
        return UNION_REPLY
    if state is CaseState.FILED and not received:
        return UNRECEIPTED
    if state is CaseState.PUBLISHED:
        return "" if published else OTHER_SIDE
    return "" if state is CaseState.CLOSED else state.value


def _group(
    key: str,
    state: CaseState,
    *,
    initiator: Side | None = None,
    delivered: bool = True,
    received: bool = True,
    published: bool = True,
) -> Group:
    found = waiting_for(
        state, initiator=initiator, delivered=delivered, received=received, published=published
    )
    if found is None:
        raise ValueError(key)
    return Group(key, found.words, found.move, found)


_BY_KEY: Mapping[str, Group] = MappingProxyType(
    {
        one.key: one
        for one in (
            Group(UNOPENED, "没有在办案件，等立案", OPEN),
            Group(LAPSES, "合同快到期，还没有开始新一轮", OPEN),
            _group("preparing", CaseState.PREPARING),
            _group(UNDELIVERED, CaseState.PROPOSED, delivered=False),
            _group("proposed", CaseState.PROPOSED),
            _group(UNION_REPLY, CaseState.PROPOSED, initiator=Side.EMPLOYER),
            _group("declined", CaseState.DECLINED),
            _group("accepted", CaseState.ACCEPTED),
            _group("talking", CaseState.TALKING),
            _group("suspended", CaseState.SUSPENDED),
            _group("deadlocked", CaseState.DEADLOCKED),
            _group("coordinating", CaseState.COORDINATING),
            _group("drafted", CaseState.DRAFTED),
            _group("vote_failed", CaseState.VOTE_FAILED),
            _group("vote_passed", CaseState.VOTE_PASSED),
            _group("signed", CaseState.SIGNED),
            _group(UNRECEIPTED, CaseState.FILED, received=False),
            _group("filed", CaseState.FILED),
            _group("objected", CaseState.OBJECTED),
            _group("effective", CaseState.EFFECTIVE),
            _group(OTHER_SIDE, CaseState.PUBLISHED, published=False),
            _group("terminated", CaseState.TERMINATED),
            Group(SETTLED, "合同有效，眼下没有待办", ""),
        )
    }
)

GROUPS: tuple[Group, ...] = tuple(_BY_KEY.values())


def find_group(key: str) -> Group | None:
    """Find a group by its key (查分组); None where there is none."""
    return _BY_KEY.get(key)


def get_group(key: str) -> Group:
    """Find a group that is known to exist (取分组)."""
    return _BY_KEY[key]
