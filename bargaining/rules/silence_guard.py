"""What should be done before silence does it, and by whom? The guard on the fifteen days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bargaining.rules import clocks
from bargaining.rules.day_words import plain_day
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.procedure_contract import PROOFS
from bargaining.rules.silence_watch import PRESUMED_LABELS, Certainty, Silence
from bargaining.rules.states import CaseState

NEAR = 5  # days before it happens from which both sides are warned
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Task:
    """One thing to do while a review runs (审查期内要办的事), and the step that records it."""

    move: str
    words: str


@dataclass(frozen=True)
class Guard:
    """A review that runs, and what silence will do (默示生效提醒).

    `serve_by` is the last day on which an opinion can still be served in time, the earliest one
    where the holidays are open. `completed` is the newest completion of papers, `counts` tells
    whether it moved the review. `warning` is empty until it comes near or is past.
    """

    silence: Silence
    filed_on: date
    received_on: date
    proof: str
    receipt_number: str
    completed: Event | None
    counts: bool
    serve_by: date
    days_left: int
    warning: str
    presumed: str
    filer: tuple[Task, ...]
    reviewer: tuple[Task, ...]


def guard(facts: CaseFacts, silence: Silence, *, on: date) -> Guard | None:
    """Say what a running review asks for, seen from a day (默示生效提醒); None where none runs.

    A 补录 waits for nobody.
    """
    filing = facts.filing
    if facts.state is not CaseState.FILED or filing is None or facts.is_backfilled:
        return None
    received_on, proved = clocks.received(facts, filing)
    completed = _completed(facts, filing)
    serve_by = silence.first_on - _ONE_DAY
    left = (silence.first_on - on).days
    return Guard(
        silence=silence,
        filed_on=filing.occurred_on,
        received_on=received_on,
        proof=_proof(facts) if proved else "",
        receipt_number=_number(facts, filing),
        completed=completed,
        counts=completed is not None and facts.completion is completed,
        serve_by=serve_by,
        days_left=left,
        warning=warning(silence, on=on),
        presumed=PRESUMED_LABELS.get(silence.certainty, "") if silence.passed else "",
        filer=tuple(_of_filer(facts, proved=proved)),
        reviewer=tuple(_of_reviewer(facts, serve_by, proved=proved)),
    )


def _completed(facts: CaseFacts, filing: Event) -> Event | None:
    """The completion that moved the review, else the newest that did not."""
    newest = facts.last("record_completion")
    if newest is None or newest.sequence < filing.sequence:
        return None
    return facts.completion or newest


def _proof(facts: CaseFacts) -> str:
    said = facts.receipt.payload.get("proof", "") if facts.receipt else ""
    return dict(PROOFS).get(said, "")


def _number(facts: CaseFacts, filing: Event) -> str:
    stated = (
        one.payload.get("receipt_number", "")
        for one in facts.every("file", "refile", "record_receipt")
        if one.sequence >= filing.sequence
    )
    return next((number for number in reversed(list(stated)) if number), "")


def warning(silence: Silence, *, on: date) -> str:
    """Warn before silence does it, and say what is wanting after it (默示生效预警)."""
    if silence.passed:
        return _after(silence)
    left = (silence.first_on - on).days
    if left > NEAR:
        return ""
    when = plain_day(silence.first_on)
    if silence.certainty is Certainty.UNPROVED:
        return (
            f"按报送之日推算，审查期满的次日是 {when}；没有收到凭证，到期只记"
            f"“{PRESUMED_LABELS[Certainty.UNPROVED]}”，请尽快补登记收到凭证。"
        )
    if left <= 0:  # only an interval: what is certain has passed by then
        return f"最早 {when} 已经到了，最晚 {plain_day(silence.last_on)}；放假安排公布后自动确定。"
    soon = "明天" if left == 1 else f"再过 {left} 天"
    if silence.certainty is Certainty.INTERVAL:
        return (
            f"最早{soon}（{when}）没有异议送达，合同即默示生效；"
            f"最晚 {plain_day(silence.last_on)}，放假安排公布后自动确定。"
        )
    return f"{soon}（{when}）没有异议送达，合同即默示生效。"


def _after(silence: Silence) -> str:
    match silence.certainty:
        case Certainty.CERTAIN:
            return (
                f"审查期已满，没有登记异议：合同自 {plain_day(silence.first_on)} 起默示生效，"
                "由系统登记；期内已收到审查意见书的，请登记送达之日。"
            )
        case Certainty.INTERVAL:
            return "审查期已满，放假安排还没有录入：暂作推定，录入后自动确定生效之日。"
        case Certainty.UNPROVED:
            return (
                "按报送之日推算审查期已满，但没有收到凭证，不能认定默示生效："
                "请补登记受理单、网上回执或快递签收。"
            )


def _of_filer(facts: CaseFacts, *, proved: bool) -> Iterator[Task]:
    if not proved:
        yield Task(
            "record_receipt",
            "向人社部门要受理单或网上回执，快递的留好签收记录，登记收到之日；没有凭证不能认定默示生效。",
        )
    yield Task(
        "record_no_objection",
        "收到审查意见书（无异议）的，登记送达双方之日。",
    )
    yield Task(
        "record_objection",
        "收到异议的，按送达之日登记，不看落款日；过了审查期才送达的照实登记，由人核定。",
    )
    if proved:
        yield Task(
            "record_completion",
            "办理机关要求补正的，补齐当天登记；书面告知过的，审查期改自补齐之日起算。",
        )


def _of_reviewer(facts: CaseFacts, serve_by: date, *, proved: bool) -> Iterator[Task]:
    if not proved:
        yield Task("record_receipt", "还没有收到凭证：请登记收到文本之日，审查期从次日起算。")
    yield Task(
        "record_objection",
        f"有异议的，审查意见书最迟 {plain_day(serve_by)} 送达双方协商代表；"
        "以送达日为准，不看落款日。",
    )
    if facts.kind is ContractKind.WAGE:
        words = "没有异议的，意见书送达双方即行生效，两方送达日不同的取较晚的一天。"
    else:
        words = "没有异议的可以送达意见书；本类合同仍以审查期届满为准。"
    yield Task("record_no_objection", words)
    if proved:
        yield Task("record_completion", "材料不全的，请书面告知补正；只有口头要求的，审查期不变。")
