"""How far has each change of a contract come, and which term holds because of it?

A change is concluded, filed and reviewed as the contract was (集体合同规定 第41条、第42条);
until it takes effect the contract goes on as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import Event

if TYPE_CHECKING:
    from bargaining.rules.facts import CaseFacts

_ONE_DAY = timedelta(days=1)
_STEPS = ("agree_change", "file_change", "record_change_review")


class ChangeStage(StrEnum):
    """How far one change has come (变更的阶段)."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    FILED = "filed"
    IN_REVIEW = "in_review"
    PRESUMED = "presumed"
    EFFECTIVE = "effective"
    OBJECTED = "objected"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        """Name the stage as people say it (阶段名称)."""
        return _LABELS[self]


_LABELS = {
    ChangeStage.DRAFTED: "拟定中，还没有签字",
    ChangeStage.SIGNED: "已签字，待报送",
    ChangeStage.FILED: "已报送，待补收到凭证",
    ChangeStage.IN_REVIEW: "已收到，待审查",
    ChangeStage.PRESUMED: "推定生效，待核回执",
    ChangeStage.EFFECTIVE: "已生效",
    ChangeStage.OBJECTED: "审查有异议",
    ChangeStage.REPLACED: "已由后一次变更代替",
}


@dataclass(frozen=True)
class Change:
    """One change of a contract (合同变更): what was signed, filed, and answered.

    Of one that is only drawn up, `signing` is the entry that drew it up.

    `effective_on` is the day it took effect, None before; `term_to` the last day it sets, None
    where the term stays as it was.
    """

    signing: Event
    filing: Event | None
    review: Event | None
    stage: ChangeStage
    effective_on: date | None

    @property
    def lines(self) -> tuple[str, ...]:
        """List what is changed, item by item (变更的内容)."""
        words = str(self.signing.payload.get("changes", ""))
        return tuple(line.strip() for line in words.splitlines() if line.strip())

    @property
    def term_to(self) -> date | None:
        """Name the last day the change sets (变更后的期限至)."""
        return self.signing.day("term_to")

    @property
    def received_on(self) -> date | None:
        """Name the proved day on which the authority received it (收到变更文本之日)."""
        if self.filing is None or not is_proved(self.filing):
            return None
        return self.filing.day("received_on") or self.filing.occurred_on


def is_proved(filing: Event) -> bool:
    """Tell whether receipt by the authority is proved (有收到凭证)."""
    return bool(filing.payload.get("proof", "none") != "none")


def changes(facts: CaseFacts) -> tuple[Change, ...]:
    """List the changes of a contract, oldest first (历次变更).

    A filing belongs to the change signed last before it, a review to the filing last before it;
    a review of a filing that was answered already answers nothing (`unfiled_reviews`), and what
    is in effect is not filed again (`needless_filings`).
    """
    return tuple(change for change, _strays in _walk(facts))


def drafted(facts: CaseFacts) -> Change | None:
    """Find a change that is drawn up and not signed yet (拟定中的变更)."""
    newest = facts.last("draft_change", "agree_change")
    if newest is None or newest.kind != "draft_change":
        return None
    return Change(newest, None, None, ChangeStage.DRAFTED, None)


def unfiled_reviews(facts: CaseFacts) -> tuple[Event, ...]:
    """List the reviews that answer no filing (没有报送的变更审查)."""
    return _strays(facts, "record_change_review")


def needless_filings(facts: CaseFacts) -> tuple[Event, ...]:
    """List the filings of a change that was in effect already (生效以后的再次报送)."""
    return _strays(facts, "file_change")


def _strays(facts: CaseFacts, kind: str) -> tuple[Event, ...]:
    return tuple(one for _change, strays in _walk(facts) for one in strays if one.kind == kind)


def refiled_unsigned(facts: CaseFacts) -> tuple[Event, ...]:
    """List the filings of a text objected to and not signed anew (未重新签字的再次报送)."""
    found: list[Event] = []
    is_objected = False
    for event in facts.every(*_STEPS):
        if event.kind == "file_change" and is_objected:
            found.append(event)
        is_objected = _stands_objected(event, kind=facts.kind)
    return tuple(found)


def _stands_objected(review: Event, *, kind: ContractKind) -> bool:
    is_objection = review.payload.get("result") == "objection"
    return is_objection and effect_of(review, kind=kind) is None


def _walk(facts: CaseFacts) -> Iterator[tuple[Change, tuple[Event, ...]]]:
    signed: list[list[Event]] = []
    for event in facts.every(*_STEPS):
        if event.kind == "agree_change":
            signed.append([event])
        elif signed:
            signed[-1].append(event)
    for number, (signing, *rest) in enumerate(signed):
        filing: Event | None = None
        review: Event | None = None
        strays: list[Event] = []
        for event in rest:
            if event.kind == "file_change" and not _works(facts.kind, filing, review):
                filing, review = event, None
            elif event.kind == "file_change" or filing is None or review is not None:
                strays.append(event)
            else:
                review = event
        stage, on = _stage(facts.kind, filing, review, is_last=number == len(signed) - 1)
        yield Change(signing, filing, review, stage, on), tuple(strays)


def _works(kind: ContractKind, filing: Event | None, review: Event | None) -> bool:
    proved = filing is not None and is_proved(filing)
    return review is not None and effect_of(review, kind=kind, proved=proved) is not None


def _stage(
    kind: ContractKind, filing: Event | None, review: Event | None, *, is_last: bool
) -> tuple[ChangeStage, date | None]:
    if review is not None:
        proved = filing is not None and is_proved(filing)
        on = effect_of(review, kind=kind, proved=proved)
        if on is not None:
            return ChangeStage.EFFECTIVE, on
        is_objection = review.payload.get("result") == "objection"
        return (ChangeStage.OBJECTED if is_objection else ChangeStage.PRESUMED), None
    if not is_last:
        return ChangeStage.REPLACED, None
    if filing is None:
        return ChangeStage.SIGNED, None
    return (ChangeStage.IN_REVIEW if is_proved(filing) else ChangeStage.FILED), None


def effect_of(review: Event, *, kind: ContractKind, proved: bool = True) -> date | None:
    """Name the day a change takes effect by its review (变更生效日); None where there is none.

    As for the contract itself: an opinion on a wage contract works from the later of both sides'
    service days, never after the day silence would have done it; no text lets another contract's
    change take effect before its fifteen days are over; silence works from the day after the last.
    An objection that reached both sides only then stops nothing any more; silence about a filing
    whose receipt is not `proved` is presumed, and gives no day.
    """
    result = review.payload.get("result")
    silence = review.day("silence_on")
    if result == "silence":
        return (silence or review.occurred_on) if proved else None
    served = served_on(review)
    if result == "objection":
        return silence if silence is not None and served >= silence else None
    if silence is None:
        return served
    return min(served, silence) if kind is ContractKind.WAGE else silence


def served_on(review: Event) -> date:
    """Name the day an opinion on a change had reached both sides (送达双方之日)."""
    days = (review.day("served_union_on"), review.day("served_employer_on"))
    return max(day for day in (*days, review.occurred_on) if day is not None)


# ── the term that holds ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class TermChange:
    """A change of the last day that took effect (期限的变更): until that day the old one held."""

    sequence: int
    effective_on: date
    before: date
    stated: date

    @property
    def after(self) -> date:
        """Name the last day that holds from then on (变更后的止日).

        A contract that had run out is not brought back to life, and one that is cut short had
        force until the day before the change took effect.
        """
        if self.is_too_late:
            return self.before
        return max(self.stated, self.effective_on - _ONE_DAY)

    @property
    def is_too_late(self) -> bool:
        """Tell whether the contract had run out before the change took effect (生效时已期满)."""
        return self.before < self.effective_on - _ONE_DAY


def term_changes(facts: CaseFacts) -> tuple[TermChange, ...]:
    """List how the last day of a contract was changed, oldest first (期限的历次变更)."""
    last = facts.signed_term[1]
    found: list[TermChange] = []
    if last is None:
        return ()
    for change in changes(facts):
        if change.effective_on is None or change.term_to is None:
            continue
        one = TermChange(change.signing.sequence, change.effective_on, last, change.term_to)
        found.append(one)
        last = one.after
    return tuple(found)


def last_day(facts: CaseFacts) -> date | None:
    """Name the last day of a contract with all changes that took effect (现行的期满日)."""
    changed = term_changes(facts)
    return changed[-1].after if changed else facts.signed_term[1]


def term_on(facts: CaseFacts, *, on: date) -> tuple[date | None, date | None]:
    """Name the first and the last day of a contract as they stood on a day (某日的合同期限)."""
    first, last = facts.signed_term
    for one in term_changes(facts):
        if one.effective_on <= on:
            last = one.after
    return first, last


def in_effect(facts: CaseFacts, *, on: date) -> tuple[Change, ...]:
    """List the changes in effect on a day, in their order (某日有效的变更)."""
    return tuple(
        change
        for change in changes(facts)
        if change.effective_on is not None and change.effective_on <= on
    )


def content_on(facts: CaseFacts, *, on: date) -> tuple[str, ...]:
    """List what the changes in effect on a day say, in their order (某日有效的变更内容)."""
    return tuple(line for change in in_effect(facts, on=on) for line in change.lines)


# ── the end before the term is over ──────────────────────────────────────────────────────────

RUNS_ITS_TERM = "expired"  # a closing that only says the term is over ends nothing early


def terminated_on(facts: CaseFacts) -> date | None:
    """Name the day the contract was ended (解除、终止之日); it holds on that day still."""
    ended = facts.last("terminate")
    return ended.occurred_on if ended else None


def out_of_force_on(facts: CaseFacts) -> date | None:
    """Name the first day on which an early end has left the contract without force (失效之日).

    That is the day after it was ended, as the last day of a term counts still; a case closed for
    another reason than the end of the term counts no more from the day of closing.
    """
    ended_on = terminated_on(facts)
    if ended_on is not None:
        return ended_on + _ONE_DAY
    closing = facts.last("close")
    if closing is None or closing.payload.get("reason") == RUNS_ITS_TERM:
        return None
    return closing.occurred_on


def finished(facts: CaseFacts) -> Event | None:
    """Find the entry that finished the case (办结): a closing, or the filing of its end."""
    return facts.last("close", "file_termination")
