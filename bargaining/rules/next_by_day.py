"""What becomes the next step by the day alone? An answer that is overdue, a contract at its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bargaining.rules import contract_changes, moves, next_steps
from bargaining.rules.day_words import plain_day
from bargaining.rules.facts import CaseFacts
from bargaining.rules.next_steps import NextStep
from bargaining.rules.states import CaseState, Side

_IN_FORCE = frozenset({CaseState.EFFECTIVE, CaseState.PUBLISHED})


def next_step(facts: CaseFacts, *, on: date, answer_by: date | None) -> NextStep:
    """Say what a case waits for, seen from a day (当天看的下一步).

    `answer_by` is the last day in time for the answer, None where it is not settled. While the
    other side has its time, and while a contract runs, it is what `next_steps` says.
    """
    step = next_steps.next_step(facts)
    if _is_unanswered(facts, on=on, answer_by=answer_by):
        return replace(
            step,
            move=moves.at(moves.TABLE["record_urging"], facts.place),
            sentence="答复期已满，企业尚未答复：再联系一次并登记，需要时采取下一级办法",
            papers=(),
            beside=("record_reply",),
            others=("record_reply", *(one for one in step.others if one != "record_urging")),
        )
    ended_on = expired_on(facts, on=on)
    if ended_on is not None:
        return NextStep(
            moves.at(moves.TABLE["close"], facts.place),
            step.holder,
            f"合同已于{plain_day(ended_on)}期满：办结本案；还没有续签的，尽快开始新一轮协商",
            others=step.others,
        )
    return step


def expired_on(facts: CaseFacts, *, on: date) -> date | None:
    """Name the last day of a contract that is over (合同期满日); None while it runs.

    One that was ended early has its own station, and a 补录 waits for nobody.
    """
    last_day = contract_changes.term_on(facts, on=on)[1]
    if facts.is_backfilled or facts.state not in _IN_FORCE:
        return None
    return last_day if last_day is not None and last_day < on else None


def _is_unanswered(facts: CaseFacts, *, on: date, answer_by: date | None) -> bool:
    return (
        facts.state is CaseState.PROPOSED
        and facts.delivery is not None
        and facts.initiator is not Side.EMPLOYER
        and answer_by is not None
        and answer_by < on
    )
