"""When does a contract take effect because nobody objected, and how sure is that?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

REVIEW_RULE = "T-REVIEW"
_ONE_DAY = timedelta(days=1)


class Certainty(StrEnum):
    """How sure the day of an effect by silence is (默示生效的把握)."""

    CERTAIN = "certain"
    INTERVAL = "interval"
    UNPROVED = "unproved"


CERTAINTY_LABELS: dict[Certainty, str] = {
    Certainty.CERTAIN: "日子确定",
    Certainty.INTERVAL: "待定：明年放假安排未公布",
    Certainty.UNPROVED: "没有收到凭证，不能认定默示生效",
}


# What a case is called once even the last day is here and something is still wanting.
PRESUMED_LABELS: dict[Certainty, str] = {
    Certainty.INTERVAL: "推定生效·待核放假安排",
    Certainty.UNPROVED: "推定生效·待核回执",
}


@dataclass(frozen=True)
class Silence:
    """When a review that stays silent lets the contract take effect (默示生效日).

    `first_on` and `last_on` are the same day where it is certain. `passed` tells that even the
    last one is here, so that only the proof or the holiday notice is still wanting.
    """

    certainty: Certainty
    first_on: date
    last_on: date
    passed: bool


def silence(
    *,
    due_on: date,
    earliest: date | None,
    latest: date | None,
    certain: bool,
    proved: bool,
    on: date,
) -> Silence:
    """Say on which day silence would do it, seen from a day (推算默示生效日).

    It takes effect on the day after the review ran out. `proved`: the authority's receipt is
    proved; without it the day is reckoned from the filing and nothing takes effect by itself.
    """
    first_on = (due_on if certain else earliest or due_on) + _ONE_DAY
    last_on = (due_on if certain else latest or due_on) + _ONE_DAY
    if not proved:
        certainty = Certainty.UNPROVED
    else:
        certainty = Certainty.CERTAIN if certain else Certainty.INTERVAL
    return Silence(certainty, first_on, last_on, passed=last_on <= on)


def label(of: Silence) -> str:
    """Say how sure an effect by silence is, seen from that day (默示生效的把握，一句话)."""
    if of.passed and of.certainty in PRESUMED_LABELS:
        return PRESUMED_LABELS[of.certainty]
    return CERTAINTY_LABELS[of.certainty]
