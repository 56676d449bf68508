"""Which enterprises of a book need somebody today, and why? Reasons in words, in a stated order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from bargaining.rules.states import HOLDER_LABELS, CaseState, Holder

NEAR_DAYS = 5
SILENT_DAYS, VERY_SILENT_DAYS = 14, 30


class Heat(StrEnum):
    """Why an enterprise asks for somebody (待办原因), the weightiest first."""

    OFFERED = "offered"
    UNANSWERED = "unanswered"
    OVERDUE = "overdue"
    NEAR = "near"
    AGREED = "agreed"
    DECLINED = "declined"
    DEADLOCKED = "deadlocked"
    OBJECTED = "objected"
    VOTE_FAILED = "vote_failed"
    BLOCKED = "blocked"
    VERY_SILENT = "very_silent"
    SILENT = "silent"


LABELS: Mapping[Heat, str] = MappingProxyType(
    {
        Heat.OFFERED: "新派给您，待答复",
        Heat.UNANSWERED: "对方逾期未答复",
        Heat.OVERDUE: "其他期限已逾期",
        Heat.NEAR: f"期限 {NEAR_DAYS} 天内",
        Heat.AGREED: "约定今天联系",
        Heat.DECLINED: "对方暂不同意",
        Heat.DEADLOCKED: "协商未达成一致",
        Heat.OBJECTED: "审查有异议",
        Heat.VOTE_FAILED: "审议未通过",
        Heat.BLOCKED: "工资检查有须先处理的发现",
        Heat.VERY_SILENT: f"{VERY_SILENT_DAYS} 天未联系",
        Heat.SILENT: f"{SILENT_DAYS} 天未联系",
    }
)
# How much each reason weighs in the order of the desk; the page shows these figures.
WEIGHTS: Mapping[Heat, int] = MappingProxyType(
    {
        Heat.OFFERED: 100,
        Heat.UNANSWERED: 90,
        Heat.OVERDUE: 80,
        Heat.NEAR: 70,
        Heat.AGREED: 60,
        Heat.DECLINED: 50,
        Heat.DEADLOCKED: 48,
        Heat.OBJECTED: 45,
        Heat.VOTE_FAILED: 40,
        Heat.BLOCKED: 35,
        Heat.VERY_SILENT: 20,
        Heat.SILENT: 10,
    }
)
ORDER_WORDS = (
    "今天要办的在前；再比最重的一条原因，一样的比各条分量之和，还一样的，逾期、未联系天数多的"
    "和离届满近的在前。当天已经联系过的，不再算今天要办。"
)


class When(StrEnum):
    """By when somebody should turn to an enterprise (何时办)."""

    TODAY = "today"
    WEEK = "week"
    LATER = "later"


@dataclass(frozen=True)
class Duty:
    """One running deadline as a value (在算的期限).

    `remind_on` is the shortest source's day, `last_on` the last day in time over every source and
    over every calendar still possible; `proved` is False while its start is presumed.
    """

    label: str
    holder: Holder
    is_answer: bool
    remind_on: date
    last_on: date
    proved: bool = True


@dataclass(frozen=True)
class Situation:
    """What is known of one enterprise and its case at hand (情形).

    `in_hand`: the case still waits for a step. `opened_on` is None without a case.
    """

    state: CaseState | None = None
    in_hand: bool = False
    opened_on: date | None = None
    duties: tuple[Duty, ...] = ()
    last_contact_on: date | None = None
    next_contact_on: date | None = None
    blocked: bool = False
    offered_on: date | None = None


@dataclass(frozen=True)
class Reason:
    """One reason in words (原因); of two of a kind the one with more `urgency` comes first."""

    heat: Heat
    words: str
    urgency: int = 0
    today: bool = False

    @property
    def weight(self) -> int:
        """Say how much the reason weighs in the order (分量)."""
        return WEIGHTS[self.heat]


def reasons(situation: Situation, *, on: date) -> tuple[Reason, ...]:
    """Say why an enterprise asks for somebody on a day (待办原因), the weightiest first.

    Each kind occurs once, in its most urgent form.
    """
    found: dict[Heat, Reason] = {}
    for part in _PARTS:
        for one in part(situation, on):
            known = found.get(one.heat)
            if known is None or known.urgency < one.urgency:
                found[one.heat] = one
    return tuple(sorted(found.values(), key=lambda one: -one.weight))


def order(found: Sequence[Reason]) -> tuple[int, int, int]:
    """Make the key that puts the hottest first when sorted (排序).

    The weightiest reason, then the sum of all weights, then the urgency of the weightiest.
    """
    if not found:
        return (0, 0, 0)
    return (-found[0].weight, -sum(one.weight for one in found), -found[0].urgency)


def when(situation: Situation, found: Sequence[Reason], *, on: date) -> When:
    """Say by when somebody should turn to an enterprise (何时办).

    Once it was contacted today it is done for today, unless a sending waits for its answer or
    that very contact agreed on another one today.
    """
    if not found:
        return When.LATER
    stays = {Heat.OFFERED, Heat.AGREED}
    touched = situation.last_contact_on == on
    if any(one.today and (not touched or one.heat in stays) for one in found):
        return When.TODAY
    return When.WEEK


# ── the reasons ──────────────────────────────────────────────────────────────────────────────


def _offered(situation: Situation, on: date) -> Iterator[Reason]:
    if situation.offered_on is not None:
        waits = (on - situation.offered_on).days
        words = "新派给您，待答复" + (f"（已 {waits} 天）" if waits > 0 else "")
        yield Reason(Heat.OFFERED, words, waits, today=True)


def _late(situation: Situation, on: date) -> Iterator[Reason]:
    """Late counts only after the last day over every source and every possible calendar."""
    for duty in situation.duties:
        days = (on - duty.last_on).days
        if days <= 0 or not duty.proved:
            continue
        if duty.is_answer and duty.holder is Holder.EMPLOYER:
            yield Reason(Heat.UNANSWERED, f"对方逾期未答复 {days} 天", days, today=True)
        else:
            who = HOLDER_LABELS[duty.holder]
            words = f"{duty.label}：已逾期 {days} 天（{who}）"
            yield Reason(Heat.OVERDUE, words, days, today=True)


def _near(situation: Situation, on: date) -> Iterator[Reason]:
    """Near counts to the day of the shortest source; once that is over, to the last day."""
    for duty in situation.duties:
        if on > duty.last_on:
            continue
        day = duty.remind_on if duty.remind_on >= on else duty.last_on
        left = (day - on).days
        if left <= NEAR_DAYS or day is not duty.remind_on:
            words = "今天到期" if left == 0 else f"还剩 {left} 天"
            yield Reason(Heat.NEAR, f"{duty.label}：{words}", -left, today=left == 0)


def _agreed(situation: Situation, on: date) -> Iterator[Reason]:
    if situation.next_contact_on is not None and situation.next_contact_on <= on:
        days = (on - situation.next_contact_on).days
        words = f"约定的联系日已过 {days} 天" if days else "约定今天联系"
        yield Reason(Heat.AGREED, words, days, today=True)


_STATES: Mapping[CaseState, Heat] = MappingProxyType(
    {
        CaseState.DECLINED: Heat.DECLINED,
        CaseState.DEADLOCKED: Heat.DEADLOCKED,
        CaseState.OBJECTED: Heat.OBJECTED,
        CaseState.VOTE_FAILED: Heat.VOTE_FAILED,
    }
)


def _stuck(situation: Situation, _on: date) -> Iterator[Reason]:
    if not situation.in_hand or situation.state is None:
        return
    heat = _STATES.get(situation.state)
    if heat is not None:
        yield Reason(heat, LABELS[heat])
    if situation.blocked:
        yield Reason(Heat.BLOCKED, LABELS[Heat.BLOCKED])


def _silent(situation: Situation, on: date) -> Iterator[Reason]:
    """The days run from the last contact, and never from before the case was opened."""
    if not situation.in_hand or situation.opened_on is None:
        return
    contact = situation.last_contact_on
    since = max(situation.opened_on, contact or situation.opened_on)
    days = (on - since).days
    if days < SILENT_DAYS:
        return
    heat = Heat.VERY_SILENT if days >= VERY_SILENT_DAYS else Heat.SILENT
    met = contact is not None and contact >= situation.opened_on
    yield Reason(heat, f"{days} 天未联系" if met else f"立案 {days} 天，还没有联系", days)


_PARTS: tuple[Callable[[Situation, date], Iterator[Reason]], ...] = (
    _offered, _late, _near, _agreed, _stuck, _silent,
)  # fmt: skip
