"""What a clock of a case is: a rule, the day it starts, and the day the duty was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bargaining.rules.deadline_rules import Circumstances
from bargaining.rules.states import Holder

NOTHING_ELSE = Circumstances()


@dataclass(frozen=True)
class Clock:
    """One clock of a case (期限的起止).

    `start_on` is the start event's legal day, for windows the day counted back from;
    `ended_on` is the day the duty was done, None while it runs. `proved` is False where the
    start is presumed, as for a filing without receipt. `unsettled` says in a sentence what no
    text settles about it (依据待确认); it is reckoned all the same. What is a right may be left,
    and is never overdue.
    """

    rule_id: str
    start_sequence: int
    start_on: date
    holder: Holder
    ended_on: date | None = None
    proved: bool = True
    circumstances: Circumstances = NOTHING_ELSE
    unsettled: str = ""
    is_right: bool = False
