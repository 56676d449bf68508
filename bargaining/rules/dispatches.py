"""When may an instructor be sent to an enterprise, answer, be replaced, and in which capacity?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from bargaining.errors import Refusal
from bargaining.rules import basis as bases
from bargaining.rules.basis import Basis
from bargaining.rules.roles import OFFICIALS, Actor

LONGEST_REASON = 400


class Capacity(StrEnum):
    """In which capacity an instructor goes (派遣身份)."""

    ADVISER = "adviser"
    DELEGATE = "delegate"


CAPACITY_LABELS: Mapping[Capacity, str] = MappingProxyType(
    {Capacity.ADVISER: "顾问", Capacity.DELEGATE: "外聘协商代表"}
)
CAPACITY_HELP: Mapping[Capacity, str] = MappingProxyType(
    {
        Capacity.ADVISER: "指导、帮助协商，不占职工方代表名额。",
        Capacity.DELEGATE: "占职工方代表名额，不超过三分之一，须有工会书面委托，不得任首席代表。",
    }
)
# 外聘代表的名额、委托和首席。
_CAPACITY_BASIS = (
    Basis("集体合同规定", "第23条"), Basis("北京市集体合同条例", "第10条"),
    Basis("上海市集体合同条例", "第7条"),
)  # fmt: skip


def capacity_basis(places: Iterable[str]) -> tuple[Basis, ...]:
    """List the articles on negotiators from outside, as they hold at some places (外聘的依据)."""
    held = {one for place in places for one in bases.at(_CAPACITY_BASIS, place)}
    return tuple(one for one in _CAPACITY_BASIS if one in held)


RECUSAL = "与企业有劳动关系、代理关系，或者与企业方负责人有亲属关系的，应当回避。"


class DispatchState(StrEnum):
    """Where a sending stands (派遣状态)."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"


STATE_LABELS: Mapping[DispatchState, str] = MappingProxyType(
    {
        DispatchState.OFFERED: "待答复",
        DispatchState.ACCEPTED: "已接受",
        DispatchState.DECLINED: "未接受",
        DispatchState.ENDED: "已结束",
    }
)
OPEN = frozenset({DispatchState.OFFERED, DispatchState.ACCEPTED})


def why_not_official(actor: Actor) -> Refusal | None:
    """Say why somebody may send nobody, or None when they may (能否派遣)."""
    if actor.role is None or actor.role in OFFICIALS:
        return None
    return Refusal("wrong_role", f"{actor.role.label}不派遣指导员，由街道、区、市总工会派遣。")


def why_not_send(
    *, reason: str, capacity: str, recusal_cleared: bool, eligible: bool, changes_nothing: bool
) -> tuple[Refusal, ...]:
    """Say what is still missing from a sending (派遣可行性); nothing where it can go.

    `eligible`: the account holds the instructor's role today for where the enterprise is counted.
    `changes_nothing`: somebody would take over from themselves in the same capacity.
    """
    found = []
    if not eligible:
        found.append(
            Refusal(
                "not_eligible",
                "请选择在聘、且负责企业所在地的集体协商指导员。",
                field="user_id",
            )
        )
    if changes_nothing:
        words = "改派须选另外一位指导员，或者换一种身份。"
        found.append(Refusal("same_person", words, field="user_id"))
    if capacity not in set(Capacity):
        found.append(Refusal("bad_capacity", "请选择顾问或者外聘协商代表。", field="capacity"))
    missing = why_not_reason(reason, "派遣事由")
    if missing is not None:
        found.append(missing)
    if not recusal_cleared:
        found.append(
            Refusal("recusal", f"请确认没有应回避的情形：{RECUSAL}", field="recusal_cleared")
        )
    return tuple(found)


def why_not_reason(reason: str, label: str) -> Refusal | None:
    """Say why a reason will not do, or None when it does (理由)."""
    if not reason.strip():
        return Refusal("no_reason", f"请写明{label}。", field="reason")
    if len(reason.strip()) > LONGEST_REASON:
        return Refusal("too_long", f"{label}不超过 {LONGEST_REASON} 字。", field="reason")
    return None


def why_not_answer(state: DispatchState) -> Refusal | None:
    """Say why a sending cannot be answered any more, or None while it can (能否答复)."""
    match state:
        case DispatchState.OFFERED:
            return None
        case DispatchState.ACCEPTED:
            return Refusal("already_answered", "这次派遣您已经接受，不需要再答复。")
        case DispatchState.DECLINED:
            return Refusal("already_answered", "这次派遣已经答复为不接受。")
        case DispatchState.ENDED:
            return Refusal("already_ended", "这次派遣已经由派出工会结束，不需要再答复。")


def why_not_end(state: DispatchState) -> Refusal | None:
    """Say why a sending cannot be ended, or None when it can (能否结束)."""
    if state in OPEN:
        return None
    return Refusal("already_ended", f"这次派遣{STATE_LABELS[state]}，不需要再结束。")
