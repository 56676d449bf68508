"""What cannot be in a change, an end or a move of a contract, whatever the law asks for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from bargaining.errors import Refusal
from bargaining.rules import contract_changes, periods
from bargaining.rules.day_words import plain_day
from bargaining.rules.periods import Span

if TYPE_CHECKING:
    from bargaining.rules.facts import CaseFacts

_SERVED = ("served_union_on", "served_employer_on")


def impossible(
    move: str, facts: CaseFacts, payload: Mapping[str, Any], *, today: date
) -> Iterator[Refusal]:
    """Say what cannot be in a step of a contract in force (履行阶段不可能的登记)."""
    if move == "record_pay":
        yield from _month(payload, today=today)
    if move == "record_performance":
        yield from _period(payload, today=today)
    if move == "agree_change":
        yield from _term(facts, payload)
    if move == "file_change":
        yield from _filing(facts)
    if move == "record_change_review":
        yield from _review(facts, payload)


def _month(payload: Mapping[str, Any], *, today: date) -> Iterator[Refusal]:
    """This month's pay may be out already; no later month's is."""
    named = payload.get("paid_month")
    if named and periods.period_of(date.fromisoformat(named), Span.MONTH).first_on > today:
        yield Refusal("future", "工资所属月份不能晚于本月。", field="paid_month")


def _period(payload: Mapping[str, Any], *, today: date) -> Iterator[Refusal]:
    """A period that has not begun cannot have been kept."""
    period = periods.read_period(str(payload.get("period") or ""))
    if period is not None and period.first_on > today:
        yield Refusal("future", f"{period.words}还没有开始，不能登记履行情况。", field="period")


def _term(facts: CaseFacts, payload: Mapping[str, Any]) -> Iterator[Refusal]:
    first, _last = facts.term
    if first and payload.get("term_to") and payload["term_to"] < first.isoformat():
        yield Refusal(
            "term_order",
            f"变更后的止日早于合同期限的起日（{plain_day(first)}），请核对。",
            field="term_to",
        )


def _filing(facts: CaseFacts) -> Iterator[Refusal]:
    """What is in effect is not filed again; only what is signed anew is."""
    found = contract_changes.changes(facts)
    if found and found[-1].stage is contract_changes.ChangeStage.EFFECTIVE:
        yield Refusal(
            "in_effect",
            "这次变更已经生效，不用再报送；又协商变更的，请先登记变更签字。",
            basis="集体合同规定第42条",
            field="on",
        )


def _review(facts: CaseFacts, payload: Mapping[str, Any]) -> Iterator[Refusal]:
    filing = facts.last("file_change")
    for key in _SERVED:
        if filing and payload.get(key) and payload[key] < filing.occurred_on.isoformat():
            yield Refusal("too_early", "送达之日不能早于变更报送之日。", field=key)
    if payload.get("result") == "objection" and not payload.get("opinion"):
        yield Refusal("missing", "请照审查意见书写明异议内容。", field="opinion")


def silence_not_yet(result: str, *, on: date, last: date | None) -> Refusal | None:
    """Refuse to record silence before the review is over (审查期未满), its last day being sure."""
    if result != "silence" or last is None or on > last:
        return None
    return Refusal(
        "too_early",
        f"变更的审查期到 {plain_day(last)} 才届满，届满次日起才能登记“期满未提出异议”。",
        basis="集体合同规定第47条",
        field="on",
    )


def open_change(facts: CaseFacts) -> contract_changes.Change | None:
    """Find the change that waits for its review (待审查的变更)."""
    found = contract_changes.changes(facts)
    waiting = (contract_changes.ChangeStage.FILED, contract_changes.ChangeStage.IN_REVIEW)
    return found[-1] if found and found[-1].stage in waiting else None
